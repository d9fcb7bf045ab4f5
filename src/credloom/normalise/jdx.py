"""JDX JobSchema+ documents → the same canonical postings as schema.org's.

A document is `{"@graph": [organization, posting]}` or one object; keys stand with and without prefix, some with dots
(`schema:address.streetAddress`), texts as language maps. What is required, preferred and an alternative becomes
`ceterms:requires` and `ceterms:recommends` with ConditionProfiles.
"""

from __future__ import annotations

from typing import Any

from credloom.errors import SourceBadData
from credloom.model.record import Document, Node
from credloom.model.text import NO_LANGUAGE
from credloom.normalise.jobposting import Made, records_of_posting
from credloom.normalise.posting_texts import defined_term
from credloom.normalise.posting_values import Json, first, many, objects, plain, put, types
from credloom.sources.manifest import Source

_POSTINGS = frozenset({"JobPosting", "Job", "JobDescription"})
_INSIDE = ("hasJobPosting", "hasJob", "hasJobDescription", "hasCompetencyProfile")
_SKILLS = ("competency", "skill", "knowledge", "ability", "attitude", "technology")
_ASKED = (
    ("ceterms:requires", ("requiredCredential", "minimumCredential", "credential"), "credential"),
    ("ceterms:requires", ("requiredEducation", "minimumEducation", "educationLevel"), "education"),
    ("ceterms:requires", ("requiredExperience", "minimumExperience", "experienceCategory"), "experience"),
    ("ceterms:requires", ("requiredAssessment", "securityClearanceRequirement", "citizenshipRequirement"), "condition"),
    ("ceterms:recommends", ("preferredCredential",), "credential"),
    ("ceterms:recommends", ("preferredEducation",), "education"),
    ("ceterms:recommends", ("preferredExperience",), "experience"),
)
"""(CTDL property, JDX properties, what they ask for)."""
_OTHERWISE = {
    "credential": ("alternativeCredential", "equivalentCredential"),
    "education": ("alternativeEducation", "equivalentEducation"),
    "experience": ("alternativeExperience", "equivalentExperience"),
}
_RENAMED = {
    "occupationCategory": "occupationalCategory",
    "jobOpeningNumber": "totalJobOpenings",
    "jobBenefit": "jobBenefits",
    "formattedDescription": "description",
    "responsibility": "responsibilities",
    "task": "responsibilities",
    "workActivity": "responsibilities",
    "postingID": "identifier",
    "positionID": "identifier",
    "qualificationSummary": "qualifications",
}


def records_of(source: Source, document: Document) -> Made:
    """The posting of a JDX document and its employer as records. Raises `SourceBadData` for what holds none."""
    nodes = _nodes(document)
    posting = next((node for node in nodes if types(node) & _POSTINGS or "title" in node), None)
    if posting is None:
        raise SourceBadData(f"{document.ref}: expected a JDX document with a job posting that has a title.")
    by_name = {str(node["@id"]): node for node in nodes if "@id" in node}
    posting = _gathered(posting, by_name)
    employer = _employer(posting, nodes, by_name)
    if employer is not None:
        posting["hiringOrganization"] = employer
    extra = _conditions(posting)
    skills = _skills(posting, extra)
    posting["skills"] = [*many(posting.get("skills")), *skills]
    return records_of_posting(source, document, posting, extra)


def _nodes(document: Document) -> list[Json]:
    """The document's nodes in bare terms, in their order."""
    data = plain(document.data)
    if not isinstance(data, dict):
        raise SourceBadData(f"{document.ref}: expected a JDX document, found {type(data).__name__}.")
    graph = data.get("@graph")
    nodes = objects(graph) if graph is not None else [data]
    return [_undotted(node) for node in nodes]


def _undotted(node: Any) -> Any:
    """`{"address.streetAddress": x}` as `{"address": {"streetAddress": x}}`."""
    if isinstance(node, list):
        return [_undotted(item) for item in node]
    if not isinstance(node, dict):
        return node
    made: Json = {}
    for key, value in node.items():
        head, dot, tail = key.partition(".")
        if not dot or key.startswith("@"):
            made.setdefault(key, _undotted(value))
            continue
        inner = made.setdefault(head, {})
        if isinstance(inner, dict):
            inner.update(_undotted(plain({tail: value})))
    return made


