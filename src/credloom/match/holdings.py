"""Which credentials stand for which competencies: their own statements, their required programs and assessments, and
the occupations that they prepare for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from credloom.model import codes
from credloom.model.concept import Concept
from credloom.model.links import COMPETENCY_RELATIONS
from credloom.model.parts import Condition, Ref
from credloom.model.things import Assessment, Credential, Job, LearningOpportunity, Thing
from credloom.store.ports import LinkPage, Snapshot

MOST_HOLDERS = 500
"""Of one competency: what more than these hold tells little, and the words of the job find the best of them."""
_ROUTES = {"LearningOpportunity": "REQUIRED_PROGRAM", "Assessment": "REQUIRED_ASSESSMENT"}
_RANK = {"CREDENTIAL": 0, "REQUIRED_ASSESSMENT": 1, "REQUIRED_PROGRAM": 2}

LEADS_TO = ("resultsInCredential", "targetCredential")
"""From a program to the credential that it ends in."""

Routes = dict[str, str]
"""Credential key to the best route."""


class Holders(msgspec.Struct):
    """What holds one competency: credentials with the best route, occupations by SOC code, and how many links lead to
    it."""

    credentials: Routes
    occupations: frozenset[str]
    total: int


def holders(snapshot: Snapshot, competencies: Sequence[str], first: int | None = None) -> dict[str, Holders]:
    """The credentials and occupations behind each competency, in four reads whatever their number; of one with more
    than `first` links, those behind the first ones."""
    pages = snapshot.links(competencies, COMPETENCY_RELATIONS, "in", first=first)
    rows = [row for page in pages for row in page.links]
    between = sorted({row.key for row in rows if row.kind in _ROUTES})
    above = dict(zip(between, requiring(snapshot, between), strict=True))
    jobs = sorted({row.key for row in rows if row.kind == "Job"})
    named = dict(zip(jobs, snapshot.get_many(jobs) if jobs else (), strict=True))
    return {
        key: Holders(_routes(page, above), _occupations(page, named), page.total)
        for key, page in zip(competencies, pages, strict=True)
    }


def requiring(snapshot: Snapshot, keys: Sequence[str]) -> list[list[str]]:
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
        elif row.kind in _ROUTES and row.relation != "requires":  # what a program requires is not learned in it
            for credential in above.get(row.key, ()):
                _better(found, credential, _ROUTES[row.kind])
    return found


def _occupations(page: LinkPage, named: Mapping[str, Thing | None]) -> frozenset[str]:
    """SOC codes of the described occupations that ask for a competency; postings are no description."""
    jobs = (named.get(row.key) for row in page.links if row.kind == "Job")
    return frozenset(
        code for job in jobs if isinstance(job, Job) and job.kind == "DEFINITION" for code in soc_codes(job.occupations)
    )


def soc_codes(concepts: Iterable[Concept]) -> Iterable[str]:
    """The SOC codes among occupations; an O*NET code is that of its occupation."""
    for concept in concepts:
        if concept.scheme in (codes.ONET, codes.SOC):
            yield concept.code.partition(".")[0]


def prepared_for(credential: Credential) -> frozenset[str]:
    """SOC codes that a credential names, and those that the published crosswalk gives for its programs."""
    taught = (one.code for one in credential.instructional_programs if one.scheme == codes.CIP)
    crossed = (occupation for code in taught for occupation in codes.occupations_for_program(code))
    return frozenset((*soc_codes(credential.occupations), *crossed))


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
