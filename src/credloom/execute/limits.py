"""How much one request may ask for, and the parse that stops at the first token too many."""

from __future__ import annotations

import msgspec
from graphql import DocumentNode, GraphQLSyntaxError, parse

from credloom.errors import QueryTooLarge


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of one document, counted with every fragment in place, and `cost`, the budget of one operation."""

    tokens: int = 2_000
    fields: int = 1_000
    aliases: int = 30
    depth: int = 15
    repeats: int = 20
    """How often one response name may stand in one selection: validation is quadratic in it."""
    fragments: int = 50
    """How deep fragments, and selections in them, may stand in each other."""
    cost: int = 100_000
    errors: int = 20
    """How many errors of a document are told at once."""
    field_errors: int = 200
    """How many errors of fields are told beside the data."""


def parsed(query: str, limits: Limits) -> DocumentNode:
    """The document of a text. Raises `QueryTooLarge`, or `GraphQLSyntaxError` with its place."""
    try:
        return parse(query, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
    except GraphQLSyntaxError as error:
        if "contains more than" in error.message:
            raise QueryTooLarge(f"The document has more than {limits.tokens:,} tokens; send a shorter one.") from error
        if "nested too deeply" in error.message:
            raise QueryTooLarge("The document is nested too deeply.") from error
        raise
