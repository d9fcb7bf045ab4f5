"""What a job's canonical node asks for: conditions, embodied competencies, and clauses read from its texts.

Texts are read by `credloom.requirements`; each clause keeps its place: a JSON pointer to the text within the node, and
the characters in it. A description's clauses are places in the description as it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from credloom.model.parts import RequirementText
from credloom.model.record import Node
from credloom.model.text import LangText
from credloom.normalise import parts
from credloom.normalise.implied import normal_name
from credloom.normalise.jsonld import main_type
from credloom.normalise.kinds import kind_of
from credloom.requirements import Clause, clauses_in, whole
from credloom.requirements.clause import Part

_EMBODIED = ("ceterms:targetCompetency", "ceasn:skillEmbodied", "ceasn:knowledgeEmbodied", "ceasn:abilityEmbodied")
_IMPORTANT = 0.5
"""Below half of the scale, a weighted competency is only mentioned (O*NET draws the same line)."""
_TEXTS: tuple[tuple[str, str, Part], ...] = (
    ("schema:skills", "COMPETENCY", "REQUIRED"),
    ("schema:qualifications", "", "REQUIRED"),
    ("schema:educationRequirements", "EDUCATION", "REQUIRED"),
    ("schema:experienceRequirements", "EXPERIENCE", "REQUIRED"),
    ("schema:responsibilities", "", "DUTIES"),
)
"""(property, what it asks for where its words do not say more, what its text is)."""
_CONDITIONS = (("ceterms:requires", "REQUIRED"), ("ceterms:recommends", "PREFERRED"))
_MOST_ALTERNATIVES = 20


def requirements_of(node: Node, descriptions: Iterable[LangText]) -> Iterator[RequirementText]:
    """Everything that a job asks for, each text of one kind once, in the order: stated, embodied, written."""
    seen: set[tuple[str, str]] = set()
    for found in _all(node, descriptions):
        place = (found.kind, found.competency.key if found.competency else normal_name(found.text))
        if place not in seen and place[1]:
            seen.add(place)
            yield found


def _all(node: Node, descriptions: Iterable[LangText]) -> Iterator[RequirementText]:
    for relation, necessity in _CONDITIONS:
        for item in node.get(relation, ()):
            yield from _of_condition(item, necessity)
    for name in _EMBODIED:
        for item in node.get(name, ()):
            yield from _embodied(item)
    yield from _told(node)
    text = next(iter(descriptions), None)
    if text is not None:
        for clause in clauses_in(text.value):
            yield _stated(clause, f"/ceterms:description/{text.lang}/0")


def _told(node: Node) -> Iterator[RequirementText]:
    """What the job's own properties tell in words."""
    for name, kind, part in _TEXTS:
        for number, item in enumerate(node.get(name, ())):
            yield from _written(item, kind, part, f"/{name}/{number}")
    for item in parts.objects(node, "ceterms:subject"):
        if (ref := parts.reference(item, "Competency")) is not None:
            yield RequirementText(ref.name or ref.key, "COMPETENCY", "MENTIONED", ref)
    for task in node.get("ceterms:hasTask", ()):
        words = parts.plain(task, "ceterms:description", "ceterms:name") if isinstance(task, dict) else None
        if words:
            yield RequirementText(words, "COMPETENCY", "MENTIONED")


_ASKED = (
    ("ceterms:targetCompetency", "COMPETENCY"),
    ("ceterms:targetCredential", "CREDENTIAL"),
    ("ceterms:targetAssessment", "CREDENTIAL"),
    ("ceterms:targetLearningOpportunity", "EDUCATION"),
)


def _of_condition(item: object, necessity: str) -> Iterator[RequirementText]:
    """What one condition profile asks for: what it names, its experience, else its words; with its alternatives."""
    if not isinstance(item, dict) or main_type(item) not in (None, "ceterms:ConditionProfile"):
        yield from _direct(item, necessity)
        return
    words = parts.plain(item, "ceterms:description", "ceterms:condition", "ceterms:name")
    found = [made for term, kind in _ASKED for inner in item.get(term, ()) for made in _named(inner, kind, necessity)]
    years, experience = parts.number(item, "ceterms:yearsOfExperience"), parts.plain(item, "ceterms:experience")
    if years is not None or experience:
        said = experience or words or f"{years:g} years of experience"
        found.append(RequirementText(said, "EXPERIENCE", necessity))
    elif words and not found:
        found = [_stated(clause, None) for clause in _clauses(words, "", "REQUIRED", necessity)]
    others = [
        made
        for other in parts.objects(item, "ceterms:alternativeCondition")
        for made in _of_condition(other, necessity)
    ][:_MOST_ALTERNATIVES]
    if len(found) == 1 and others:
        yield _with(found[0], others)
    else:
        yield from (*found, *others)


