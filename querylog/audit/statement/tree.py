"""A base and the slices of its stored result: what each read, and what it saved that they did not scan again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from querylog.models import Purpose, State, Statement, Usage

MOST_CHILDREN = 200
DEEPEST = 10
FROM_THE_RESULT = (Purpose.SLICE, Purpose.EXPORT, Purpose.FETCH)


@dataclass(frozen=True, kw_only=True)
class Node:
    """One statement in the tree; `here` is the one whose page this is."""

    statement: Statement
    depth: int
    here: bool
    bytes: int | None


@dataclass(frozen=True, kw_only=True)
class Saved:
    """An estimate: what the slices would have taken, had each scanned what the base did."""

    slices: int
    rows: int
    seconds: float | None
    bytes: int | None


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The base, then its slices in their order, each with what was asked for it in turn."""

    nodes: list[Node]
    root: Statement
    children: int
    shown: int
    saved: Saved | None


def whole() -> QuerySet[Statement]:
    """Statements with all that their state is told by."""
    return Statement.objects.select_related("text", "submission", "ending")


def tree_of(statement: Statement) -> Tree:
    """The tree that this statement is in; a tree of one where it stands alone."""
    root = _root_of(statement)
    # What reads a result is younger than it: PostgreSQL looks into no older month.
    below = whole().filter(parent=root, pk__gte=root.pk).order_by("pk")
    children = list(below[:MOST_CHILDREN])
    if statement.parent_id == root.pk and statement.pk not in {each.pk for each in children}:
        children.append(statement)
    grandchildren = _by_parent(children, root)
    listed = list(_listed(root, children, grandchildren))
    sizes = _sizes(each.pk for each, _ in listed)
    nodes = [
        Node(statement=each, depth=depth, here=each.pk == statement.pk, bytes=sizes.get(each.pk))
        for each, depth in listed
    ]
    count = below.count()
    return Tree(
        nodes=nodes,
        root=root,
        children=count,
        shown=len(children),
        saved=_saved(root, below, sizes.get(root.pk)) if count else None,
    )


def _root_of(statement: Statement) -> Statement:
    for _ in range(DEEPEST):
        above = whole().filter(pk=statement.parent_id).first() if statement.parent_id else None
        if above is None:
            return statement
        statement = above
    return statement


def _by_parent(children: Sequence[Statement], root: Statement) -> dict[UUID, list[Statement]]:
    found: dict[UUID, list[Statement]] = {}
    keys = [each.pk for each in children]
    for each in whole().filter(parent_id__in=keys, pk__gte=root.pk).order_by("pk")[:MOST_CHILDREN] if keys else ():
        found.setdefault(each.parent_id, []).append(each)  # type: ignore[arg-type]  # it has a parent
    return found


def _listed(
    root: Statement, children: Sequence[Statement], grandchildren: dict[UUID, list[Statement]]
) -> Iterator[tuple[Statement, int]]:
    yield root, 0
    for child in children:
        yield child, 1
        for each in grandchildren.get(child.pk, ()):
            yield each, 2


def _sizes(keys: Iterator[UUID]) -> dict[UUID, int]:
    """How many bytes each scanned, of those of which Snowflake's history was read."""
    known = Usage.objects.filter(pk__in=list(keys)).values_list("pk", "bytes")
    return {key: size for key, size in known if size is not None}


def _saved(root: Statement, below: QuerySet[Statement], size: int | None) -> Saved | None:
    told = below.filter(purpose__in=FROM_THE_RESULT, ending__status=State.FINISHED).aggregate(
        count=Count("pk"), seconds=Sum("ending__seconds")
    )
    if not told["count"] or root.rows is None:
        return None
    seconds = None if root.seconds is None else max(told["count"] * root.seconds - (told["seconds"] or 0), 0)
    return Saved(
        slices=told["count"],
        rows=told["count"] * root.rows,
        seconds=seconds,
        bytes=None if size is None else told["count"] * size,
    )
