"""The other way round: jobs whose requirements a credential covers, and jobs of the occupations it prepares for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from credloom.match.coverage import WEIGHTS
from credloom.match.holdings import held
from credloom.match.ports import JobHit, Options
from credloom.model import codes
from credloom.model.parts import Ref, RequirementText
from credloom.model.things import Competency, Credential, Job
from credloom.normalise.implied import normal_name
from credloom.resolve.exact import SAME_LABEL, SAME_PHRASE, names_of
from credloom.resolve.ports import Resolver
from credloom.store.ports import Filter, SearchQuery, Snapshot

MOST = 1_000
"""How many jobs each way of looking may bring."""
SAME_OCCUPATION = 0.2
"""What the occupation alone is worth: the credential prepares for it, but no stated requirement is met."""
_LONG_ENOUGH = 2
_SEEN_FROM_HELD = ("EXACT", "CLOSE", "BROAD")
"""What is held covers what is asked if it is the same, close, or narrower than it."""


def jobs_for(
    snapshot: Snapshot, resolver: Resolver, credential: Credential, within: SearchQuery, options: Options | None = None
) -> list[JobHit]:
    """Jobs that `within` lets through, those first of which the credential covers most."""
    options = options or Options()
    chances = _chances(snapshot, resolver, credential, options)
    words = _words(snapshot, list(chances))
    occupations = frozenset(_occupations(credential))
    keys: dict[str, None] = {}
    for field, values in (
        ("competency", tuple(chances)),
        ("competency_text", tuple(words)),
        ("occupation", tuple(sorted(occupations))),
    ):
        keys |= _found(snapshot, within, field, values)
    hits = [
        JobHit(Ref(job.key, "Job"), _score(job, chances, words, occupations))
        for job in snapshot.get_many(list(keys))
        if isinstance(job, Job)
    ]
    return sorted((hit for hit in hits if hit.score > 0), key=lambda hit: (-hit.score, hit.job.key))


def _chances(snapshot: Snapshot, resolver: Resolver, credential: Credential, options: Options) -> dict[str, float]:
    """Competencies that the credential stands for, and those that correspond to one, with their probability."""
    own = list(held(snapshot, [credential])[0])
    found = dict.fromkeys(own, 1.0)
    if own:
        linked = resolver.alignments(own, kinds=_SEEN_FROM_HELD, min_probability=options.min_probability)
        for link in (link for links in linked for link in links if link.object):
            key = link.object.key if link.object else ""
            found[key] = max(found.get(key, 0.0), link.probability)
    return found


def _words(snapshot: Snapshot, keys: Sequence[str]) -> dict[str, float]:
    """Labels and statements of two words or more under which the competencies may stand in a posting."""
    found: dict[str, float] = {}
    for thing in snapshot.get_many(keys) if keys else ():
        if isinstance(thing, Competency):
            found |= {
                name: SAME_LABEL
                for name, (what, _) in names_of(thing).items()
                if what != "notation" and len(name.split()) >= _LONG_ENOUGH
            }
    return found


def _occupations(credential: Credential) -> Iterable[str]:
    """Codes that the credential names, and those that the published crosswalk gives for its programs."""
    for concept in credential.occupations:
        yield concept.code.partition(".")[0] if concept.scheme == codes.ONET else concept.code
    for program in credential.instructional_programs:
        if program.scheme == codes.CIP:
            yield from codes.occupations_for_program(program.code)


def _found(snapshot: Snapshot, within: SearchQuery, field: str, values: tuple[str, ...]) -> dict[str, None]:
    if not values:
        return {}
    filters = (*within.filters, Filter(field, values))
    query = msgspec.structs.replace(within, filters=filters, first=MOST, count=False)
    return dict.fromkeys(hit.key for hit in snapshot.search(query).hits)


def _score(job: Job, chances: Mapping[str, float], words: Mapping[str, float], occupations: frozenset[str]) -> float:
    weights = [(WEIGHTS.get(item.necessity, 0.0), _chance(item, chances, words)) for item in job.requirements]
    total = sum(weight for weight, _ in weights)
    covered = sum(weight * chance for weight, chance in weights) / total if total else 0.0
    named = any(concept.code.partition(".")[0] in occupations for concept in job.occupations)
    return round(covered + (1 - covered) * SAME_OCCUPATION if named else covered, 6)


def _chance(item: RequirementText, chances: Mapping[str, float], words: Mapping[str, float]) -> float:
    if item.competency is not None and item.competency.key in chances:
        return chances[item.competency.key]
    text = normal_name(item.text)
    if text in words:
        return words[text]
    return SAME_PHRASE if any(f" {name} " in f" {text} " for name in words) else 0.0
