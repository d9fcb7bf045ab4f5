"""What a job asks for, out of whatever a caller has: a stored job, text, a list. Nothing is resolved yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from credloom.model.base import Value
from credloom.model.concept import Concept
from credloom.model.parts import Ref
from credloom.model.things import Job
from credloom.normalise import job_words
from credloom.normalise.jobposting import node_of
from credloom.normalise.posting_values import plain
from credloom.normalise.shape import thing_of
from credloom.resolve.ports import Evidence

MOST = 100
"""Requirements of one job: more are no description of one job."""
_PASTED = "urn:credloom:pasted"
_ASKING = ("REQUIRED", "PREFERRED")
_ORDER = {"REQUIRED": 0, "PREFERRED": 1, "MENTIONED": 2}


class Asked(Value, frozen=True):
    """One requirement as it was written, with the competency that its source names."""

    text: str
    kind: str = "COMPETENCY"
    necessity: str = "REQUIRED"
    competency: Ref | None = None
    level: Concept | None = None
    evidence: Evidence | None = None


def of_job(job: Job) -> list[Asked]:
    """The requirements that a stored job states, the needed ones first."""
    return limited(
        Asked(item.text, item.kind, item.necessity, item.competency, None, Evidence(item.text, url=job.url))
        for item in job.requirements
    )


def of_text(text: str) -> list[Asked]:
    """The lines of a pasted posting that ask for something, each with its place in the text."""
    return limited(_lines(text))


def _lines(text: str) -> Iterator[Asked]:
    place = 0
    headed = any(job_words.heading(line.strip())[0] in _ASKING for line in text.splitlines() if line.strip())
    for line in job_words.lines(text, "DUTIES" if headed else "REQUIRED"):
        if line.part == "OTHER" or job_words.boilerplate(line.text):
            continue
        otherwise = {"PREFERRED": "PREFERRED", "DUTIES": "MENTIONED"}.get(line.part, "REQUIRED")
        for said in job_words.listed(line.text) if otherwise != "MENTIONED" else [line.text]:
            words = job_words.core(said)
            start = text.find(words, place)
            place = start if start >= 0 else place
            evidence = Evidence(words, start, start + len(words)) if start >= 0 else Evidence(words)
            kind = "COMPETENCY" if otherwise == "MENTIONED" else job_words.kind(said)
            yield Asked(words, kind, job_words.necessity(said, otherwise), None, None, evidence)


def limited(found: Iterable[Asked]) -> list[Asked]:
    """The first hundred, needed before wished before mentioned; each text of a kind once."""
    unique = {(item.kind, item.competency.key if item.competency else item.text.casefold()): item for item in found}
    return sorted(unique.values(), key=lambda item: _ORDER[item.necessity])[:MOST]


def of_posting(posting: Mapping[str, Any]) -> list[Asked]:
    """The requirements of a schema.org JobPosting."""
    node = node_of(plain(dict(posting)), None, [])
    job = thing_of({"@id": _PASTED, **node}, key=_PASTED)
    return of_job(job) if isinstance(job, Job) else []
