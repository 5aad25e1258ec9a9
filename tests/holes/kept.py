"""Mistakes in what is kept of one person's answers and shared with others."""

from tests.holes.hole import Hole

SHARING = "tests/querylog/test_sharing.py::TestSharing"
TEXT = "tests/reports/compile/test_policies.py"
OPTIONS = "tests/reports/run/test_option_lists.py"

KEPT = [
    Hole(
        "who cancels a query ends it for everybody who waits for it",
        "reports/run/press.py",
        was="if not statement.ended and run.alone_with(statement):",
        becomes="if not statement.ended:",
        caught_by=["tests/reports/run/test_press.py::test_a_cancel_ends_nothing_that_somebody_else_waits_for"],
    ),
    Hole(
        "a shared result is found without its policy",
        "querylog/sharing.py",
        was="for value in binds], asker.policy, asker.team]",
        becomes="for value in binds], asker.team]",
        caught_by=[f"{SHARING}::test_who_may_see_something_else_is_not_served"],
    ),
    Hole(
        "a shared result is found without the team, which may have a Snowflake user of its own",
        "querylog/sharing.py",
        was="for value in binds], asker.policy, asker.team]",
        becomes="for value in binds], asker.policy]",
        caught_by=[f"{SHARING}::test_who_may_see_something_else_is_not_served"],
    ),
    Hole(
        "two policies with other values count as the same",
        "reports/policy.py",
        was="[rule.column.upper(), sorted({str(each) for each in rule.values})]",
        becomes="[rule.column.upper(), len(rule.values)]",
        caught_by=[f"{TEXT}::test_only_those_who_see_the_same_have_the_same_fingerprint"],
    ),
    Hole(
        "two policies with other covered columns count as the same",
        "reports/policy.py",
        was="return [rows, sorted(share.hidden), sorted(share.masked)]",
        becomes="return [rows]",
        caught_by=[f"{TEXT}::test_only_those_who_see_the_same_have_the_same_fingerprint"],
    ),
    Hole(
        "an option list is kept for everybody, whatever the policy",
        "reports/run/options.py",
        was="self._viewer.policy.fingerprint, asked.sql, asked.binds",
        becomes="asked.sql",
        caught_by=[f"{OPTIONS}::test_who_may_see_other_rows_is_not_given_what_was_kept"],
    ),
    Hole(
        "an option list is kept for every team, whatever its Snowflake user may read",
        "reports/run/options.py",
        was="repr((self._viewer.team, ",
        becomes="repr((",
        caught_by=[f"{OPTIONS}::test_what_one_team_was_given_is_not_kept_for_another"],
    ),
]
