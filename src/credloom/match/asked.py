"""What a job asks for, out of whatever a caller has: a stored job, text, a list. Nothing is resolved yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from credloom.match.pointers import pointer_in
from credloom.model.base import Value
from credloom.model.concept import Concept
from credloom.model.parts import Ref, RequirementText
from credloom.model.things import Job
from credloom.normalise.jobposting import node_of
from credloom.normalise.posting_values import clean, plain
from credloom.normalise.shape import thing_of
from credloom.requirements import Clause, clauses_in, whole
from credloom.requirements.levels import level
from credloom.resolve.ports import Evidence

MOST = 100
"""Requirements of one job: more are no description of one job."""
_MARKED = re.compile(r"<(?:p|br|div|li|ul|ol|h[1-6]|table|span|html|body)\b[^<>]{0,500}>", re.IGNORECASE)
_PASTED = "urn:credloom:pasted"
_ORDER = {"REQUIRED": 0, "PREFERRED": 1, "MENTIONED": 2}


class Asked(Value, frozen=True):
    """One requirement as it was written, with the competency that its source names; any alternative is enough."""

    text: str
    kind: str = "COMPETENCY"
    necessity: str = "REQUIRED"
    competency: Ref | None = None
    level: Concept | None = None
    evidence: Evidence | None = None
    alternatives: tuple[Asked, ...] = ()


def of_job(job: Job) -> list[Asked]:
    """The requirements that a stored job states, the needed ones first."""
    return limited(_stated(item, job.url) for item in job.requirements)


def _stated(item: RequirementText, url: str | None) -> Asked:
    return Asked(
        text=item.text,
        kind=item.kind,
        necessity=item.necessity,
        competency=item.competency,
        level=level(item.text, item.kind) if item.competency is None else None,
        evidence=Evidence(item.text, item.start, item.end, item.pointer, url),
        alternatives=tuple(_stated(other, url) for other in item.alternatives),
    )


def of_text(text: str) -> list[Asked]:
    """What a pasted posting asks for, each thing with its place in the text; of HTML, in the text made from it."""
    if _MARKED.search(text):
        text = clean(text)
    return limited(_read(clause) for clause in clauses_in(text))


def of_words(text: str, necessity: str = "REQUIRED", asked: Concept | None = None) -> Asked:
    """One requirement in a caller's own words."""
    clause = whole(text.strip(), necessity)
    return Asked(clause.text, clause.kind, necessity, None, asked or clause.level, None, _alternatives(clause))


def _read(clause: Clause) -> Asked:
    return Asked(
        text=clause.text,
        kind=clause.kind,
        necessity=clause.necessity,
        level=clause.level,
        evidence=Evidence(clause.text, clause.start, clause.end),
        alternatives=_alternatives(clause),
    )


def _alternatives(clause: Clause) -> tuple[Asked, ...]:
    return tuple(_read(other) for other in clause.alternatives)


def each(item: Asked) -> Iterator[Asked]:
    """A requirement, then each of its alternatives with theirs."""
    yield item
    for other in item.alternatives:
        yield from each(other)


def limited(found: Iterable[Asked]) -> list[Asked]:
    """The first hundred, needed before wished before mentioned; each text of a kind once."""
    unique = {(item.kind, item.competency.key if item.competency else item.text.casefold()): item for item in found}
    return sorted(unique.values(), key=lambda item: _ORDER[item.necessity])[:MOST]


def of_posting(posting: Mapping[str, Any]) -> list[Asked]:
    """The requirements of a schema.org JobPosting; their pointers lead into it."""
    node = node_of(plain(dict(posting)), None, [])
    job = thing_of({"@id": _PASTED, **node}, key=_PASTED)
    if not isinstance(job, Job):
        return []
    return [_pointed(item, posting, node) for item in of_job(job)]


def _pointed(item: Asked, posting: Mapping[str, Any], node: Mapping[str, Any]) -> Asked:
    evidence = item.evidence
    if evidence is not None and evidence.pointer is not None:
        evidence = msgspec.structs.replace(evidence, pointer=pointer_in(posting, node, evidence.pointer))
    others = tuple(_pointed(other, posting, node) for other in item.alternatives)
    return msgspec.structs.replace(item, evidence=evidence, alternatives=others)
