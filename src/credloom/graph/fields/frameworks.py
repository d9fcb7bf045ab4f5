"""Competencies in their frameworks, and who uses them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from typing import Any

from credloom.graph.context import Context
from credloom.graph.fields.linked import Way, linked_pages, ref_edge, ref_pages, refs, rows
from credloom.graph.loading import many
from credloom.graph.paging import Page, count_of, list_page
from credloom.graph.scalars import LanguageTag
from credloom.match.holdings import holders
from credloom.model.identity import local_part
from credloom.model.links import COMPETENCY_RELATIONS
from credloom.model.parts import Ref
from credloom.model.text import pick, pick_each
from credloom.model.things import Competency, Framework
from credloom.store.ports import Filter

TOP = (Way(("hasTopChild",), "out", "Competency"), Way(("isTopChildOf",), "in", "Competency"))
INSIDE = Way(("isPartOf", "isTopChildOf"), "in", "Competency")
CHILDREN = (Way(("hasChild",), "out", "Competency"), Way(("isChildOf",), "in", "Competency"))
EMBODIED = ("skillEmbodied", "knowledgeEmbodied", "abilityEmbodied")
_NUMBER = re.compile(r"\d+|\D+")


def texts(parents: Sequence[Competency], _: Context, *, lang: list[LanguageTag] | None = None) -> list[str]:
    """The statement of each competency; its name, else its key, where nobody told the statement."""
    found = pick_each((parent.texts or parent.names for parent in parents), lang)
    return [text or local_part(parent.key) for text, parent in zip(found, parents, strict=True)]


async def competency_counts(parents: Sequence[Framework], context: Context) -> list[int]:
    """How many competencies each framework holds."""
    wanted = (Filter("framework", tuple(parent.key for parent in parents)),)
    counts = await asyncio.to_thread(context.snapshot.aggregate, "Competency", ("framework",), wanted)
    by_key = {key: count for (key,), count in counts}
    return [by_key.get(parent.key, 0) for parent in parents]


async def top_competencies(
    parents: Sequence[Framework], context: Context, *, first: int | None = 50, after: str | None = None
) -> list[Page]:
    """The competencies at the top of each framework; all, where it has no levels."""
    return await asyncio.to_thread(_tops, parents, context, count_of(first, 50), after)


def _tops(parents: Sequence[Framework], context: Context, size: int, after: str | None) -> list[Page]:
    keys = [parent.key for parent in parents]
    top = rows(context, keys, *TOP)
    flat = [key for key in top if not top[key]]
    inside = rows(context, flat, INSIDE) if flat else {}
    groups = [refs(top[key] or inside[key]) for key in keys]
    return _ordered(context, groups, size, after, [parent.sources for parent in parents])


async def children(
    parents: Sequence[Competency], context: Context, *, first: int | None = 50, after: str | None = None
) -> list[Page]:
    """The competencies below each."""
    return await asyncio.to_thread(_children, parents, context, count_of(first, 50), after)


def _children(parents: Sequence[Competency], context: Context, size: int, after: str | None) -> list[Page]:
    found = rows(context, [parent.key for parent in parents], *CHILDREN)
    groups = [refs(found[parent.key]) for parent in parents]
    return _ordered(context, groups, size, after, [parent.sources for parent in parents])


def _ordered(
    context: Context,
    groups: Sequence[Sequence[Ref]],
    size: int,
    after: str | None,
    asked: Sequence[Iterable[str]],
) -> list[Page]:
    """Pages in the order of the framework: by list number, notation, then statement."""
    return [
        list_page(
            [(_place(thing), Ref(thing.key, "Competency")) for thing in group],
            size,
            after,
            key=lambda ref: ref.key,
            edge=ref_edge,
            asked=sources,
        )
        for group, sources in zip(many(context, groups, Competency), asked, strict=True)
    ]


def _place(thing: Competency) -> tuple[Any, ...]:
    return (natural(thing.order), natural(thing.notation), pick(thing.texts or thing.names) or "")


def natural(text: str | None) -> list[list[Any]]:
    """A key that puts "2" before "10" and what has no text last; numbers and words never meet in a comparison."""
    if not text:
        return [[2]]
    return [[0, int(part)] if part.isdigit() else [1, part.lower()] for part in _NUMBER.findall(text)]


async def competency_credentials(
    parents: Sequence[Competency], context: Context, *, first: int | None = 20, after: str | None = None
) -> list[Page]:
    """The credentials whose holders have each competency: by their own words, or by a program or assessment that
    they require."""
    keys = list(dict.fromkeys(parent.key for parent in parents))
    found = await asyncio.to_thread(holders, context.snapshot, keys)
    lists = [[Ref(key, "Credential") for key in found[parent.key].credentials] for parent in parents]
    return ref_pages(lists, first, after, asked=[parent.sources for parent in parents], in_order=False)


async def competency_jobs(
    parents: Sequence[Competency], context: Context, *, first: int | None = 20, after: str | None = None
) -> list[Page]:
    """The jobs that ask for each competency."""
    ways = [Way((*COMPETENCY_RELATIONS, *EMBODIED), "in", "Job")]
    return await linked_pages(parents, context, ways, first, after)
