"""Which credentials stand for which competencies: their own statements, their required programs and assessments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from credloom.model.links import COMPETENCY_RELATIONS
from credloom.model.parts import Condition, Ref
from credloom.model.things import Assessment, Credential, LearningOpportunity, Thing
from credloom.store.ports import LinkPage, Snapshot

_ROUTES = {"LearningOpportunity": "REQUIRED_PROGRAM", "Assessment": "REQUIRED_ASSESSMENT"}
_RANK = {"CREDENTIAL": 0, "REQUIRED_ASSESSMENT": 1, "REQUIRED_PROGRAM": 2}

LEADS_TO = ("resultsInCredential", "targetCredential")
"""From a program to the credential that it ends in."""

Routes = dict[str, str]
"""Credential key to the best route."""


def holders(snapshot: Snapshot, competencies: Sequence[str]) -> dict[str, Routes]:
    """The credentials behind each competency, in three reads whatever their number."""
    pages = snapshot.links(competencies, COMPETENCY_RELATIONS, "in")
    between = sorted({row.key for page in pages for row in page.links if row.kind in _ROUTES})
    above = dict(zip(between, _requiring(snapshot, between), strict=True))
    return {key: _routes(page, above) for key, page in zip(competencies, pages, strict=True)}


def _requiring(snapshot: Snapshot, keys: Sequence[str]) -> list[list[str]]:
    """The credentials that require each program or assessment, or that a program ends in."""
    if not keys:
        return []
    required = snapshot.links(keys, ("requires",), "in", kinds=("Credential",))
    ends = snapshot.links(keys, LEADS_TO, "out", kinds=("Credential",))
    return [[row.key for page in pair for row in page.links] for pair in zip(required, ends, strict=True)]


def _routes(page: LinkPage, above: Mapping[str, Sequence[str]]) -> Routes:
    found: Routes = {}
    for row in page.links:
        if row.kind == "Credential":
            found[row.key] = "CREDENTIAL"
        elif row.relation != "requires":  # what a program requires is known before it, not learned in it
            for credential in above.get(row.key, ()):
                _better(found, credential, _ROUTES[row.kind])
    return found


def _better(found: Routes, key: str, route: str) -> None:
    known = found.get(key)
    if known is None or _RANK[route] < _RANK[known]:
        found[key] = route


def held(snapshot: Snapshot, credentials: Sequence[Credential]) -> list[dict[str, tuple[Ref, str]]]:
    """Competency key to (reference, route) of each credential, own statements first; two reads for all."""
    ending = snapshot.links([c.key for c in credentials], LEADS_TO, "in", kinds=("LearningOpportunity",))
    required = [
        [*_required(credential.conditions), *(Ref(row.key, row.kind) for row in page.links)]
        for credential, page in zip(credentials, ending, strict=True)
    ]
    wanted = sorted({ref.key for refs in required for ref in refs if ref.kind != "Competency"})
    things = dict(zip(wanted, snapshot.get_many(wanted), strict=True)) if wanted else {}
    return [_held(credential, refs, things) for credential, refs in zip(credentials, required, strict=True)]


def _held(
    credential: Credential, refs: Iterable[Ref], things: Mapping[str, Thing | None]
) -> dict[str, tuple[Ref, str]]:
    found = {ref.key: (ref, "CREDENTIAL") for ref in credential.competencies}
    later: dict[str, list[tuple[Ref, str]]] = defaultdict(list)
    for ref in refs:
        thing = things.get(ref.key)
        if ref.kind == "Competency":
            found.setdefault(ref.key, (ref, "CREDENTIAL"))
        elif isinstance(thing, Assessment):
            later["REQUIRED_ASSESSMENT"].extend((inner, "REQUIRED_ASSESSMENT") for inner in thing.competencies)
        elif isinstance(thing, LearningOpportunity):
            later["REQUIRED_PROGRAM"].extend((inner, "REQUIRED_PROGRAM") for inner in thing.competencies)
    for route in ("REQUIRED_ASSESSMENT", "REQUIRED_PROGRAM"):
        for ref, how in later[route]:
            found.setdefault(ref.key, (ref, how))
    return found


def _required(conditions: Iterable[Condition]) -> Iterable[Ref]:
    """What the conditions of kind REQUIRES lead to; one of several alternatives is not required."""
    for condition in conditions:
        if condition.kind == "REQUIRES":
            yield from (*condition.competencies, *condition.learning_opportunities, *condition.assessments)
            yield from condition.targets
