"""Mistakes in what people see of the warehouse's tables: row policies and column rules."""

from tests.holes.hole import Hole

HOLD = "tests/reports/compile/test_policies_hold.py"
RANDOM = f"{HOLD}::test_the_rows_of_random_queries_are_those_of_tables_that_were_filtered_first"
TEXT = "tests/reports/compile/test_policies.py"
TEAMS = "tests/portal/test_policies.py"
EVERY_TABLE = "for table in list(tree.find_all(exp.Table)):"


def but_not_in(kind: str) -> str:
    """Policies are applied to every table but to those inside of this."""
    return f"for table in [each for each in tree.find_all(exp.Table) if not each.find_ancestor({kind})]:"


SIGHT = [
    *[
        Hole(
            f"the policy is skipped in {where}",
            "reports/compile/policies.py",
            was=EVERY_TABLE,
            becomes=but_not_in(kind),
            caught_by=[RANDOM],
        )
        for where, kind in (
            ("a CTE", "exp.CTE"),
            ("a join", "exp.Join"),
            ("a subquery", "exp.Subquery"),
            ("a union", "exp.SetOperation"),
            ("a subquery of a condition", "exp.Where"),
        )
    ],
    Hole(
        "the policy is skipped in an option list",
        "reports/compile/choices.py",
        was="return finish(tree.limit(int(limit), copy=False), policy, binds)",
        becomes="return binds.finish(tree.limit(int(limit), copy=False))",
        caught_by=[f"{TEAMS}::test_an_option_list_offers_nothing_that_may_not_be_seen"],
    ),
    Hole(
        "the policy is skipped in the bounds of a filter",
        "reports/compile/choices.py",
        was="return finish(exp.select(*ends).from_(_table(filters)), policy, Binds())",
        becomes="return Binds().finish(exp.select(*ends).from_(_table(filters)))",
        caught_by=[RANDOM],
    ),
    Hole(
        "the policy is skipped where a page asks which of the chosen values are gone",
        "reports/compile/choices.py",
        was="return finish(_where(tree, chosen, binds), policy, binds)",
        becomes="return binds.finish(_where(tree, chosen, binds))",
        caught_by=[f"{TEAMS}::test_whether_a_value_is_in_the_data_is_not_told_of_rows_that_may_not_be_seen"],
    ),
    Hole(
        "the policy is skipped in what an exclusion counts",
        "reports/compile/keys.py",
        was="return finish(select, policy, binds)",
        becomes="return binds.finish(select)",
        caught_by=[RANDOM],
    ),
    Hole(
        "a view shows what its tables would not",
        "reports/compile/policies.py",
        was="            if _limit(view, policy, binds, views=(*views, name)):",
        becomes="            if not policy:",
        caught_by=[f"{TEXT}::test_a_view_gives_way_to_what_it_reads"],
    ),
    Hole(
        "a view of which nobody knows what it reads is open",
        "reports/compile/policies.py",
        was="        elif name:\n",
        becomes="        elif name and policy.views[name]:\n",
        caught_by=[f"{TEXT}::test_a_view_whose_sql_is_not_known_is_refused_until_something_is_said_of_it"],
    ),
    Hole(
        "a table that is named by a text is not recognised",
        "reports/compile/policies.py",
        was="    _refuse_what_has_no_name(tree)\n",
        becomes="",
        caught_by=[f"{TEXT}::test_what_is_not_named_as_a_table_is_refused"],
    ),
    Hole(
        "a table whose name is written in quotes is not recognised",
        "reports/policy.py",
        was="        parts = [each.upper() for each in parts]\n",
        becomes="",
        caught_by=[f"{TEXT}::test_a_table_is_limited_however_its_name_is_written"],
    ),
    Hole(
        "a table that is named with its database is not recognised",
        "reports/policy.py",
        was='".".join(parts[-2:])',
        becomes='".".join(parts)',
        caught_by=[f"{TEXT}::test_a_table_is_limited_however_its_name_is_written"],
    ),
    Hole(
        "a table without its schema is not recognised",
        "reports/policy.py",
        was='name == wanted or (len(parts) == 1 and name.rpartition(".")[2] == wanted)',
        becomes="name == wanted",
        caught_by=[f"{TEXT}::test_a_table_without_its_schema_is_limited_wherever_it_may_be"],
    ),
    Hole(
        "a table is taken for a CTE of the same name",
        "reports/compile/policies.py",
        was='    if table.args.get("db"):\n        return False\n',
        becomes="",
        caught_by=[f"{TEXT}::test_a_table_with_its_schema_is_not_the_cte_of_its_name", RANDOM],
    ),
    Hole(
        "several policies on one table hold one or the other",
        "reports/compile/policies.py",
        was="exp.Paren(this=all_of(found)) if len(found) > 1",
        becomes="any_of(found) if len(found) > 1",
        caught_by=[f"{TEAMS}::test_policies_on_two_columns_have_to_hold_together"],
    ),
    Hole(
        "a policy without a value lets every row through",
        "reports/compile/policies.py",
        was="if rule.values else exp.false() for rule",
        becomes="if rule.values else exp.true() for rule",
        caught_by=[f"{TEAMS}::test_a_policy_may_ask_for_an_attribute_of_the_person"],
    ),
    Hole(
        "a governed table shows everything to a team without a policy",
        "portal/access/sight.py",
        was="        if table not in said.governed or (team, table) in said.rows\n",
        becomes="",
        caught_by=[f"{TEAMS}::test_a_governed_table_shows_no_row_to_a_team_without_a_policy"],
    ),
    Hole(
        "a team without the grant widens what somebody sees",
        "portal/access/sight.py",
        was="AND held.report = %(slug)s AND (held",
        becomes="AND (held",
        caught_by=[f"{TEAMS}::test_a_team_through_which_the_report_is_not_open_adds_nothing"],
    ),
    Hole(
        "a team whose grant has ended widens what somebody sees",
        "portal/access/sight.py",
        was=" AND (held.until IS NULL OR held.until >= %(today)s)\n    )",
        becomes="\n    )",
        caught_by=[f"{TEAMS}::test_a_team_through_which_the_report_is_not_open_adds_nothing"],
    ),
    Hole(
        "attributes of one person count for everybody",
        "portal/access/sight.py",
        was="value FROM access_attribute WHERE user_id = %(user)s",
        becomes="value FROM (SELECT %(user)s AS user_id, name, value FROM access_attribute) AS everybodys",
        caught_by=[f"{TEAMS}::test_a_policy_may_ask_for_an_attribute_of_the_person"],
    ),
    Hole(
        "column rules are skipped for a star",
        "reports/compile/policies.py",
        was="star = exp.Star(replace=covered) if covered else exp.Star()",
        becomes="star = exp.Star()",
        caught_by=[f"{TEAMS}::test_a_covered_column_shows_nothing_of_itself"],
    ),
    Hole(
        "a masked number is shown as it is",
        "reports/compile/policies.py",
        was="masked = exp.Literal.string(MASK) if is_text else empty",
        becomes="masked = exp.Literal.string(MASK) if is_text else column(name, INSIDE)",
        caught_by=[RANDOM],
    ),
    Hole(
        "a column that one team hides is plain because another team sees other rows",
        "reports/compile/policies.py",
        was="if name not in share.hidden and name not in share.masked]",
        becomes="if name not in share.hidden or name not in share.masked]",
        caught_by=[f"{TEAMS}::test_a_covered_column_is_plain_in_the_rows_that_another_team_shows"],
    ),
]
