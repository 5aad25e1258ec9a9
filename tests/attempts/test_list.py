"""The list of attempts in this folder's docstring is one that an auditor can follow."""

import re
from pathlib import Path

from tests import attempts
from tests.web import ROOT

NAMED = set(re.findall(r"[\w/]+/test_\w+\.py", attempts.__doc__ or ""))


def test_every_test_that_the_list_names_is_there():
    assert [name for name in sorted(NAMED) if not (ROOT / "tests" / name).is_file()] == []


def test_every_test_of_this_folder_is_in_the_list():
    here = {f"attempts/{file.name}" for file in Path(__file__).parent.glob("test_*.py")}
    assert here - NAMED == {"attempts/test_list.py"}