def _gathered(posting: Json, by_name: dict[str, Json]) -> Json:
    """The posting with what its job, description and competency profile say, under schema.org's names."""
    found = dict(posting)
    for name in _INSIDE:
        for item in many(posting.get(name)):
            inner = by_name.get(str(item.get("@id"))) if isinstance(item, dict) and set(item) == {"@id"} else item
            inner = by_name.get(inner) if isinstance(inner, str) else inner
            for key, value in inner.items() if isinstance(inner, dict) and inner is not posting else ():
                found.setdefault(key, value)
    for name, renamed in _RENAMED.items():
        if name in found:
            found.setdefault(renamed, found[name])
    return found


def _employer(posting: Json, nodes: list[Json], by_name: dict[str, Json]) -> Any:
    """The hiring organization: named by the posting, else the document's organization, else its first node."""
    given = posting.get("hiringOrganization")
    if isinstance(given, dict) and set(given) == {"@id"}:
        given = by_name.get(str(given["@id"]))
    if isinstance(given, str) and given in by_name:
        given = by_name[given]
    if given:
        return given
    others = [node for node in nodes if not types(node) & _POSTINGS and "title" not in node]
    return next((node for node in others if "Organization" in types(node)), others[0] if others else None)


def _skills(posting: Json, extra: Node) -> list[Any]:
    """Competencies that are asked for; the preferred ones go to `ceterms:recommends`."""
    required: list[Any] = []
    for name in _SKILLS:
        for item in many(posting.get(name)):
            if not _preferred(item):
                required.append(_termed(item) if isinstance(item, dict) else item)
            elif words := first(item, "name", "description"):
                extra.setdefault("ceterms:recommends", []).append(_worded(words))
    return required


def _termed(item: Json) -> Json:
    return item if defined_term(item) is None else {**item, "@type": "DefinedTerm"}


def _preferred(item: Any) -> bool:
    """Whether a term, or the annotation on it, says that it is preferred and not required."""
    marks = [item, *many(item.get("annotation"))] if isinstance(item, dict) else []
    said = [mark for mark in marks if isinstance(mark, dict)]
    return any(_true(mark.get("preferred")) for mark in said) and not any(_true(mark.get("required")) for mark in said)


def _true(value: Any) -> bool:
    return value is True or str(value).strip().lower() in ("true", "yes", "1", "preferred", "required")


def _conditions(posting: Json) -> Node:
    """What is required and preferred, as condition profiles, with their alternatives."""
    made: Node = {}
    for term, names, what in _ASKED:
        for name in names:
            for item in many(posting.get(name)):
                profile = _profile(item, what)
                if profile is None:
                    continue
                others = [
                    _profile(other, what)
                    for key in _OTHERWISE.get(what, ())
                    for other in _alternatives(item, posting, key)
                ]
                put(profile, "ceterms:alternativeCondition", [other for other in others if other is not None])
                there = made.setdefault(term, [])
                if profile not in there:
                    there.append(profile)
    return made


def _alternatives(item: Any, posting: Json, name: str) -> list[Any]:
    own = item.get(name) if isinstance(item, dict) else None
    return many(own or posting.get(name))


def _profile(item: Any, what: str) -> Node | None:
    words = first(item, "name", "description", "credentialCategory", "educationLevel", "program", "levelCode")
    if not words:
        return None
    if what == "credential":
        target = {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": {NO_LANGUAGE: [words]}}
        return {"@type": "ceterms:ConditionProfile", "ceterms:targetCredential": [target]}
    if what == "education":
        target = {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": {NO_LANGUAGE: [words]}}
        return {"@type": "ceterms:ConditionProfile", "ceterms:targetLearningOpportunity": [target]}
    if what == "experience":
        return {"@type": "ceterms:ConditionProfile", "ceterms:experience": {NO_LANGUAGE: [words]}}
    return _worded(words)


def _worded(words: str) -> Node:
    return {"@type": "ceterms:ConditionProfile", "ceterms:description": {NO_LANGUAGE: [words]}}
