"""Jobs that callers give: one that a source holds, text, a posting, a list, an occupation code."""

from __future__ import annotations

from collections.abc import Sequence

from credloom.errors import BadUserInput, NotFound
from credloom.graph.filter_values import Stored, coded
from credloom.graph.inputs import ConceptFilter, ConceptInput, JobInput, RequirementInput
from credloom.match.asked import MOST, Asked, of_job, of_posting, of_text, of_words
from credloom.match.work import Work
from credloom.match.work import of_job as of_work
from credloom.match.work import of_posting as work_of_posting
from credloom.match.work import of_text as work_of_text
from credloom.model import codes
from credloom.model.concept import Concept
from credloom.model.identity import key_from_global_id
from credloom.model.parts import Ref
from credloom.model.text import pick
from credloom.model.things import Competency, Job
from credloom.store.ports import Filter, SearchQuery, Snapshot

MOST_CHARACTERS = 1_000_000
_DEFINITIONS = 20


def asked(given: JobInput, snapshot: Snapshot, at: str = "job") -> list[Asked]:
    """What the job asks for. Raises `BadUserInput` for what cannot be read, `NotFound` for a job nobody holds."""
    if given.job:
        return of_job(stored_job(given.job, snapshot, f"{at}.job"))
    if isinstance(given.text, str):
        return _of_text(given.text, f"{at}.text")
    if given.requirements is not None and isinstance(given.requirements, list):
        return _of_list(given.requirements, snapshot, f"{at}.requirements")
    if given.occupation:
        return _of_occupation(given.occupation, snapshot, f"{at}.occupation")
    if not isinstance(given.posting, dict):
        raise BadUserInput(f"{at}.posting: expected a JSON object, a schema.org JobPosting.")
    return of_posting(given.posting)


def work(given: JobInput, snapshot: Snapshot, at: str = "job") -> Work:
    """What the work is, as far as the job says; call it after `asked`, which tells what cannot be read."""
    if given.job:
        return of_work(stored_job(given.job, snapshot, f"{at}.job"))
    if isinstance(given.text, str):
        return work_of_text(given.text)
    if given.occupation:
        code = codes.soc_code(given.occupation.code) or ""
        return Work(codes.title(codes.SOC, code) or "", (code,) if code else ())
    return work_of_posting(given.posting) if isinstance(given.posting, dict) else Work()


def key_of_job(given: JobInput) -> str | None:
    """The key of the stored job that is meant; None for a job that the caller brings."""
    return key_from_global_id(given.job) if given.job else None


def stored_job(value: str, snapshot: Snapshot, at: str) -> Job:
    """The job of an id."""
    key = key_from_global_id(value)
    if key is None:
        raise BadUserInput(
            f"{at}: {value[:80]!r} is no id. Expected an id from an earlier answer, a CTID or an address."
        )
    found = snapshot.get_many([key])[0]
    if found is None:
        raise NotFound(f"{at}: no source holds {value[:80]!r}.")
    if not isinstance(found, Job):
        raise BadUserInput(f"{at}: {value[:80]!r} is no job but a {type(found).__name__}.")
    return found


def _of_text(text: str, at: str) -> list[Asked]:
    if len(text) > MOST_CHARACTERS:
        raise BadUserInput(f"{at}: {len(text)} characters are too many. At most {MOST_CHARACTERS} are allowed.")
    if not text.strip():
        raise BadUserInput(f"{at}: there are no words. Expected the text of a posting.")
    return of_text(text)


def _of_list(given: Sequence[RequirementInput], snapshot: Snapshot, at: str) -> list[Asked]:
    if not 0 < len(given) <= MOST:
        raise BadUserInput(f"{at}: {len(given)} requirements. Expected 1 to {MOST}.")
    named = [_named(item, f"{at}[{place}]") for place, item in enumerate(given)]
    keys = [key for key in named if key]
    things = dict(zip(keys, snapshot.get_many(keys), strict=True)) if keys else {}
    return [_one(item, key, things.get(key) if key else None, at) for item, key in zip(given, named, strict=True)]


def _named(item: RequirementInput, at: str) -> str | None:
    if not item.competency:
        if not (item.text or "").strip():
            raise BadUserInput(f"{at}: give `text` or `competency`.")
        return None
    key = key_from_global_id(item.competency)
    if key is None:
        raise BadUserInput(f"{at}.competency: {item.competency[:80]!r} is no id.")
    return key


def _one(item: RequirementInput, key: str | None, thing: object, at: str) -> Asked:
    level = Concept(item.level.scheme, item.level.code) if item.level else None
    if key is None:
        return of_words(item.text or "", str(item.necessity), level)
    if not isinstance(thing, Competency):
        raise NotFound(f"{at}: no source holds a competency {item.competency!r}.")
    words = item.text or pick(thing.texts) or pick(thing.names) or key
    return Asked(words, "COMPETENCY", str(item.necessity), Ref(thing.key, "Competency"), level)


def _of_occupation(given: ConceptInput, snapshot: Snapshot, at: str) -> list[Asked]:
    """The requirements of the occupation's own description, else of the first role described under its code."""
    concept = ConceptFilter(codes=[given.code], scheme=given.scheme)
    code = coded([concept], Stored(snapshot, "Job"), "occupation", codes.SOC, at)
    query = SearchQuery(
        kind="Job", filters=(Filter("kind", ("DEFINITION",)), code), sort="name", first=_DEFINITIONS, count=False
    )
    found = snapshot.get_many([hit.key for hit in snapshot.search(query).hits])
    jobs = [job for job in found if isinstance(job, Job) and job.requirements]
    if not jobs:
        raise NotFound(f"{at}: no source describes what {given.scheme} {given.code} asks for.")
    best = max(jobs, key=lambda job: (job.type == "ceterms:Occupation", len(job.requirements)))
    return of_job(best)
