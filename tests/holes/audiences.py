"""Holes through which ids would leave."""

from tests.holes.hole import Hole

APPROVAL = "tests/portal/audiences/test_approval.py"
ASKING, VIEWS = "portal/audiences/asking.py", "portal/audiences/views.py"

AUDIENCES = [
    Hole(
        "who asks for ids approves them herself",
        ASKING,
        was="if not user.is_active or asked.person_id == user.pk:",
        becomes="if not user.is_active:",
        caught_by=[f"{APPROVAL}::test_nobody_approves_her_own"],
    ),
    Hole(
        "a lead decides about the ids of another team",
        ASKING,
        was="filter(user_id=user.pk, lead=True, team_id=asked.team_id or 0)",
        becomes="filter(user_id=user.pk, lead=True)",
        caught_by=[f"{APPROVAL}::test_a_lead_of_another_team_decides_nothing"],
    ),
    Hole(
        "no team's wish for approval is heard",
        ASKING,
        was="filter(pk__in=through, approves_audiences=True)",
        becomes="filter(pk__in=through, approves_audiences=None)",
        caught_by=[f"{APPROVAL}::test_asking_gives_no_file_and_says_so"],
    ),
    Hole(
        "what nobody approved is downloaded",
        VIEWS,
        was="if asked.state != AudienceRequest.State.APPROVED:",
        becomes="if asked.state == AudienceRequest.State.DECLINED:",
        caught_by=[f"{APPROVAL}::test_what_is_not_approved_is_not_downloaded"],
    ),
    Hole(
        "what was approved is downloaded for ever",
        VIEWS,
        was="        if asked.is_over:\n            raise Expired\n",
        becomes="",
        caught_by=[f"{APPROVAL}::test_past_the_life_of_the_result_it_says_so"],
    ),
    Hole(
        "other ids leave than those that were approved",
        "reports/run/audiences.py",
        was="if only and ids != only:",
        becomes="if only and not ids:",
        caught_by=[f"{APPROVAL}::test_an_approval_of_some_ids_gives_no_others"],
    ),
    Hole(
        "ids are exported by who may only view",
        VIEWS,
        was="    only_who_may_download(viewer)\n    report = registry.get(slug)\n",
        becomes="    report = registry.get(slug)\n",
        caught_by=["tests/portal/audiences/test_file.py::test_who_may_not_download_gets_no_page_and_no_ids"],
    ),
]
