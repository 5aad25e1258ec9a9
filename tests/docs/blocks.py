"""The blocks of code in a page of Markdown, and the report in which a fragment stands."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import reports
from reports.declare import Visual

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARKER = re.compile(r"\{(\w+)\}")
VOCABULARY = f"from typing import Any\n\nfrom reports import {', '.join(reports.__all__)}\n"


@dataclass(frozen=True)
class Block:
    """A block: its language, its text, and where it stands, such as "cookbook.md:37"."""

    language: str
    text: str
    where: str


def blocks(page: Path, *languages: str) -> list[Block]:
    """The page's blocks in these languages, in its order."""
    text = page.read_text(encoding="utf-8")
    found = ((each, text[: each.start()].count("\n") + 1) for each in _FENCED.finditer(text))
    return [Block(each[1], each[2], f"{page.name}:{line}") for each, line in found if each[1] in languages]


def is_whole(code: str) -> bool:
    """True when the code is a report, and not a fragment of one."""
    return any(isinstance(each, ast.ClassDef) for each in ast.parse(code).body)


def report_with(fragment: str, standard: str) -> str:
    """The standard report with what the fragment declares, in the place of parts of the same name.

    Parts of the standard report that nothing here uses are left out, or the checks would say that they are of no use.
    A fragment that shows nothing is shown by the number of rows of its last query.
    """
    said = ast.parse(fragment).body
    above = [each for each in said if not isinstance(each, ast.Assign)]
    parts = [each for each in said if isinstance(each, ast.Assign)]
    if not any(_calls(each, *_visuals()) for each in parts):
        parts.append(_rows_of(next((_name(each) for each in reversed(parts) if _calls(each, "Query")), "sales")))
    cls = next(each for each in ast.parse(standard).body if isinstance(each, ast.ClassDef))
    kept = _used([*above, *parts], [each for each in cls.body if isinstance(each, ast.Assign)])
    cls.body = [cls.body[0], *kept, *parts]
    return VOCABULARY + "\n".join(ast.unparse(each) for each in (*above, cls)) + "\n"


def _used(fragment: list[ast.stmt], standard: list[ast.Assign]) -> list[ast.Assign]:
    """Those of the standard report's parts that are used, also by each other, and that the fragment doesn't replace."""
    own = {_name(each) for each in fragment if isinstance(each, ast.Assign)}
    there = {_name(each): each for each in standard if _name(each) not in own}
    wanted, todo = {"owner", "area"}, [*fragment]
    while todo:
        new = {each for each in _names(todo.pop()) if each in there and each not in wanted}
        wanted |= new
        todo += [there[each] for each in new]
    return [each for name, each in there.items() if name in wanted]


def _names(part: ast.AST) -> Iterator[str]:
    """What a part uses by its name in Python, by its marker in SQL, or as what was chosen in it."""
    for each in ast.walk(part):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield from _MARKER.findall(each.value)


def _calls(part: ast.AST, *names: str) -> bool:
    return any(isinstance(each, ast.Call) and getattr(each.func, "id", "") in names for each in ast.walk(part))


def _visuals() -> list[str]:
    return [name for name in reports.__all__ if issubclass(getattr(reports, name), Visual)]


def _name(part: ast.Assign) -> str:
    return getattr(part.targets[0], "id", "")


def _rows_of(query: str) -> ast.Assign:
    made = ast.parse(f'rows_found = Kpi("Rows", {query}, "count(*)")').body[0]
    assert isinstance(made, ast.Assign)
    return made


@dataclass(frozen=True)
class Step:
    """A file as it is after a step of a tutorial; of a mistake, also what is told of it."""

    code: str
    where: str
    told: str = ""


def steps(page: Path) -> list[Step]:
    """A whole file, then the file after each diff. Text after a diff is told of a mistake, which is not kept."""
    shown = blocks(page, "python", "diff", "text")
    found: list[Step] = []
    for block, after in zip(shown, [*shown[1:], None], strict=True):
        if block.language == "python":
            found.append(Step(block.text, block.where))
        elif block.language == "diff":
            told = after.text if after and after.language == "text" else ""
            sound = next(each for each in reversed(found) if not each.told)
            found.append(Step(changed(sound.code, block), block.where, told))
    return found


def changed(code: str, diff: Block) -> str:
    """The code with a diff's lines in the place of those that it names, which have to be there once."""
    for hunk in re.split(r"^@@\n", diff.text, flags=re.MULTILINE):
        lines = [" \n" if each == "\n" else each for each in hunk.splitlines(keepends=True)]
        before = "".join(each[1:] for each in lines if each[0] in " -")
        assert f"\n{code}".count(f"\n{before}") == 1, f"{diff.where}: these lines are not there once:\n{before}"
        code = code.replace(before, "".join(each[1:] for each in lines if each[0] in " +"))
    return code
