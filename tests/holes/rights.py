"""Mistakes in who may open what."""

from tests.holes.hole import Hole

GUARD = "tests/portal/test_guard.py"
CALLS = "tests/reports/embed/test_calls.py"
PRESS = "tests/reports/run/test_press.py"
FINDING = "tests/portal/catalog/test_finding.py"
ASKING = "tests/portal/catalog/test_asking.py"

RIGHTS = [
    Hole(
        "one address of a report is not behind the guard",
        "portal/report_urls.py",
        was="guarded(views.dependencies)",
        becomes="lambda request, slug: views.dependencies(request, slug=slug, viewer=None)",
        caught_by=[f"{GUARD}::test_every_view_of_a_report_is_guarded"],
    ),
    Hole(
        "pages that forget the guard ask nobody to sign in",
        "portal/settings.py",
        was='    "portal.access.guard.SignInFirst",\n',
        becomes="",
        caught_by=[f"{GUARD}::test_every_address_that_is_not_public_asks_for_sign_in"],
    ),
    Hole(
        "a grant holds after its last day",
        "portal/access/rights.py",
        was="    WHERE (held.until IS NULL OR held.until >= %(today)s)\n",
        becomes="    WHERE true\n",
        caught_by=[f"{GUARD}::test_a_grant_holds_on_its_last_day_and_not_after"],
    ),
    Hole(
        "the shelf and the search take a grant that has ended for one that holds",
        "portal/access/models.py",
        was="        return self.filter(Q(until__isnull=True) | Q(until__gte=day))",
        becomes="        return self.filter(Q(until__isnull=True) | Q(until__isnull=False))",
        caught_by=[f"{GUARD}::test_a_report_whose_grant_has_ended_is_on_nobodys_shelf"],
    ),
    Hole(
        "an archived report stays open",
        "portal/access/rights.py",
        was="(entry.gone OR entry.archived)",
        becomes="entry.gone",
        caught_by=[f"{GUARD}::test_a_report_that_was_put_away_is_open_to_nobody"],
    ),
    Hole(
        "somebody who is switched off still has the rights of her teams",
        "portal/access/rights.py",
        was="    if not user.is_authenticated or not user.is_active:\n        return None\n    asked =",
        becomes="    if not user.is_authenticated:\n        return None\n    asked =",
        caught_by=[f"{GUARD}::test_a_switched_off_account_may_open_nothing"],
    ),
    Hole(
        "a download asks for no right of its own",
        "portal/access/rights.py",
        was="bool_or(held.can_download) OVER ()",
        becomes="true",
        caught_by=[f"{GUARD}::test_viewing_does_not_include_downloading"],
    ),
    Hole(
        "the address of a file is not closed to those who may only view",
        "reports/embed/downloads.py",
        was="    if not viewer.may_download:\n",
        becomes="    if not viewer.name:\n",
        caught_by=["tests/reports/run/test_downloads.py::test_who_may_only_view_is_told_so_and_nothing_is_asked"],
    ),
    Hole(
        "somebody else's run can be read by its handle",
        "reports/run/models.py",
        was="asked_by_id = %s AND team",
        becomes="(asked_by_id = %s OR true) AND team",
        caught_by=[f"{CALLS}::test_a_handle_of_a_colleague_opens_nothing"],
    ),
    Hole(
        "a run that was asked under another policy can be read",
        "reports/run/models.py",
        was="AND policy = %s\n",
        becomes="AND (policy = %s OR true)\n",
        caught_by=["tests/portal/test_policies.py::test_a_changed_policy_ends_what_was_open_before"],
    ),
    Hole(
        "a run that was asked for another team can be read",
        "reports/run/models.py",
        was="team = %s AND policy",
        becomes="(team = %s OR true) AND policy",
        caught_by=[f"{PRESS}::test_a_run_opens_only_to_who_asked_as_she_was"],
    ),
    Hole(
        "a run of another report can be read through one that is open",
        "reports/run/models.py",
        was="WHERE id = %s AND report = %s",
        becomes="WHERE id = %s AND (report = %s OR true)",
        caught_by=[f"{PRESS}::test_a_run_opens_in_its_own_report_alone"],
    ),
    Hole(
        "a query that waits is sent for somebody who has lost the report",
        "portal/access/rights.py",
        was="    return any(right_to(each, slug, through=team) for each in asked_as)",
        becomes="    return True",
        caught_by=["tests/portal/sign_in/test_leaving.py::test_a_job_that_waits_in_the_queue_sends_nothing"],
    ),
    Hole(
        "a query that waits is sent for a team that she has left, because another one has the report too",
        "portal/access/rights.py",
        was="right_to(each, slug, through=team)",
        becomes="right_to(each, slug)",
        caught_by=["tests/portal/sign_in/test_leaving.py::test_what_was_asked_for_a_team_that_she_left_is_not_sent"],
    ),
    Hole(
        "an unlisted report can be told from one that does not exist",
        "portal/access/guard.py",
        was="filter(slug=slug, listed=True)",
        becomes="filter(slug=slug)",
        caught_by=[f"{GUARD}::test_an_unlisted_report_is_to_a_stranger_as_if_it_did_not_exist"],
    ),
    Hole(
        "the search finds a closed report by the tables that it reads",
        "portal/catalog/search.py",
        was='words, SHOWN, "document_shown", likeness',
        becomes='words, tuple(WEIGHTS), "document", likeness',
        caught_by=[f"{FINDING}::test_what_a_closed_report_reads_leads_nobody_to_it"],
    ),
    Hole(
        "the search finds what is not listed",
        "portal/catalog/search.py",
        was="on_the_shelf.filter(listed=True).exclude(slug__in=granted)",
        becomes="on_the_shelf.exclude(slug__in=granted)",
        caught_by=[f"{FINDING}::test_an_unlisted_report_is_found_by_its_own_team_only"],
    ),
    Hole(
        "an audit page opens without the right to audit",
        "querylog/audit/histories.py",
        was="@may_audit\ndef changes",
        becomes="def changes",
        caught_by=["tests/portal/test_changes.py::test_changes_are_read_by_those_with_the_right_to_audit"],
    ),
    Hole(
        "the right to audit is had by everybody who is signed in",
        "querylog/audit/guard.py",
        was='has_the_right = permission_required("querylog.view_statement", raise_exception=True)',
        becomes="has_the_right = permission_required([], raise_exception=True)",
        caught_by=["tests/querylog/audit/test_list.py::test_only_who_may_read_statements_sees_them"],
    ),
    Hole(
        "people approve their own requests",
        "portal/catalog/asking.py",
        was="(asked.person_id == user.pk and not user.is_superuser)",
        becomes="asked.person_id is None",
        caught_by=[f"{ASKING}::test_nobody_decides_her_own_request"],
    ),
    Hole(
        "whoever knows the number of a request decides it",
        "portal/catalog/asking.py",
        was="    return user.has_perm(DECIDES_ALL) or mine.exists()",
        becomes="    return user.has_perm(DECIDES_ALL) or mine.exists() or user.is_active",
        caught_by=[f"{ASKING}::test_to_everybody_else_the_request_does_not_exist"],
    ),
    Hole(
        "a mistake in a report's file is told to everybody",
        "reports/embed/shown.py",
        was="if not error.details or not viewer.develops():",
        becomes="if not error.details:",
        caught_by=["tests/reports/embed/test_instead_of_a_chart.py::test_why_a_function_failed_is_for_developers"],
    ),
    Hole(
        "the SQL behind a chart is shown to everybody",
        "reports/embed/proof.py",
        was="_sql(statement) if viewer.shows_sql else",
        becomes="_sql(statement) if viewer.name else",
        caught_by=["tests/portal/test_separate_rights.py::test_who_has_it_not_sees_no_sql_and_no_bound_value"],
    ),
    Hole(
        "an admin who sees the portal as somebody changes what is theirs",
        "portal/access/read_only.py",
        was="(address in READ and request.method in TO_READ)",
        becomes="address in READ",
        caught_by=["tests/portal/test_viewing_as.py::test_every_address_refuses_what_would_change_something"],
    ),
]
