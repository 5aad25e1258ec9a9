"""What the API answers of statements, and what it keeps from whom."""

from uuid import uuid4

import pytest

from querylog.asker import Asker
from querylog.errors import StatementFailed
from querylog.events import record
from querylog.models import Kind, Usage
from querylog.sensitive import HIDDEN, Sensitive
from tests.querylog.asking import ANA, as_kept, ask, intend, newest
from tests.querylog.audit.calling import call, ids, made, sentence


def test_the_newest_statement_is_first(token):
    asked = [str(ask("select 1").statement.pk) for _ in range(3)]
    assert ids(call(token, "statements")) == asked[::-1]


def test_a_line_says_what_the_log_says(token):
    statement = as_kept(ask("select ?, 'it'", ("bound",), press=uuid4(), part="sales").statement)
    Usage.objects.create(statement_id=statement.pk, bytes=1234, credits="0.25")
    (line,) = call(token, "statements").json()["items"]
    assert line == {
        "id": str(statement.pk),
        "at": statement.intended_at.isoformat(),
        "person": ANA.name,
        "person_id": ANA.user_id,
        "team": ANA.team,
        "report": ANA.report,
        "part": "sales",
        "purpose": "slice",
        "state": "finished",
        "press": str(statement.press),
        "parent": None,
        "query_id": statement.query_id,
        "rows": 1,
        "seconds": statement.seconds,
        "bytes": 1234,
        "credits": 0.25,
        "error": "",
        "tables": [],
        "sql": "select ?, 'it'",
        "binds": ["bound"],
    }


def test_a_search_finds_what_the_search_line_finds(token):
    needle = str(ask("select 'needle'").statement.pk)
    ask("select 'hay'", asker=Asker(user_id=2, name="Ben Okafor", team="Offers", report="coupons"))
    assert ids(call(token, "statements", q="needle")) == [needle]
    assert ids(call(token, "statements", q="-team:Offers")) == [needle]


def test_page_by_page_every_statement_comes_once(token):
    asked = [str(intend("select 1").pk) for _ in range(7)]
    seen, after = [], ""
    while True:
        page = call(token, "statements", limit=3, **({"after": after} if after else {}))
        seen += ids(page)
        if not (after := page.json()["next"]):
            break
    assert seen == asked[::-1]


def test_the_last_page_has_no_next(token):
    for _ in range(3):
        intend("select 1")
    assert call(token, "statements", limit=3).json()["next"] == ""


@pytest.mark.parametrize("which", ["without_sql", "blind"])
def test_sql_and_values_are_only_for_who_may_see_them(request, which):
    shown = request.getfixturevalue(which)
    statement = ask("select 'secret', ?", ("bound",)).statement
    with pytest.raises(StatementFailed):
        ask("select * from no_such_table")
    for path in ("statements", f"statements/{statement.pk}", f"statements/{newest().pk}"):
        answer = call(shown, path).content.decode()
        assert '"sql": null, "binds": null' in answer
        assert [word for word in ("secret", "bound", "NO_SUCH_TABLE' does not exist") if word in answer] == []


@pytest.mark.parametrize("which", ["without_sql", "blind"])
def test_what_may_not_be_seen_is_not_searched_either(request, which):
    shown = request.getfixturevalue(which)
    ask("select 'secret', ?", ("bound",))
    assert ids(call(shown, "statements", q="secret")) == []


def test_a_hidden_value_stays_hidden(token):
    statement = ask("select ?", (Sensitive("0815"),)).statement
    assert call(token, f"statements/{statement.pk}").json()["binds"] == [HIDDEN]


@pytest.mark.parametrize(
    ("asked", "sentence_begins"),
    [
        ({"q": "tem:Offers"}, "tem: is no qualifier."),
        ({"q": "took:soon"}, "took:soon is no number"),
        ({"limit": "0"}, "limit: "),
        ({"limit": "201"}, "limit: "),
        ({"limit": "many"}, "limit: "),
        ({"after": "\0"}, "after: "),
        ({"befor": "x"}, "befor is nothing that can be asked for here. There are q, after, limit."),
    ],
)
def test_what_cant_be_read_is_refused_in_a_sentence(token, asked, sentence_begins):
    answer = call(token, "statements", **asked)
    assert answer.status_code == 422
    assert sentence(answer).startswith(sentence_begins)


@pytest.mark.parametrize("odd", ["\0", "é" * 3000, "%", "\\", "' or 1=1 --", "{{ 7*7 }}", "\ud83d"], ids=ascii)
def test_no_text_breaks_a_search(token, odd):
    assert call(token, "statements", q=odd.encode("utf-8", "surrogatepass")).status_code == 200
    assert call(token, "events", person=odd.encode("utf-8", "surrogatepass")).status_code == 200
    assert (
        call(
            token, "qualifiers", **{odd.encode("utf-8", "replace").decode(): odd.encode("utf-8", "replace")}
        ).status_code
        == 422
    )


def test_one_statement_has_its_life_its_children_and_what_was_done_with_it(token):
    base = ask("select 'base'").statement
    children = [str(ask("select 2", parent=base).statement.pk) for _ in range(2)]
    record(Kind.DOWNLOADED, user_id=7, name="ana", statement=base, visual="sales", format="csv", stage="handed over")
    whole = call(token, f"statements/{base.pk}").json()
    assert [step["state"] for step in whole["steps"]] == ["intended", "submitted", "finished"]
    assert (whole["children"], whole["more_children"]) == (children, False)
    assert [(each["kind"], each["told"]) for each in whole["events"]] == [("downloaded", "sales as csv: handed over")]
    assert call(token, f"statements/{children[0]}").json()["parent"] == str(base.pk)


def test_one_that_was_never_sent_has_one_step(token):
    whole = call(token, f"statements/{intend('select 1').pk}").json()
    assert [step["state"] for step in whole["steps"]] == ["intended"]
    assert whole["query_id"] == ""


def test_without_their_scope_a_statement_is_given_without_its_events(people):
    answer = call(made(people["cleo"], "search"), f"statements/{intend('select 1').pk}")
    assert answer.json()["events"] is None


def test_a_statement_that_there_is_not_is_not_found(token):
    answer = call(token, f"statements/{uuid4()}")
    assert answer.status_code == 404
    assert sentence(answer).startswith("The log has no statement")
