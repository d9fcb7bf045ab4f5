"""The other way round: jobs that a credential helps toward, scored by the code that scores credentials for a job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from credloom.match import pool, work
from credloom.match.coverage import Coverage, Way
from credloom.match.crossing import same_occupation
from credloom.match.holdings import held, prepared_for
from credloom.match.implied import by_names, by_words, wanted_of
from credloom.match.ports import JobHit, Options, Requirement
from credloom.match.rarity import rarities
from credloom.match.text.texts import Offered
from credloom.model import codes
from credloom.model.links import COMPETENCY_RELATIONS
from credloom.model.parts import Ref
from credloom.model.things import Competency, Credential, Job
from credloom.normalise.implied import normal_name
from credloom.resolve.exact import SAME_LABEL, SAME_PHRASE, names_of
from credloom.resolve.ports import Resolver
from credloom.store.ports import Filter, SearchQuery, Snapshot

MOST = 1_000
"""How many jobs each way of looking may bring."""
READ = 200
"""Of the jobs found, so many are compared by their words too; of the others what is stated counts alone."""
_LONG_ENOUGH = 2
_SEEN_FROM_HELD = ("EXACT", "CLOSE", "BROAD")
"""What is held covers what is asked if it is the same, close, or narrower than it."""


class Held(msgspec.Struct, frozen=True):
    """What a credential brings: chances by competency key, and by the words under which those stand in postings."""

    keys: Mapping[str, float]
    words: Mapping[str, float]


def jobs_for(
    snapshot: Snapshot, resolver: Resolver, credential: Credential, within: SearchQuery, options: Options | None = None
) -> list[JobHit]:
    """Jobs that `within` lets through, those first of which the credential covers most."""
    options = options or Options()
    chances = _chances(snapshot, resolver, credential, options)
    brings = Held(chances, _words(snapshot, list(chances)))
    words = pool.offered(credential)
    keys = _found(snapshot, within, brings, credential, words)
    jobs = [job for job in snapshot.get_many(keys) if isinstance(job, Job)]
    coverages = _coverages(snapshot, jobs, brings)
    ranked = sorted(jobs, key=lambda job: (-coverages[job.key].score(""), job.key))
    near = {job.key for job in (*ranked[:READ], *jobs[:READ])}
    hits = [
        JobHit(Ref(job.key, "Job"), _score(job, coverages[job.key], credential, words if job.key in near else None))
        for job in jobs
    ]
    return sorted((hit for hit in hits if hit.score > 0), key=lambda hit: (-hit.score, hit.job.key))


def _found(snapshot: Snapshot, within: SearchQuery, brings: Held, credential: Credential, words: Offered) -> list[str]:
    """Keys of jobs, those that share words with the credential first."""
    query = msgspec.structs.replace(within, text=None, sort="relevance", first=READ // 2, count=False)
    found = {key: None for many in snapshot.alike([words.name, words.whole], query) for key in many}
    for field, values in (
        ("competency", tuple(brings.keys)),
        ("competency_text", tuple(brings.words)),
        ("occupation", tuple(f"{codes.SOC}:{code}" for code in sorted(prepared_for(credential)))),
    ):
        if values:
            limits = msgspec.structs.replace(within, filters=(*within.filters, Filter(field, values)))
            page = snapshot.search(msgspec.structs.replace(limits, first=MOST, count=False))
            found |= dict.fromkeys(hit.key for hit in page.hits)
    return list(found)


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


def _coverages(snapshot: Snapshot, jobs: Sequence[Job], brings: Held) -> dict[str, Coverage]:
    """What the stated competencies cover of each job; the key of the one credential is not needed."""
    named = sorted({item.competency.key for job in jobs for item in job.requirements if item.competency})
    pages = snapshot.links(named, COMPETENCY_RELATIONS, "in", first=1) if named else ()
    totals = {key: page.total for key, page in zip(named, pages, strict=True)}
    asked = {
        job.key: [Requirement(n, item.text, item.kind, item.necessity) for n, item in enumerate(job.requirements)]
        for job in jobs
    }
    links = [totals[item.competency.key] if item.competency else 0 for job in jobs for item in job.requirements]
    rarity = iter(rarities(snapshot, [one for many in asked.values() for one in many], links))
    return {
        job.key: Coverage(asked[job.key], [next(rarity) for _ in asked[job.key]], {"": _ways(job, brings)})
        for job in jobs
    }


def _ways(job: Job, brings: Held) -> dict[int, Way]:
    found = {}
    for number, item in enumerate(job.requirements):
        named = item.competency is not None and item.competency.key in brings.keys
        chance = brings.keys[item.competency.key] if named and item.competency else _spoken(item.text, brings.words)
        if chance:
            found[number] = Way(chance, "CREDENTIAL", None, "ASSERTED" if named else "MATCHED")
    return found


def _spoken(text: str, words: Mapping[str, float]) -> float:
    text = normal_name(text)
    if text in words:
        return words[text]
    return SAME_PHRASE if any(f" {name} " in f" {text} " for name in words) else 0.0


def _score(job: Job, coverage: Coverage, credential: Credential, words: Offered | None) -> float:
    """The score; 0 where nothing is covered and the words do not fit either."""
    said = work.of_job(job)
    if words is not None:
        offered = {"": words}
        wanted = wanted_of(said.title, coverage.requirements)
        by_words(coverage, wanted, offered, Options().min_probability)
        by_names(coverage, wanted, offered)
    same_occupation(coverage, said.occupations, [msgspec.structs.replace(credential, key="")])
    return coverage.score("") if coverage.ranked() else 0.0
