"""What a holder knows and can do, and by which way that follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from credloom.graph.context import Context
from credloom.graph.enums import CompetencyRoute
from credloom.graph.fields.conditions import every_condition, references
from credloom.graph.fields.linked import Way, refs, rows
from credloom.graph.loading import things
from credloom.graph.paging import Page, count_of, list_page
from credloom.match.holdings import LEADS_TO
from credloom.model.base import Value
from credloom.model.parts import Condition, Ref
from credloom.model.things import Assessment, Credential, LearningOpportunity, Thing

ROUTES: Mapping[type[Thing], str] = {
    Credential: "CREDENTIAL",
    Assessment: "REQUIRED_ASSESSMENT",
    LearningOpportunity: "REQUIRED_PROGRAM",
}
_ORDER = tuple(ROUTES.values())
"""Surest first: a competency to which several ways lead is shown by the first of them."""

Shares = dict[str, tuple[Ref, float]]
"""References by key, with the share of the ways to the credential that lead through them (0 to 1)."""


class RouteEdge(Value, frozen=True):
    """A competency of a credential. `probability` is 1 for what every holder has shown; for what only some of several
    alternative ways teach, it is their share. No source weighs competencies yet: then `weight` is None."""

    cursor: str
    ref: Ref
    route: str
    basis: str
    probability: float
    weight: float | None = None


def credential_competencies(
    parents: Sequence[Credential],
    context: Context,
    *,
    first: int | None = 50,
    after: str | None = None,
    via: list[CompetencyRoute] | None = None,
) -> list[Page]:
    """The competencies of each credential: its own, then those of its required programs and assessments."""
    size = count_of(first, 50)
    found = competency_edges(parents, context, via)
    return [
        list_page(
            [((number,), edge) for number, edge in enumerate(edges)],
            size,
            after,
            key=lambda edge: edge.ref.key,
            edge=_placed,
            asked=parent.sources,
        )
        for parent, edges in zip(parents, found, strict=True)
    ]


def _placed(cursor: str, edge: RouteEdge) -> RouteEdge:
    return RouteEdge(cursor, edge.ref, edge.route, edge.basis, edge.probability, edge.weight)


def competency_edges(
    parents: Sequence[Credential], context: Context, via: Sequence[str] | None = None
) -> list[list[RouteEdge]]:
    """The competencies of each credential by the ways in `via` (all, where none are said), each once, still without
    cursors."""
    conditions = every_condition(parents, context)
    required = [[c for c in group if c.kind == "REQUIRES"] for group in conditions]
    ending = rows(context, [parent.key for parent in parents], Way(LEADS_TO, "in", "LearningOpportunity"))
    carriers = [
        _joined([*(_shares(c, competencies=False) for c in own), _whole(refs(ending[parent.key]))])
        for parent, own in zip(parents, required, strict=True)
    ]
    known = things(context, (ref for shares in carriers for ref, _ in shares.values()))
    return [
        _best(edge for edge in _edges(parent, own, shares, known) if via is None or edge.route in via)
        for parent, own, shares in zip(parents, required, carriers, strict=True)
    ]


def _edges(
    parent: Credential, required: Iterable[Condition], carriers: Shares, known: Mapping[str, Thing]
) -> Iterator[RouteEdge]:
    stated = _joined([_whole(parent.competencies), *(_shares(c, competencies=True) for c in required)])
    for ref, share in stated.values():
        yield _edge(ref, "CREDENTIAL", share)
    for ref, share in carriers.values():
        carrier = known[ref.key]
        if isinstance(carrier, LearningOpportunity | Assessment):
            for competency in carrier.competencies:
                yield _edge(competency, ROUTES[type(carrier)], share)


def _edge(ref: Ref, route: str, share: float) -> RouteEdge:
    return RouteEdge("", ref, route, "ASSERTED" if share == 1 else "COMPUTED", share)


def _best(edges: Iterable[RouteEdge]) -> list[RouteEdge]:
    """Each competency once: by the surest way, then the first in order."""
    best: dict[str, RouteEdge] = {}
    for edge in sorted(edges, key=lambda edge: (-edge.probability, _ORDER.index(edge.route))):
        best.setdefault(edge.ref.key, edge)
    return sorted(best.values(), key=lambda edge: _ORDER.index(edge.route))


def _whole(found: Iterable[Ref]) -> Shares:
    return {ref.key: (ref, 1.0) for ref in found}


def _shares(condition: Condition, *, competencies: bool) -> Shares:
    """What a condition names, and of what its alternatives name the share of them that do."""
    made = _whole(references(condition, competencies=competencies))
    part = 1 / len(condition.alternatives) if condition.alternatives else 0.0
    summed: Shares = {}
    for inner in condition.alternatives:
        for key, (ref, share) in _shares(inner, competencies=competencies).items():
            summed[key] = (ref, summed.get(key, (ref, 0.0))[1] + share * part)
    return _joined([made, {key: (ref, min(1.0, round(share, 6))) for key, (ref, share) in summed.items()}])


def _joined(several: Iterable[Shares]) -> Shares:
    made: Shares = {}
    for shares in several:
        for key, (ref, share) in shares.items():
            made[key] = (ref, max(share, made.get(key, (ref, 0.0))[1]))
    return made
