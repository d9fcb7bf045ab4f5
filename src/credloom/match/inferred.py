"""The competencies that a credential likely stands for where no source states any: those that the occupations ask for
that it prepares for, and those that its own words mean. Always with less than certainty, and in batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from credloom.match import pool
from credloom.match.crossing import CROSSED, told_apart
from credloom.match.holdings import MOST_HOLDERS, holders, prepared_for, soc_codes
from credloom.match.text.model import MOST_CERTAIN
from credloom.model import codes
from credloom.model.base import Value
from credloom.model.links import COMPETENCY_RELATIONS
from credloom.model.parts import Ref
from credloom.model.things import Credential, Job
from credloom.resolve.ports import Resolver
from credloom.store.ports import Filter, SearchQuery, Snapshot

LEAST = 0.3
"""What is less likely than this is not shown."""
MOST = 200
"""Competencies of one credential by one way, the likeliest."""
MOST_JOBS = 2_000
"""Described occupations that are looked at, over all credentials of one call."""
MOST_TEXTS = 400
"""Pieces of text that are looked up, over all credentials of one call: each gets an equal share of them."""
_SURE = 0.5
_SAME = ("EXACT", "CLOSE", "NARROW")


class Inferred(Value, frozen=True):
    """A competency with the chance that a holder of the credential has it."""

    competency: Ref
    probability: float


def crossed(snapshot: Snapshot, credentials: Sequence[Credential]) -> list[list[Inferred]]:
    """What the occupations ask for that each credential names or that the crosswalk gives for its programs."""
    prepared = [prepared_for(one) for one in credentials]
    asked = _asked(snapshot, sorted(frozenset().union(*prepared)))
    keys = sorted({key for found in asked.values() for key in found})
    asking = {key: one.occupations for key, one in holders(snapshot, keys, MOST_HOLDERS).items()} if keys else {}
    chances = {key: round(CROSSED * told_apart(len(asking[key])), 6) for key in keys}
    return [_likeliest({key: chances[key] for code in mine for key in asked.get(code, ())}) for mine in prepared]


def _asked(snapshot: Snapshot, wanted: Sequence[str]) -> dict[str, set[str]]:
    """The competencies that the descriptions of each occupation ask for; postings are no description."""
    if not wanted:
        return {}
    filters = (
        Filter("occupation", tuple(f"{codes.SOC}:{code}" for code in wanted)),
        Filter("kind", ("DEFINITION",)),
    )
    query = SearchQuery(kind="Job", filters=filters, first=MOST_JOBS, count=False, sort="name")
    keys = [hit.key for hit in snapshot.search(query).hits]
    pages = snapshot.links(keys, COMPETENCY_RELATIONS, "out", kinds=("Competency",)) if keys else ()
    found: dict[str, set[str]] = defaultdict(set)
    for job, page in zip(snapshot.get_many(keys) if keys else (), pages, strict=True):
        if isinstance(job, Job):
            for code in soc_codes(job.occupations):
                found[code].update(row.key for row in page.links)
    return found


def spoken(resolver: Resolver, credentials: Sequence[Credential]) -> list[list[Inferred]]:
    """What the name and the pieces of text of each credential mean, by words alone."""
    if not credentials:
        return []
    share = max(1, MOST_TEXTS // len(credentials))
    said = [list(dict.fromkeys((one.name, *one.pieces)))[:share] for one in map(pool.offered, credentials)]
    texts = list(dict.fromkeys(text for many in said for text in many if text))
    resolved = resolver.resolve_texts(texts, min_probability=_SURE, first=1) if texts else []
    meant = {
        text: (best.competency.key, round(best.probability * MOST_CERTAIN, 6))
        for text, one in zip(texts, resolved, strict=True)
        for best in one.candidates[:1]
        if best.kind in _SAME
    }
    return [_likeliest(_best(meant[text] for text in many if text in meant)) for many in said]


def _best(found: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Each competency with its likeliest piece."""
    chances: dict[str, float] = {}
    for key, chance in found:
        chances[key] = max(chance, chances.get(key, 0.0))
    return chances


def _likeliest(chances: Mapping[str, float]) -> list[Inferred]:
    ranked = sorted(chances, key=lambda key: (-chances[key], key))
    return [Inferred(Ref(key, "Competency"), chances[key]) for key in ranked[:MOST] if chances[key] >= LEAST]
