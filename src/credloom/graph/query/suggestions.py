"""Completions while a person types."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from credloom.errors import BadUserInput, nearest
from credloom.graph.context import Context
from credloom.graph.loading import is_record
from credloom.graph.paging import count_of
from credloom.graph.search import words
from credloom.model.concept import Concept, titled
from credloom.model.things import SHOWN, Thing
from credloom.store.ports import Suggestion

CONCEPT = "Concept"
KINDS = (*SHOWN, CONCEPT)


async def suggest(
    roots: Sequence[Any], context: Context, *, text: str, kinds: list[str] | None = None, first: int | None = 8
) -> list[list[Suggestion]]:
    """Names and concepts that begin with the text or hold its words; `kinds` are types of the schema or Concept."""
    size = count_of(first, 8)
    known = {kind.lower(): kind for kind in KINDS}
    for kind in kinds or ():
        if kind.lower() not in known:
            raise BadUserInput(f"kinds: {kind!r} is no kind that is known.{nearest(kind, KINDS)}")
    asked = words(text, "text")
    if asked is None or size == 0:
        return [[]] * len(roots)
    wanted = [known[kind.lower()] for kind in kinds] if kinds else None
    found = await asyncio.to_thread(context.snapshot.suggest, asked, wanted, size)
    return [found] * len(roots)


def suggested_records(parents: Sequence[Suggestion], context: Context) -> list[Thing | None]:
    """The thing that each suggestion stands for."""
    keys = [parent.key for parent in parents if parent.key]
    found = dict(zip(keys, context.snapshot.get_many(keys), strict=True)) if keys else {}
    things = (found.get(parent.key) if parent.key else None for parent in parents)
    return [thing if is_record(thing) else None for thing in things]


def suggested_concepts(parents: Sequence[Suggestion], _: Context) -> list[Concept | None]:
    """The concept that each suggestion stands for."""
    return [
        titled(parent.scheme, parent.code, parent.text) if parent.scheme and parent.code else None for parent in parents
    ]
