"""What is wrong with report files as SARIF 2.1.0, which forges and editors show beside the lines.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reports.checks.problem import Problem

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ABOUT = {
    "file": "The file holds one report that can be read",
    "catalogue": "People can find the report and know whom to ask",
    "options": "Every part is given what it takes",
    "filters": "Filters name tables and columns that are there, and something uses them",
    "parameters": "What can be set has sound defaults and bounds",
    "queries": "The SQL can be read, names what is there, and binds every value",
    "models": "Models learn from what the report gives them, and from nothing that a person chooses",
    "visuals": "Visuals measure and group by what their queries give",
    "audiences": "Ids leave a report as an audience alone",
}


def sarif(found: Mapping[Path, Sequence[Problem]], *, root: Path) -> str:
    """One run with a result per problem; files are named from `root`."""
    results = [_result(file, each, root) for file, problems in found.items() for each in problems]
    rules = [{"id": rule, "shortDescription": {"text": text}} for rule, text in ABOUT.items()]
    driver = {"name": "checkreports", "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _result(file: Path, problem: Problem, root: Path) -> dict[str, Any]:
    address = file.relative_to(root) if file.is_relative_to(root) else file
    place = {"artifactLocation": {"uri": address.as_posix()}, "region": {"startLine": problem.line}}
    return {
        "ruleId": problem.rule,
        "level": "error",
        "message": {"text": problem.text},
        "locations": [{"physicalLocation": place}],
    }
