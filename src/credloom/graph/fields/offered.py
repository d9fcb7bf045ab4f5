"""What offerings lead to, consist of, are examined by and transfer as."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from credloom.graph.context import Context
from credloom.graph.fields.conditions import every_condition, references, with_alternatives
from credloom.graph.fields.linked import Way, linked_pages, ref_pages, refs, rows
from credloom.graph.loading import many
from credloom.graph.paging import Page
from credloom.match.holdings import LEADS_TO
from credloom.model.parts import Ref
from credloom.model.things import (
    Assessment,
    Collection,
    Credential,
    LearningOpportunity,
    Offering,
    Thing,
)

TRANSFERS = (
    Way(("transferValueFrom", "transferValueFor"), "in", "TransferValue"),
    Way(("providesTransferValueFor", "receivesTransferValueFrom"), "out", "TransferValue"),
)


def _required(parents: Sequence[Offering], context: Context, kind: type[Thing]) -> list[list[Ref]]:
    """What each parent requires, in any of alternative ways, of a kind."""
    wanted = [
        [
            ref
            for condition in with_alternatives(c for c in group if c.kind == "REQUIRES")
            for ref in references(condition, competencies=False)
        ]
        for group in every_condition(parents, context)
    ]
    found = many(context, wanted, kind)
    return [[Ref(thing.key, kind.__name__, _name(thing)) for thing in group] for group in found]


def _name(thing: Thing) -> str | None:
    return thing.names[0].value if thing.names else None


def _told(parents: Iterable[Thing]) -> list[tuple[str, ...]]:
    return [parent.sources for parent in parents]


def required_assessments(
    parents: Sequence[Credential], context: Context, *, first: int | None = 20, after: str | None = None
) -> list[Page]:
    """The assessments that each credential requires."""
    return ref_pages(_required(parents, context, Assessment), first, after, asked=_told(parents))


def required_programs(
    parents: Sequence[Credential], context: Context, *, first: int | None = 20, after: str | None = None
) -> list[Page]:
    """The learning opportunities that each credential requires, then those that say that they end in it."""
    required = _required(parents, context, LearningOpportunity)
    ending = rows(context, [parent.key for parent in parents], Way(LEADS_TO, "in", "LearningOpportunity"))
    both = [[*own, *refs(ending[parent.key])] for parent, own in zip(parents, required, strict=True)]
    return ref_pages(both, first, after, asked=_told(parents))


def leads_to(parents: Sequence[LearningOpportunity], context: Context) -> list[list[Credential]]:
    """The credentials that each program ends in, and those that require it."""
    asking = rows(context, [parent.key for parent in parents], Way(("requires",), "in", "Credential"))
    return many(context, [[*parent.leads_to, *refs(asking[parent.key])] for parent in parents], Credential)


def program_parts(
    parents: Sequence[LearningOpportunity], context: Context, *, first: int | None = 20, after: str | None = None
) -> list[Page]:
    """The parts of each program: those that it names, then those that name it."""
    inner = rows(context, [parent.key for parent in parents], Way(("isPartOf",), "in", "LearningOpportunity"))
    both = [[*parent.parts, *refs(inner[parent.key])] for parent in parents]
    return ref_pages(both, first, after, asked=_told(parents))


def program_assessments(
    parents: Sequence[LearningOpportunity], context: Context, *, first: int | None = 20, after: str | None = None
) -> list[Page]:
    """The assessments of each program: those that it names, then those that it requires."""
    required = _required(parents, context, Assessment)
    both = [[*parent.assessments, *own] for parent, own in zip(parents, required, strict=True)]
    return ref_pages(both, first, after, asked=_told(parents))


def stated_competencies(
    parents: Sequence[Offering], _: Context, *, first: int | None = 50, after: str | None = None
) -> list[Page]:
    """What each program teaches or each assessment assesses."""
    return ref_pages([parent.competencies for parent in parents], first, after, asked=_told(parents))


async def transfer_values(
    parents: Sequence[Offering], context: Context, *, first: int | None = 20, after: str | None = None
) -> list[Page]:
    """What each parent is worth elsewhere, or takes from elsewhere."""
    return await linked_pages(parents, context, TRANSFERS, first, after)


def collections(parents: Sequence[Credential], context: Context) -> list[list[Collection]]:
    """The published lists on which each credential stands."""
    ways = (Way(("hasMember",), "in", "Collection"), Way(("isMemberOf",), "out", "Collection"))
    found = rows(context, [parent.key for parent in parents], *ways)
    return many(context, [refs(found[parent.key]) for parent in parents], Collection)
