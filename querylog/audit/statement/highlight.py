"""SQL for people: a line for each clause, and what is what told apart by classes that the style sheet colours."""

import sqlglot
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from sqlglot.dialects.snowflake import Snowflake
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token, TokenType

LONGEST = 100_000  # characters: what is longer is shown as it was sent, in one colour
QUOTED = {TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.RAW_STRING, TokenType.HEREDOC_STRING}
CLASSES = {
    **dict.fromkeys(QUOTED, "string"),
    TokenType.NUMBER: "number",
    TokenType.PLACEHOLDER: "bind",
    TokenType.PARAMETER: "bind",
    TokenType.IDENTIFIER: "name",
}


def readable(sql: str) -> str:
    """The SQL with a line for each clause; as it was sent where it can't be read."""
    if len(sql) > LONGEST:
        return sql
    try:
        statements = sqlglot.transpile(sql, read="snowflake", write="snowflake", pretty=True)
    except (SqlglotError, RecursionError):
        return sql
    return ";\n".join(statements) or sql


def highlighted(sql: str) -> SafeString:
    """The same text, letter by letter, with a span around each keyword, text, number, mark and comment."""
    try:
        tokens = Snowflake().tokenize(sql) if len(sql) <= LONGEST else []
    except (SqlglotError, RecursionError):
        tokens = []
    pieces, at = [], 0
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        pieces.append(_between(sql[at : token.start]))
        pieces.append(_span(_class_of(token, following), sql[token.start : token.end + 1]))
        at = token.end + 1
    pieces.append(_between(sql[at:]))
    return mark_safe("".join(pieces))  # noqa: S308 - each piece was escaped


def _class_of(token: Token, following: Token | None) -> str:
    if token.token_type in CLASSES:
        return CLASSES[token.token_type]
    if following is not None and following.token_type == TokenType.L_PAREN and following.start == token.end + 1:
        return "function" if token.text[:1].isalpha() else ""
    return "word" if token.token_type != TokenType.VAR and token.text[:1].isalpha() else ""


def _between(text: str) -> str:
    """Spaces, and comments, which are no tokens."""
    return _span("comment", text) if text.strip() else escape(text)


def _span(name: str, text: str) -> str:
    return format_html('<span class="sql-{}">{}</span>', name, text) if name else escape(text)
