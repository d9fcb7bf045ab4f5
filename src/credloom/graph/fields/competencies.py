"""What a holder knows and can do, and by which way that follows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence

from credloom.graph.context import Context
from credloom.graph.enums import CompetencyRoute
from credloom.graph.fields.conditions import plain_conditions, references, with_alternatives
from credloom.graph.fields.linked import Way, refs, rows
from credloom.graph.loading import things
from credloom.graph.paging import Page, count_of, ordered_page
from credloom.match.holdings import LEADS_TO
from credloom.match.inferred import crossed, spoken
from credloom.model.base import Value
from credloom.model.parts import Condition, Ref
from credloom.model.things import Assessment, Credential, LearningOpportunity, Thing
from credloom.resolve import resolver

ROUTES: Mapping[type[Thing], str] = {
    Credential: "CREDENTIAL",
    Assessment: "REQUIRED_ASSESSMENT",
    LearningOpportunity: "REQUIRED_PROGRAM",
}
IMPLIED: Mapping[str, str] = {"CROSSWALK": "CROSSWALK", "INFERRED_FROM_TEXT": "MATCHED"}
"""Ways that no source states, with their basis."""
_ORDER = (*ROUTES.values(), *IMPLIED)
"""Surest first: a competency to which several ways lead is shown by the first of them."""

Gains = dict[tuple[str, str], tuple[Ref, float]]
"""(route, key of a competency) → the competency and the share of the ways to the credential that bring it (0 to 1)."""


class RouteEdge(Value, frozen=True):
    """A competency of a credential. `probability` is 1 for what every holder has shown; for what only some of several
    alternative ways teach, it is their share. No source weighs competencies yet: then `weight` is None."""

    cursor: str
    ref: Ref
    route: str
    basis: str
    probability: float
    weight: float | None = None


async def credential_competencies(
    parents: Sequence[Credential],
    context: Context,
    *,
    first: int | None = 50,
    after: str | None = None,
    via: list[CompetencyRoute] | None = None,
) -> list[Page]:
    """The competencies of each credential: its own, then those of its required programs and assessments. What only
    follows from occupations or words is looked for where `via` asks for it; a surer way comes first."""
    size = count_of(first, 50)
    found = competency_edges(parents, context, via)
    if via is not None and (ways := [one for one in IMPLIED if one in via]):
        more = await asyncio.to_thread(_implied, parents, context, ways)
        found = [_best((*edges, *implied)) for edges, implied in zip(found, more, strict=True)]
    return [
        ordered_page(edges, size, after, key=_key_of, edge=_placed, asked=parent.sources)
        for parent, edges in zip(parents, found, strict=True)
    ]


def _key_of(edge: RouteEdge) -> str:
    return edge.ref.key


def _placed(cursor: str, edge: RouteEdge) -> RouteEdge:
    return RouteEdge(cursor, edge.ref, edge.route, edge.basis, edge.probability, edge.weight)


def _implied(parents: Sequence[Credential], context: Context, ways: Iterable[str]) -> list[list[RouteEdge]]:
    """What occupations and words let one expect of each credential; in a thread, for it reads and compares much."""
    snapshot = context.snapshot
    made: list[list[RouteEdge]] = [[] for _ in parents]
    for way in ways:
        found = crossed(snapshot, parents) if way == "CROSSWALK" else spoken(resolver(snapshot), parents)
        for edges, many in zip(made, found, strict=True):
            edges += [RouteEdge("", one.competency, way, IMPLIED[way], one.probability) for one in many]
    return made


def competency_edges(
    parents: Sequence[Credential], context: Context, via: Sequence[str] | None = None
) -> list[list[RouteEdge]]:
    """The competencies of each credential by the ways in `via` (all, where none are said), each once, still without
    cursors."""
    required = [[c for c in group if c.kind == "REQUIRES"] for group in plain_conditions(parents, context)]
    links = rows(context, [parent.key for parent in parents], Way(LEADS_TO, "in", "LearningOpportunity"))
    ending = [refs(links[parent.key]) for parent in parents]
    told = list(zip(parents, required, ending, strict=True))
    plain = [not ends and all(map(_is_plain, own)) for _, own, ends in told]
    others = (one for one, simple in zip(told, plain, strict=True) if not simple)
    known = things(context, (ref for _, own, ends in others for ref in _carriers(own, ends)))
    return [
        _own(parent, own, via)
        if simple
        else _best(edge for edge in _edges(parent, own, ends, known) if via is None or edge.route in via)
        for (parent, own, ends), simple in zip(told, plain, strict=True)
    ]


def _is_plain(condition: Condition) -> bool:
    """Whether a condition names nothing but competencies, as most do."""
    return not (
        condition.alternatives
        or condition.credentials
        or condition.learning_opportunities
        or condition.assessments
        or condition.jobs
        or (condition.targets and any(ref.kind != "Competency" for ref in condition.targets))
    )


def _own(parent: Credential, required: Iterable[Condition], via: Sequence[str] | None) -> list[RouteEdge]:
    """What a credential says itself, where its conditions are plain."""
    if via is not None and "CREDENTIAL" not in via:
        return []
    unique = {ref.key: ref for ref in parent.competencies}
    for condition in required:
        for ref in (*condition.competencies, *condition.targets):
            unique[ref.key] = ref
    return [RouteEdge("", ref, "CREDENTIAL", "ASSERTED", 1.0) for ref in unique.values()]


def _carriers(required: Iterable[Condition], ending: Iterable[Ref]) -> Iterator[Ref]:
    """What may teach or assess something."""
    for condition in with_alternatives(required):
        yield from references(condition, competencies=False)
    yield from ending


def _edges(
    parent: Credential, required: Iterable[Condition], ending: Iterable[Ref], known: Mapping[str, Thing]
) -> Iterator[RouteEdge]:
    whole = [_whole("CREDENTIAL", parent.competencies), *(_carried(ref, known) for ref in ending)]
    for (route, _), (ref, share) in _joined([*whole, *(_gained(c, known) for c in required)]).items():
        yield RouteEdge("", ref, route, "ASSERTED" if share == 1 else "COMPUTED", share)


def _best(edges: Iterable[RouteEdge]) -> list[RouteEdge]:
    """Each competency once: by the likeliest way, then the first in order."""
    best: dict[str, RouteEdge] = {}
    for edge in sorted(edges, key=lambda edge: (-edge.probability, _ORDER.index(edge.route))):
        best.setdefault(edge.ref.key, edge)
    return sorted(best.values(), key=lambda edge: _ORDER.index(edge.route))


def _whole(route: str, found: Iterable[Ref]) -> Gains:
    return {(route, ref.key): (ref, 1.0) for ref in found}


def _carried(ref: Ref, known: Mapping[str, Thing]) -> Gains:
    """What a program teaches or an assessment assesses."""
    carrier = known[ref.key]
    if isinstance(carrier, LearningOpportunity | Assessment):
        return _whole(ROUTES[type(carrier)], carrier.competencies)
    return {}


def _gained(condition: Condition, known: Mapping[str, Thing]) -> Gains:
    """What meeting a condition brings: all that it names itself, and of what its alternatives bring their share."""
    own = [_carried(ref, known) for ref in references(condition, competencies=False)]
    shared: Gains = {}
    for inner in condition.alternatives:
        for place, (ref, share) in _gained(inner, known).items():
            shared[place] = (ref, shared.get(place, (ref, 0.0))[1] + share / len(condition.alternatives))
    rounded = {place: (ref, min(1.0, round(share, 6))) for place, (ref, share) in shared.items()}
    return _joined([_whole("CREDENTIAL", references(condition, competencies=True)), *own, rounded])


def _joined(several: Iterable[Gains]) -> Gains:
    made: Gains = {}
    for gains in several:
        for place, (ref, share) in gains.items():
            made[place] = (ref, max(share, made.get(place, (ref, 0.0))[1]))
    return made