def _with(one: RequirementText, others: list[RequirementText]) -> RequirementText:
    """A requirement that any of several things meets."""
    return msgspec.structs.replace(one, alternatives=(*(one.alternatives or (one,)), *others))


def _named(item: object, kind: str, necessity: str) -> Iterator[RequirementText]:
    """A target with or without an identity of its own. A degree is education, whatever names it."""
    ref = parts.reference(item, "Competency")
    name = ref.name if ref is not None else None
    if name is None and isinstance(item, dict):
        name = parts.plain(item, "ceterms:targetNodeName", "ceterms:name", "ceterms:targetNodeDescription")
    words = name or (ref.key if ref is not None else "")
    if not words:
        return
    found = "EDUCATION" if kind == "CREDENTIAL" and whole(words).kind == "EDUCATION" else kind
    yield RequirementText(words, found, necessity, ref if kind == "COMPETENCY" else None)


def _direct(item: object, necessity: str) -> Iterator[RequirementText]:
    """What a job requires without a profile: the class of what is described in place says its kind."""
    kind = kind_of(main_type(item) or "") if isinstance(item, dict) else ""
    kinds = {"Credential": "CREDENTIAL", "Assessment": "CREDENTIAL", "LearningOpportunity": "EDUCATION"}
    yield from _named(item, kinds.get(kind, "COMPETENCY"), necessity)


def _embodied(item: object) -> Iterator[RequirementText]:
    ref = parts.reference(item, "Competency")
    if ref is not None:
        yield RequirementText(ref.name or ref.key, "COMPETENCY", _weighed(item), ref)
    elif isinstance(item, dict):
        words = parts.plain(item, "ceterms:targetNodeName", "ceterms:targetNodeDescription", "ceasn:competencyText")
        if words:
            yield RequirementText(words, "COMPETENCY", _weighed(item))


def _weighed(item: object) -> str:
    """REQUIRED, unless a weight says that it matters little; weights above 1 are percentages."""
    weight = parts.number(item, "ceterms:weight") if isinstance(item, dict) else None
    if weight is None:
        return "REQUIRED"
    return "REQUIRED" if (weight / 100 if weight > 1 else weight) >= _IMPORTANT else "MENTIONED"


def _written(item: object, kind: str, part: Part, pointer: str) -> Iterator[RequirementText]:
    """Clauses of a text; or something with a name, that may lead to a competency."""
    if isinstance(item, dict):
        ref = parts.reference(item, "Competency") if kind == "COMPETENCY" else None
        words = parts.plain(item, "ceterms:targetNodeName", "ceterms:name", "ceterms:description")
        words = words or (ref.key if ref is not None else None)
        if words:
            found = whole(words, "MENTIONED" if part == "DUTIES" else "REQUIRED")
            yield RequirementText(words, kind or found.kind, found.necessity, ref, None, None, pointer)
    elif isinstance(item, str):
        for clause in _clauses(item, kind, part):
            yield _stated(clause, pointer)


def _clauses(text: str, kind: str, part: Part, necessity: str = "REQUIRED") -> Iterator[Clause]:
    """The clauses of a text of which the source says what it is."""
    start: Part = "PREFERRED" if necessity == "PREFERRED" else part
    for clause in clauses_in(text, start):
        known = not kind or clause.kind != "COMPETENCY"
        yield clause if known else msgspec.structs.replace(clause, kind=kind)


def _stated(clause: Clause, pointer: str | None) -> RequirementText:
    return RequirementText(
        text=clause.text,
        kind=clause.kind,
        necessity=clause.necessity,
        start=clause.start,
        end=clause.end,
        pointer=pointer,
        alternatives=tuple(_stated(other, pointer) for other in clause.alternatives),
    )
