"""The API does what its description says, whatever is asked of it: schemathesis calls it in all ways that it finds."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from portal.wsgi import application
from querylog.audit.api.v1 import description
from querylog.audit.qualifiers import QUALIFIERS
from querylog.errors import StatementFailed
from querylog.events import record
from querylog.models import Kind
from querylog.sensitive import Sensitive
from tests.querylog.asking import ask, intend
from tests.querylog.audit.calling import V1, made

EXAMPLES = tuple(each.example for each in QUALIFIERS.values())
SEARCHES = ("{}", "-{}", '"{}"', *EXAMPLES, *(f"{name}:{{}}" for name in QUALIFIERS))
KNOWN: list[str] = []  # statements that the log has

api = schemathesis.openapi.from_dict(description())
api.app = application


@api.hook
def map_query(context: Any, query: Any) -> Any:
    """Searches that say something, with what was made up in the places of values."""
    if query and isinstance(made_up := query.get("q"), str):
        query["q"] = SEARCHES[len(made_up) % len(SEARCHES)].replace("{}", made_up)
    return query


@api.hook
def map_path_parameters(context: Any, path_parameters: Any) -> Any:
    """Every other statement is one that there is."""
    asked = str((path_parameters or {}).get("statement_id", ""))
    if len(asked) == 36 and asked[-1] in "02468ace" and KNOWN:
        path_parameters["statement_id"] = KNOWN[len(asked.strip("0")) % len(KNOWN)]
    return path_parameters


@pytest.fixture
def one_transaction() -> Iterator[None]:
    """Requests end, and their connection to the database stays, as with Django's own test client."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def log(people, settings, one_transaction) -> str:
    """Something of everything in the log, and a token for all of it."""
    settings.AUDIT_API_RATE = 1_000_000
    base = ask("select 'base', ?", ("bound",)).statement
    hidden = ask("select ?", (Sensitive("0815"),), parent=base).statement
    with pytest.raises(StatementFailed):
        ask("select * from no_such_table")
    never_sent = intend("select 1")
    for kind in Kind:
        record(kind, user_id=people["ana"].pk, name="ana", statement=base, why="a test", odd=[None, 1.5, {"a": "b"}])
    KNOWN[:] = [str(each.pk) for each in (base, hidden, never_sent)]
    return made(people["cleo"])


def checked(case: schemathesis.Case, token: str) -> None:
    """All checks. A search is any text, and some can't be read: that is no mistake of the API's."""
    excluded = [positive_data_acceptance] if case.operation.path == f"{V1}statements" else []
    if any(value in ([], {}, None) for value in (case.query or {}).values()):
        excluded.append(negative_data_rejection)  # a parameter without a value is not sent, so nobody can refuse it
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, excluded_checks=excluded)


ONCE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]


@api.parametrize()
@settings(max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=ONCE)
def test_every_answer_is_as_described(case, log):
    checked(case, log)


@pytest.mark.long
@pytest.mark.timeout(1800)
@api.parametrize()
@settings(max_examples=1_000, database=None, deadline=None, suppress_health_check=ONCE)
def test_every_answer_is_as_described_at_length(case, log):
    checked(case, log)
