"""The README is held to the code: a stranger finds every setting, target and package in it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal.access.demo_people import PARTNER, PEOPLE

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def test_every_setting_is_in_the_readme_as_the_code_says_it():
    table = subprocess.run(
        [sys.executable, "-m", "portal.environment"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert table.strip() in README


@pytest.mark.parametrize("target", re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
def test_every_make_target_is_in_the_readme(target):
    assert f"make {target}" in README


@pytest.mark.parametrize("file", ["portal.in", "saml.in", "standin.in", "dev.in"])
def test_every_package_is_in_the_readme_with_its_reason(file):
    asked = re.findall(r"^([A-Za-z][\w-]*)", (ROOT / "requirements" / file).read_text(), re.MULTILINE)
    table = README.split("## What it stands on")[1].lower()
    assert [package for package in asked if package.lower() not in table] == []


def test_every_demo_person_is_in_the_readme():
    assert [person.username for person in (*PEOPLE, PARTNER) if f"| {person.username} |" not in README] == []


def test_the_report_of_the_readme_is_sound(tmp_path):
    from reports.registry import Registry

    code = README.split("```python\n")[1].split("```")[0]
    (tmp_path / "coupon_baskets.py").write_text(code)
    registry = Registry(tmp_path)
    assert registry.broken() == {}
    assert registry.get("coupon-baskets").title == "Coupon baskets"
