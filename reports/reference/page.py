"""The page: chapters of classes, each with its signature, its docstring and its example; then the named values."""

import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from reports.reference.chapters import CHAPTERS, START, Chapter
from reports.reference.signature import signature
from reports.reference.values import values

PAGE = Path(__file__).parents[2] / "docs" / "reference.md"
_CODE = re.compile(r"\n\n((?: {4}.*\n|\n)+)")


def page() -> str:
    """All of it, as Markdown."""
    return "\n".join([START, _contents(), *(_chapter(each) for each in CHAPTERS), values()])


def _contents() -> str:
    listed = (f"- {each.title}: {', '.join(_link(name) for name in each.names)}" for each in CHAPTERS)
    return "\n".join([*listed, "- [Values that have a name](#values-that-have-a-name)", ""])


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _chapter(chapter: Chapter) -> str:
    return "\n".join([f"## {chapter.title}\n", *([chapter.words] if chapter.words else []), *_sections(chapter)])


def _sections(chapter: Chapter) -> Iterator[str]:
    for each in chapter.classes:
        shown = signature(each)
        yield f"### {each.__name__}\n"
        if shown:
            yield f"```text\n{shown}\n```\n"
        yield _told(each)


def _told(cls: type) -> str:
    """The docstring, with its indented lines as code."""
    words = inspect.cleandoc(cls.__doc__ or "") + "\n"
    return _CODE.sub(lambda found: f"\n\n```python\n{textwrap.dedent(found[1]).strip()}\n```\n", words)
