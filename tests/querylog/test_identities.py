"""As whom a team asks: one Snowflake user for all, or one for each, whom Snowflake itself keeps apart."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from portal.identities import CREDENTIALS, Teams, teams_of
from querylog.errors import ResultGone
from querylog.warehouse import warehouse
from tests.querylog.asking import history
from tests.querylog.conftest import Place
from tests.web import ROOT

NOTHING = dict.fromkeys(CREDENTIALS, "")
SHARED = {
    **NOTHING,
    "user": "PORTICO",
    "password": "shared",
    "role": "READER",
    "warehouse": "WH",
    "database": "GROCERY",
}
WHO = "select current_user() || '/' || current_role() || '/' || current_warehouse() as it"


@pytest.fixture
def place(shared_place) -> Place:
    return shared_place


@pytest.fixture
def teams(place, settings, tmp_path) -> Callable[[str], None]:
    """From now on the teams' file says this; the users INSIGHTS and AUDIENCES may sign in."""
    place.users(INSIGHTS={"password": "of insights"}, AUDIENCES={"tokens": ["of audiences"]})

    def said(text: str) -> None:
        (tmp_path / "teams.toml").write_text(text)
        found = teams_of(str(tmp_path / "teams.toml"), settings.SNOWFLAKE)
        assert found.problems == []
        settings.SNOWFLAKE_TEAMS = found.identities

    return said


def who(team: str) -> str:
    return str(warehouse(team).execute(WHO, (), tag="").table.column(0)[0])


ONE_EACH = """
    ["Shopper insights"]
    user = "INSIGHTS"
    password = "of insights"
    role = "INSIGHTS_READER"

    ["Partner audiences"]
    user = "AUDIENCES"
    authenticator = "PROGRAMMATIC_ACCESS_TOKEN"
    token = "of audiences"
    warehouse = "AUDIENCES_WH"
"""


def test_a_team_with_a_user_of_its_own_asks_as_that_user(teams):
    teams(ONE_EACH)
    assert who("Shopper insights") == "INSIGHTS/INSIGHTS_READER/DEMO_WH"
    assert who("Partner audiences") == "AUDIENCES/PORTICO_ROLE/AUDIENCES_WH"


def test_a_team_of_which_nothing_is_said_asks_as_the_portals_user(teams):
    teams(ONE_EACH)
    assert who("Pricing") == who("") == "PORTICO/PORTICO_ROLE/DEMO_WH"


def test_a_team_may_have_only_a_role_and_a_warehouse_of_its_own(teams):
    teams('["Shopper insights"]\nrole = "INSIGHTS_READER"\nwarehouse = "INSIGHTS_WH"')
    assert who("Shopper insights") == "PORTICO/INSIGHTS_READER/INSIGHTS_WH"


def test_each_team_with_a_section_has_connections_of_its_own_and_the_others_share(teams):
    teams(ONE_EACH)
    assert warehouse("Shopper insights") is not warehouse("Partner audiences")
    assert warehouse("Pricing") is warehouse("Assortment") is warehouse()


def test_snowflake_itself_refuses_one_team_the_result_of_another(teams):
    teams(ONE_EACH)
    base = warehouse("Shopper insights").execute("select 42 as secret", (), tag="").query_id
    scan = f"select * from table(result_scan('{base}'))"
    assert warehouse("Shopper insights").execute(scan, (), tag="").table.to_pydict() == {"SECRET": [42]}
    for stranger in ("Partner audiences", "Pricing"):
        with pytest.raises(ResultGone):
            warehouse(stranger).execute(scan, (), tag="")


def test_one_team_does_not_see_or_stop_the_statement_of_another(teams):
    teams(ONE_EACH)
    statement = warehouse("Shopper insights").submit("select system$wait(60)", (), tag="")
    assert not warehouse("Partner audiences").progress(statement).known
    cancel = ("select system$cancel_query(?)", (statement,))
    told = warehouse("Partner audiences").execute(*cancel, tag="").table.column(0)[0].as_py()
    assert "not currently executing" in told
    assert warehouse("Shopper insights").progress(statement).running
    warehouse("Shopper insights").execute(*cancel, tag="")


def test_teams_of_one_user_share_their_results(teams):
    teams('["Shopper insights"]\nrole = "INSIGHTS_READER"')
    base = warehouse("Shopper insights").execute("select 42 as n", (), tag="").query_id
    assert warehouse().execute(f"select n from table(result_scan('{base}'))", (), tag="").table.num_rows == 1


@pytest.mark.parametrize("act", ["execute", "submit", "stream"])
def test_a_statement_may_have_a_limit_of_its_own(place, settings, act):
    settings.STATEMENT_TIMEOUT_SECONDS = 600
    way, tag = warehouse(), f"limited {act}"
    if act == "stream":
        with (
            pytest.raises(Exception, match="took too long"),
            way.stream("select system$wait(60)", (), tag=tag, timeout=1),
        ):
            pass
    elif act == "execute":
        with pytest.raises(Exception, match="took too long"):
            way.execute("select system$wait(60)", (), tag=tag, timeout=1)
    else:
        statement = way.submit("select system$wait(60)", (), tag=tag, timeout=1)
        while way.progress(statement).running:
            pass
    (row,) = history("QUERY_TAG = ?", tag)
    assert (
        row["ERROR_MESSAGE"] == "Statement reached its statement or warehouse timeout of 1 second(s) and was canceled."
    )


