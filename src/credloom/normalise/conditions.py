"""ConditionProfiles, in both forms in which CTDL states what is required: a profile, or what is meant itself."""

from __future__ import annotations

from credloom.model.links import CONDITIONS
from credloom.model.parts import Condition, Ref
from credloom.model.record import Node
from credloom.normalise import parts
from credloom.normalise.jsonld import main_type
from credloom.normalise.kinds import kind_of

_TARGETS = (
    ("ceterms:targetCredential", "Credential"),
    ("ceterms:targetLearningOpportunity", "LearningOpportunity"),
    ("ceterms:targetAssessment", "Assessment"),
    ("ceterms:targetCompetency", "Competency"),
    ("ceterms:targetJob", "Job"),
    ("ceterms:targetOccupation", "Job"),
    ("ceterms:targetTask", "Job"),
)


_RELATIONS = tuple((f"ceterms:{name}", kind) for name, kind in CONDITIONS.items())
_JOBS = ("ceterms:targetJob", "ceterms:targetOccupation", "ceterms:targetTask")


def conditions(node: Node) -> tuple[Condition, ...]:
    """Everything that a node requires, recommends or is renewed by."""
    made: list[Condition] = []
    for term, kind in _RELATIONS:
        for item in node.get(term, ()):
            found = condition(item, kind)
            if found is not None:
                made.append(found)
    return tuple(made)


def condition(item: object, kind: str) -> Condition | None:
    """One condition, or what is required directly."""
    if not isinstance(item, dict) or main_type(item) not in (None, "ceterms:ConditionProfile"):
        target = parts.reference(item, _kind(item))
        return Condition(kind, targets=(target,)) if target else None
    age = parts.number(item, "ceterms:minimumAge")
    return Condition(
        kind,
        names=parts.texts(item, "ceterms:name"),
        descriptions=parts.texts(item, "ceterms:description", "ceterms:condition"),
        credentials=parts.references(item, "ceterms:targetCredential", "Credential"),
        learning_opportunities=parts.references(item, "ceterms:targetLearningOpportunity", "LearningOpportunity"),
        competencies=parts.references(item, "ceterms:targetCompetency", "Competency"),
        assessments=parts.references(item, "ceterms:targetAssessment", "Assessment"),
        jobs=tuple(ref for name in _JOBS for ref in parts.references(item, name, "Job")),
        minimum_age=None if age is None else int(age),
        years_of_experience=parts.number(item, "ceterms:yearsOfExperience"),
        resident_of=parts.jurisdictions(item, "ceterms:residentOf"),
        credit=parts.credit(item, "ceterms:creditValue"),
        alternatives=tuple(
            found
            for inner in parts.objects(item, "ceterms:alternativeCondition")
            if (found := condition(inner, kind)) is not None
        ),
    )


def _kind(item: object) -> str:
    """The kind of a target that is described in place; nothing where only an address is given."""
    if not isinstance(item, dict):
        return ""
    found = main_type(item)
    if found == "ceterms:CredentialAlignmentObject":
        return "Competency"
    return kind_of(found) if found else ""


def targets(node: Node, name: str) -> list[Ref]:
    """What a connection property leads to: directly, or as the targets of condition profiles."""
    found: list[Ref] = []
    for item in node.get(name, ()):
        if isinstance(item, dict) and main_type(item) in (None, "ceterms:ConditionProfile"):
            found.extend(ref for term, kind in _TARGETS for ref in parts.references(item, term, kind))
        else:
            ref = parts.reference(item, _kind(item))
            if ref is not None:
                found.append(ref)
    return found
