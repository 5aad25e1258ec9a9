"""What stands in a query's SQL for each of its markers: trees that an author wrote, with a person's values bound."""

from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

from sqlglot import exp

from reports.compile.conditions import column, condition, identifier
from reports.compile.sources import owner_of, table_alias
from reports.compile.statement import Binds
from reports.compile.template import NotSql, expression, marker_nodes, piece, template
from reports.compile.written import text_of
from reports.declare import (
    Choice,
    Dimensions,
    Exclude,
    Filters,
    Inputs,
    Keyed,
    Number,
    Query,
    Sql,
    Text,
    Toggle,
)
from reports.declare.inputs import InputError
from reports.declare.reading import Refused, sound_number, sound_text
from reports.schema import schema_for

Node = exp.Expr


@dataclass
class Filling:
    """One statement while its markers are filled. `reads` are the places where it reads other queries."""

    inputs: Inputs
    binds: Binds
    reads: dict[str, list[exp.Table]] = field(default_factory=dict)
    trees: dict[str, exp.Query] = field(default_factory=dict)


def fill(query: Query, filling: Filling) -> exp.Query:
    """The query's tree with every marker but those of other queries filled in."""
    text, pieces = text_of(query, filling.inputs)
    tree = template(text).copy()
    _fill_in(tree, query, pieces, filling)
    return tree


def _fill_in(tree: Node, query: Query, pieces: dict[str, Any], filling: Filling) -> None:
    for name, node in marker_nodes(tree):
        part = query.report.parts.get(name)
        if name in pieces:
            _put_piece(pieces[name], node, query, filling)
        elif isinstance(part, Query) and isinstance(node, exp.Table):
            filling.reads.setdefault(name, []).append(node)
        elif part is None or isinstance(node, exp.Table):
            raise NotSql(f"{{{name}}} can't stand there.")
        else:
            put(part, node, query, filling)


def _put_piece(given_piece: Any, node: Node, query: Query, filling: Filling) -> None:
    """A piece that a function gave: more SQL of the author's, or a value to bind."""
    if not isinstance(given_piece, Sql):
        node.replace(filling.binds.mark(_sound(given_piece)))
        return
    tree = piece(given_piece.text).copy()
    whole = exp.Paren(this=tree) if isinstance(tree, exp.Connector) else tree
    # Where it stands decides what a marker inside of it means, so it is put there first.
    node.replace(whole)
    _fill_in(whole, query, dict(given_piece.pieces), filling)


def _sound(value: Any) -> Any:
    try:
        if isinstance(value, str):
            return sound_text(value)
        return sound_number(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    except Refused as refused:
        raise InputError([str(refused)]) from None


@singledispatch
def put(part: Any, node: Node, query: Query, filling: Filling) -> None:
    """Put what this part says in the marker's place."""
    raise NotSql(f"a {type(part).__name__} can't stand in the SQL of a query.")


@put.register
def _(part: Filters, node: Node, query: Query, filling: Filling) -> None:
    said = condition(filling.inputs.of(part), table_alias(node, part.table), filling.binds)
    _replace_by_condition(node, said)


@put.register
def _(part: Keyed, node: Node, query: Query, filling: Filling) -> None:
    chosen = filling.inputs.of(part)
    if not chosen:
        node.replace(place_of(part))
        return
    outer = column(part.on or part.key, _outer(part, node, query))
    inside = part.name.upper()
    same = exp.EQ(this=column(part.key, inside), expression=outer)
    said = condition(chosen, inside, filling.binds)
    rows = exp.select("1").from_(named_table(part.table, inside)).where(same, said, copy=False)
    exists: Node = exp.Exists(this=rows)
    # NOT EXISTS and not NOT IN: one NULL among the keys would leave out every row.
    node.replace(exp.Not(this=exists) if isinstance(part, Exclude) else exists)


@put.register
def _(part: Choice, node: Node, query: Query, filling: Filling) -> None:
    node.replace(_own(expression(part.options[filling.inputs.setting(part)]), node))


@put.register
def _(part: Toggle, node: Node, query: Query, filling: Filling) -> None:
    node.replace(_own(expression(part.on if filling.inputs.setting(part) else part.off), node))


@put.register(Number)
@put.register(Text)
def _(part: Number | Text, node: Node, query: Query, filling: Filling) -> None:
    node.replace(filling.binds.mark(filling.inputs.setting(part)))


@put.register
def _(part: Dimensions, node: Node, query: Query, filling: Filling) -> None:
    picked = filling.inputs.setting(part)
    fields = {label: expression(each.sql) for label, each in part.dimensions.items()}
    grouped = [tree.copy() if label in picked else _nothing_like(tree) for label, tree in fields.items()]
    if isinstance(node.parent, exp.Group):
        _replace_in(node, "expressions", grouped)
    elif isinstance(node.parent, exp.Select) and node.arg_key == "expressions":
        named = [exp.alias_(tree, part.outputs[label].sql) for label, tree in zip(fields, grouped, strict=True)]
        words = exp.alias_(_in_words([fields[label] for label in picked]), part.name.upper())
        _replace_in(node, "expressions", [words, *named])
    else:
        raise NotSql(f"{{{part.name}}} stands for columns: it goes into the SELECT list and into GROUP BY.")


def place_of(part: Keyed) -> exp.Boolean:
    """TRUE, where a part has no say; it knows of which one it keeps the place."""
    place = exp.true()
    place.meta["part"] = part.name
    return place


def _outer(part: Keyed, node: Node, query: Query) -> str:
    return owner_of(node, part.on or part.key, schema_for(query.place.file))


def named_table(table: str, alias: str) -> exp.Table:
    """A table that a declaration names, under an alias."""
    named = exp.to_table(table.upper(), dialect="snowflake")
    named.set("alias", exp.TableAlias(this=identifier(alias)))
    return named


def _replace_by_condition(node: Node, said: Node) -> None:
    # `not {filters}` and `a or {filters}` have to mean the whole condition.
    loose = isinstance(said, exp.And) and not isinstance(node.parent, exp.Where)
    node.replace(exp.Paren(this=said) if loose else said)


def _own(tree: Node, node: Node) -> Node:
    """A copy of the author's fragment, in brackets where what is around it could take it apart."""
    loose = isinstance(tree, exp.Binary | exp.Not | exp.Between) and isinstance(node.parent, exp.Binary | exp.Unary)
    return exp.Paren(this=tree.copy()) if loose else tree.copy()


def _nothing_like(tree: Node) -> Node:
    """NULL of the same type, so that the query has the same columns whatever was picked."""
    return exp.If(this=exp.false(), true=tree.copy(), false=exp.null())


def _in_words(trees: list[Node]) -> Node:
    """What was picked as one text: `DELI · National`."""
    if not trees:
        return exp.Literal.string("All")
    texts: list[Node] = [
        exp.func("COALESCE", exp.cast(tree.copy(), "TEXT"), exp.Literal.string("(empty)")) for tree in trees
    ]
    joined = texts[0]
    for text in texts[1:]:
        joined = exp.DPipe(this=exp.DPipe(this=joined, expression=exp.Literal.string(" · ")), expression=text)
    return joined


def _replace_in(node: Node, key: str, instead: list[Node]) -> None:
    """Put several nodes in the place of one that stands in a list."""
    parent = node.parent
    assert parent is not None  # noqa: S101 - it stands in a list of its parent
    listed: list[Node] = []
    for each in parent.args[key]:
        listed += instead if each is node else [each]
    parent.set(key, listed)