# ------------------------------------------------------------------ the teams' file


def read(text: str, tmp_path) -> Teams:
    file = tmp_path / "teams.toml"
    file.write_text(text)
    return teams_of(str(file), SHARED)


def test_what_a_team_does_not_say_is_the_portals_own(tmp_path):
    identity = read('[Pricing]\nwarehouse = "BIG"', tmp_path).identities["Pricing"]
    assert identity == {**SHARED, "warehouse": "BIG"}


def test_credentials_are_never_mixed(tmp_path):
    identity = read('[Pricing]\nuser = "PRICING"\ntoken = "its own"', tmp_path).identities["Pricing"]
    assert (identity["user"], identity["token"], identity["password"]) == ("PRICING", "its own", "")
    assert identity["role"] == "READER"


def test_files_are_found_beside_the_teams_file(tmp_path):
    (tmp_path / "pricing.p8").write_text("a key")
    teams = read('[Pricing]\nuser = "PRICING"\nprivate_key_file = "pricing.p8"', tmp_path)
    assert teams.problems == []
    assert teams.identities["Pricing"]["private_key_file"] == str(tmp_path / "pricing.p8")


@pytest.mark.parametrize(
    ("snowflakes", "ours"),
    [
        ('token_file_path = "t"', "token_file"),
        ('authenticator = "oauth"\ntoken_file_path = "t"', "oauth_token_file"),
        ('authenticator = "OAUTH"\ntoken_file = "t"', "oauth_token_file"),
        ('authenticator = "SNOWFLAKE_JWT"\nprivate_key_path = "t"', "private_key_file"),
    ],
)
def test_the_names_that_connections_toml_has_are_understood(tmp_path, snowflakes, ours):
    (tmp_path / "t").write_text("a secret")
    teams = read(f'[Pricing]\nuser = "PRICING"\n{snowflakes}', tmp_path)
    assert teams.problems == []
    assert teams.identities["Pricing"][ours] == str(tmp_path / "t")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[Pricing]\nrolle = "X"', "[Pricing] has rolle, which says nothing here. Did you mean role?"),
        (
            "[Pricing]\nrole = 7",
            '[Pricing] role should be a text in quotation marks, such as role = "SHOPPER_INSIGHTS".',
        ),
        (
            '[Pricing]\nrole = ""',
            '[Pricing] role should be a text in quotation marks, such as role = "SHOPPER_INSIGHTS".',
        ),
        ('[Pricing]\naccount = "other"', "[Pricing] has account, but all teams are in the portal's own account."),
        ('[Pricing]\ntoken = "x"', "[Pricing] has token but no user. Say whose it is."),
        ('[Pricing]\nuser = "PRICING"', "[Pricing] There is no way to sign in to Snowflake: give private_key_file for"),
        (
            '[Pricing]\nuser = "P"\npassword = "x"\ntoken = "y"',
            "[Pricing] token and password are given, which are a programmatic access token and a password: give one",
        ),
        (
            '[Pricing]\nuser = "P"\nprivate_key_file = "gone.p8"',
            "[Pricing] private_key_file: there is no file at ",
        ),
        (
            '[Pricing]\nuser = "P"\nauthenticator = "SNOWFLAKE_JWT"\npassword = "x"',
            "[Pricing] has authenticator SNOWFLAKE_JWT, but password. Give what belongs together.",
        ),
        (
            '[Pricing]\nuser = "P"\nauthenticator = "externalbrowser"\npassword = "x"',
            "[Pricing] has authenticator externalbrowser, which the portal does not know: snowflake_jwt, ",
        ),
        (
            '[Pricing]\nuser = "P"\nauthenticator = "oauth"\ntoken = "x"',
            "[Pricing] has an OAuth token written down, which is good for minutes. Give token_file, ",
        ),
        ('user = "PORTICO"', "[user] is no section. Begin each team with its name in brackets, "),
    ],
)
def test_a_mistake_names_the_team_and_what_to_do(tmp_path, text, sentence):
    (problem,) = read(text, tmp_path).problems
    assert problem.startswith(f"SNOWFLAKE_TEAMS_FILE: {sentence}")


def test_all_mistakes_are_told_at_once(tmp_path):
    assert len(read('[Pricing]\nrolle = "X"\nrole = 7\n[Promotions]\nuser = "P"', tmp_path).problems) == 3


@pytest.mark.parametrize(
    ("text", "sentence"), [(None, "there is no file to read at"), ("[Pricing", "is not TOML: ")], ids=["gone", "torn"]
)
def test_a_portal_whose_teams_file_cant_be_read_does_not_start(tmp_path, text, sentence):
    file = tmp_path / "teams.toml"
    if text is not None:
        file.write_text(text)
    environment = {**os.environ, "SNOWFLAKE_TEAMS_FILE": str(file)}
    answer = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr
