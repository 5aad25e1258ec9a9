"""A query's SQL as a tree, with a node where each `{marker}` stood. Parsed once per text, copied for each use."""

import re
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token, TokenType

from reports.compile.statement import DIALECT

_MISSING = re.compile(r"Required keyword: '\w+' missing for <class '[\w.]+'>")
_PREFIX = "PORTICO_MARKER_"
_MARKER = re.compile(r"\{([A-Za-z_]\w*)\}")
_QUOTED = (TokenType.STRING, TokenType.IDENTIFIER, TokenType.RAW_STRING, TokenType.NATIONAL_STRING)


class NotSql(ValueError):
    """SQL in a declaration that can't be read; the text says what and where."""


@dataclass(frozen=True)
class Template:
    """A parsed query. `markers` are the names it uses, in order; `quoted` those that stand inside quotes by mistake."""

    tree: exp.Query
    markers: tuple[str, ...]
    quoted: tuple[str, ...]

    def copy(self) -> exp.Query:
        """A tree of one's own to fill in."""
        return self.tree.copy()


@lru_cache(maxsize=4096)
def template(sql: str) -> Template:
    """The query's SQL, parsed; NotSql when it isn't exactly one SELECT."""
    tokens = _tokens(sql)
    markers = [
        token
        for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if _is_marker(before, token, after, sql)
    ]
    quoted = [name for token in tokens if token.token_type in _QUOTED for name in _MARKER.findall(token.text)]
    tree = _one_select(_with_names_for(markers, sql))
    return Template(tree, tuple(token.text for token in markers), tuple(quoted))


def is_marker(name: str) -> bool:
    return name.startswith(_PREFIX)


def spoken(name: str) -> str:
    """A name of the tree as its author wrote it: a marker in its braces."""
    return f"{{{name.removeprefix(_PREFIX)}}}" if name.startswith(_PREFIX) else name


def marker_nodes(tree: exp.Expr) -> list[tuple[str, exp.Column | exp.Table]]:
    """Each marker's name as the author wrote it, with the node that stands for it: a column's, or a table's."""
    found: list[tuple[str, exp.Column | exp.Table]] = []
    for node in tree.find_all(exp.Column, exp.Table):
        if isinstance(node, exp.Column | exp.Table) and node.name.startswith(_PREFIX):
            found.append((node.name.removeprefix(_PREFIX), node))
    return found


@lru_cache(maxsize=4096)
def piece(sql: str) -> exp.Expr:
    """An expression in which markers may stand. Copy before use."""
    marked = template(f"SELECT {sql}")
    only = marked.tree.expressions[0] if len(marked.tree.expressions) == 1 else None
    if only is None or any(value for key, value in marked.tree.args.items() if key != "expressions"):
        raise NotSql("a piece of SQL has to be one expression, such as a condition or a column.")
    return only


@lru_cache(maxsize=4096)
def expression(sql: str) -> exp.Expr:
    """A measure or a dimension, parsed: one expression and nothing after it. Copy before use."""
    tree = _one_select(f"SELECT {sql}")
    only = tree.expressions[0] if len(tree.expressions) == 1 else None
    nothing_else = not any(value for key, value in tree.args.items() if key != "expressions")
    if only is None or isinstance(only, exp.Alias | exp.Star) or not nothing_else:
        raise NotSql("it is not one expression. Write what stands between SELECT and FROM, without a name after it.")
    if only.find(exp.Query, exp.Table):
        raise NotSql("it reads a table. A measure or dimension is over its query's columns: read the table there.")
    return only


def _tokens(sql: str) -> list[Token]:
    try:
        return list(DIALECT.tokenize(sql))
    except SqlglotError as error:
        raise NotSql(_short(error)) from None


def _is_marker(before: Token, token: Token, after: Token, sql: str) -> bool:
    """True for a name between braces that touch it; Snowflake's own `{'a': 1}` and `{*}` are left alone."""
    braces = (before.token_type, after.token_type) == (TokenType.L_BRACE, TokenType.R_BRACE)
    return braces and _MARKER.fullmatch(sql[before.start : after.end + 1]) is not None


def _with_names_for(markers: list[Token], sql: str) -> str:
    """The SQL with a quoted identifier for each marker. Only an author's text is ever cut, never a person's."""
    for token in reversed(markers):
        sql = f'{sql[: token.start - 1]}"{_PREFIX}{token.text}"{sql[token.end + 2 :]}'
    return sql


def _one_select(sql: str) -> exp.Query:
    try:
        trees = [tree for tree in DIALECT.parse(sql) if tree is not None]
    except (SqlglotError, RecursionError) as error:
        raise NotSql(_short(error)) from None
    except Exception:  # the parser trips over some calls that lack an argument
        raise NotSql("a function in it lacks an argument, or has one too many.") from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise NotSql("it is not one SELECT. Write a single SELECT, or WITH … SELECT, and no semicolon between two.")
    return in_capitals(trees[0])


def in_capitals(tree: exp.Query) -> exp.Query:
    """The tree with its unquoted names as Snowflake keeps them. Keys of an object literal are text, and stay."""
    for name in tree.find_all(exp.Identifier):
        if not name.quoted and not isinstance(name.parent, exp.PropertyEQ):
            name.set("this", name.name.upper())
    return tree


def _short(error: Exception) -> str:
    """The parser's first sentence with its line, without the terminal colours that it underlines with."""
    detail = getattr(error, "errors", None)
    if detail:
        first = detail[0]
        what = _MISSING.sub("something is missing", first["description"]).rstrip(".")
        return f"{what} near {first['highlight']!r}, line {first['line']} of the SQL."
    return re.sub(r"\x1b\[\d+m", "", str(error).split("\n")[0])
