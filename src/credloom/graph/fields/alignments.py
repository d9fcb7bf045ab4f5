"""Links between competencies, as the resolver finds them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import quote, unquote

import strawberry

from credloom.errors import BadUserInput
from credloom.graph.context import Context
from credloom.graph.enums import AlignmentKind, Basis
from credloom.graph.fields.provenance import by_key
from credloom.graph.loading import one
from credloom.graph.paging import Page, count_of, list_page
from credloom.model.base import Value
from credloom.model.identity import global_id
from credloom.model.parts import Ref
from credloom.model.record import Provenance
from credloom.model.things import Competency, Framework, Thing
from credloom.resolve import resolver
from credloom.resolve.ports import Alignment

NO_MATCH = "NO_MATCH"
_URN = "urn:credloom:node:alignment:"


class AlignmentEdge(Value, frozen=True):
    """One entry of a list of alignments."""

    cursor: str
    node: Alignment


def key_of(alignment: Alignment) -> str:
    """The key of an alignment among all things: its ends and its kind."""
    ends = (alignment.subject.key, alignment.kind, alignment.object.key if alignment.object else "")
    return _URN + ":".join(quote(end, safe="") for end in ends)


def ids(parents: Sequence[Alignment], _: Context) -> list[strawberry.ID]:
    """Global ids of alignments."""
    return [strawberry.ID(global_id(key_of(parent))) for parent in parents]


def by_keys(context: Context, keys: Sequence[str]) -> list[Alignment | None]:
    """The alignments of keys that `key_of` made; None for other keys and where the link is gone."""
    subjects = {key: unquote(key.removeprefix(_URN).split(":")[0]) for key in keys if key.startswith(_URN)}
    if not subjects:
        return [None for _ in keys]
    found = resolver(context.snapshot).alignments(list(dict.fromkeys(subjects.values())), min_probability=0.0)
    known = {key_of(alignment): alignment for group in found for alignment in group}
    return [known.get(key) for key in keys]


async def competency_alignments(
    parents: Sequence[Competency],
    context: Context,
    *,
    kinds: list[AlignmentKind] | None = None,
    bases: list[Basis] | None = None,
    min_probability: float | None = 0.5,
    first: int | None = 20,
    after: str | None = None,
) -> list[Page]:
    """What other competencies each corresponds to, strongest first."""
    size = count_of(first)
    chance = 0.5 if min_probability is None else min_probability
    if not 0 <= chance <= 1:
        raise BadUserInput(f"minProbability: expected a number from 0 to 1, got {chance}.")

    def find() -> list[list[Alignment]]:
        keys = [parent.key for parent in parents]
        return resolver(context.snapshot).alignments(keys, kinds=kinds, bases=bases, min_probability=chance)

    found = await asyncio.to_thread(find)
    return [
        list_page(
            [((-alignment.probability, number), alignment) for number, alignment in enumerate(group)],
            size,
            after,
            key=key_of,
            edge=AlignmentEdge,
            asked=(source for alignment in group for source in alignment.sources),
        )
        for group in found
    ]


def targets(parents: Sequence[Alignment], context: Context) -> list[Competency | None]:
    """The other end of each alignment; none where a source says that there is no match."""
    return one(context, [None if parent.kind == NO_MATCH else parent.object for parent in parents], Competency)


def to_frameworks(parents: Sequence[Alignment], context: Context) -> list[Framework | None]:
    """The framework of each alignment's other end, or in which a source says that there is no match."""
    ends = one(context, [parent.object for parent in parents], Thing)
    refs = [
        end.framework
        if isinstance(end, Competency)
        else Ref(end.key, "Framework")
        if isinstance(end, Framework)
        else None
        for end in ends
    ]
    return one(context, refs, Framework)


def alignment_provenance(parents: Sequence[Alignment], context: Context) -> list[list[Provenance]]:
    """The records that state each alignment: those of the end that states it."""
    stating = [p.object.key if p.inverted and p.object else p.subject.key for p in parents]
    return [
        [told for told in group if told.source in parent.sources]
        for parent, group in zip(parents, by_key(context, stating), strict=True)
    ]
