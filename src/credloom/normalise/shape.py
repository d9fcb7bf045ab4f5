"""From a canonical (merged) node to the slim thing that GraphQL shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from functools import lru_cache
from typing import Any

from credloom.model import vocabulary
from credloom.model.concept import CLASS, Concept, named
from credloom.model.details import Details, pack
from credloom.model.identity import ctid_of
from credloom.model.links import AGENT_ROLES
from credloom.model.parts import AgentRelation, Ref
from credloom.model.record import Node, Record
from credloom.model.text import LangText
from credloom.model.things import (
    AnyThing,
    Assessment,
    Collection,
    Competency,
    Credential,
    Framework,
    LearningOpportunity,
    Manifest,
    Organization,
    Other,
)
from credloom.normalise import parts
from credloom.normalise.conditions import conditions, targets
from credloom.normalise.jsonld import main_type, types_of
from credloom.normalise.kinds import family_of, kind_of
from credloom.normalise.shape_job import job_of
from credloom.normalise.shape_pathway import component, pathway, transfer_value

_RELATIONS: dict[str, str] = {
    "ceterms:isPartOf": "",
    "ceterms:hasPart": "",
    "ceterms:isRequiredFor": "Credential",
    "ceterms:isRecommendedFor": "Credential",
    "ceterms:isPreparationFor": "Credential",
    "ceterms:preparationFrom": "Credential",
    "ceterms:isAdvancedStandingFor": "Credential",
    "ceterms:advancedStandingFrom": "Credential",
    "ceterms:providesTransferValueFor": "TransferValue",
    "ceterms:receivesTransferValueFrom": "TransferValue",
    "ceterms:isMemberOf": "Collection",
    "ceterms:hasMember": "",
    "ceterms:supersedes": "",
    "ceterms:targetPathway": "Pathway",
    "ceterms:resultsInCredential": "Credential",
    "ceterms:hasOccupation": "Job",
    "ceterms:hasJob": "Job",
    "ceterms:hasTask": "Job",
    "ceterms:hasWorkRole": "Job",
    "ceterms:hasSpecialization": "Job",
    "ceterms:isSimilarTo": "",
    "ceasn:hasChild": "Competency",
    "ceasn:hasTopChild": "Competency",
    "ceasn:isChildOf": "Competency",
    "ceasn:exactAlignment": "Competency",
    "ceasn:majorAlignment": "Competency",
    "ceasn:minorAlignment": "Competency",
    "ceasn:broadAlignment": "Competency",
    "ceasn:narrowAlignment": "Competency",
    "ceasn:alignTo": "Competency",
    "ceasn:prerequisiteAlignment": "Competency",
    "skos:exactMatch": "",
    "skos:closeMatch": "",
    "skos:broadMatch": "",
    "skos:narrowMatch": "",
    "skos:relatedMatch": "",
    "skos:noMatch": "",
    "ceasn:skillEmbodied": "Competency",
    "ceasn:knowledgeEmbodied": "Competency",
    "ceasn:abilityEmbodied": "Competency",
    "ceterms:targetCompetency": "Competency",
    "ceterms:hasProgressionModel": "",
}
_IN_ROLE = {
    "ceterms:accreditedIn": "ACCREDITED_BY",
    "ceterms:approvedIn": "APPROVED_BY",
    "ceterms:offeredIn": "OFFERED_BY",
    "ceterms:recognizedIn": "RECOGNIZED_BY",
    "ceterms:regulatedIn": "REGULATED_BY",
    "ceterms:renewedIn": "RENEWED_BY",
    "ceterms:revokedIn": "REVOKED_BY",
}


_ROLES = tuple((f"ceterms:{name}", role) for name, role in AGENT_ROLES.items())


def thing_of(node: Node, *, key: str, sources: tuple[str, ...] = (), modified: str | None = None) -> AnyThing:
    """The thing that a canonical node describes. Never raises: what cannot be read is left out."""
    ctdl_class = main_type(node) or "ceterms:Thing"
    kind = kind_of(ctdl_class)
    common: dict[str, Any] = {
        "key": key,
        "type": ctdl_class,
        "ctid": _ctid(node, key),
        "names": parts.texts(node, "ceterms:name", "ceasn:name", "schema:name", "skos:prefLabel", "schema:title"),
        "descriptions": parts.texts(node, "ceterms:description", "ceasn:description", "schema:description"),
        "url": parts.iri(node, "ceterms:subjectWebpage", "schema:url", "ceterms:source", "ceasn:source"),
        "types": _classes(node, ctdl_class),
        "identifiers": parts.identifiers(node),
        "sources": sources,
        "modified": modified,
        "relations": _relations(node, kind),
    }
    return _SHAPES[kind](node, common)


def thing_of_record(record: Record) -> AnyThing:
    """The thing that a record shows where no other is told of the same."""
    modified = record.modified_at
    return thing_of(
        record.node,
        key=record.key,
        sources=(record.source,),
        modified=None if modified is None else modified.astimezone(UTC).isoformat(),
    )


def _ctid(node: Node, key: str) -> str | None:
    for text in node.get("ceterms:ctid", ()):
        if found := ctid_of(str(text)):
            return found
    return ctid_of(key)


def _classes(node: Node, main: str) -> tuple[Concept, ...]:
    """All classes, the main one first."""
    if isinstance(node.get("@type"), str):
        return (_class_concept(main),)
    return tuple(_class_concept(name) for name in sorted(types_of(node), key=lambda n: (n != main, n)))


@lru_cache(maxsize=4096)
def _class_concept(name: str) -> Concept:
    prefix, _, code = name.rpartition(":")
    return named(CLASS, code or prefix, vocabulary.expand(name), vocabulary.classes().get(name))


def _relations(node: Node, kind: str) -> tuple[tuple[str, Ref], ...]:
    found: dict[tuple[str, str], tuple[str, Ref]] = {}
    for name in _RELATIONS.keys() & node.keys():
        for ref in targets(node, name):
            target = Ref(ref.key, ref.kind or _RELATIONS[name] or _same_kind(name, kind), ref.name)
            found[name, ref.key] = (name.partition(":")[2], target)
    return tuple(found[place] for place in sorted(found))


_SAME_KIND = frozenset({"ceterms:isPartOf", "ceterms:hasPart", "ceterms:supersedes", "ceterms:isSimilarTo"})


def _same_kind(name: str, kind: str) -> str:
    """`hasPart`, `isPartOf` and SKOS matches lead to what the thing is itself, `hasMember` to anything."""
    if name in _SAME_KIND or name.startswith("skos:"):
        return {"Pathway": "PathwayComponent", "PathwayComponent": "Pathway"}.get(kind, kind)
    return ""


def agents(node: Node) -> tuple[AgentRelation, ...]:
    """Organizations in their roles, with the jurisdictions in which they hold them."""
    places: dict[tuple[str, str], list[Any]] = {}
    for name, role in _IN_ROLE.items() if not _IN_ROLE.keys().isdisjoint(node) else ():
        for jurisdiction in parts.jurisdictions(node, name):
            by = jurisdiction.asserted_by
            places.setdefault((role, by.key if by else ""), []).append(jurisdiction)
    made = []
    for name, role in _ROLES:
        for ref in parts.references(node, name, "Organization") if name in node else ():
            where = places.pop((role, ref.key), None) or places.get((role, ""), [])
            made.append(AgentRelation(role, ref, tuple(where)))
    made.extend(
        AgentRelation(role, by.asserted_by, tuple(where))
        for (role, key), where in places.items()
        if key and (by := where[0]).asserted_by
    )
    return tuple(made)


def _offering(node: Node, common: dict[str, Any], competencies: tuple[Ref, ...]) -> dict[str, Any]:
    status = _first_concepts(node, "", "ceterms:credentialStatusType", "ceterms:lifeCycleStatusType")
    details = pack(_details(node, competencies))
    return common | {"agents": agents(node), "status": next(iter(status), None), "packed": details}


def _details(node: Node, competencies: tuple[Ref, ...]) -> Details:
    return Details(
        conditions=conditions(node),
        common_conditions=parts.references(node, "ceterms:commonConditions", "Manifest"),
        costs=parts.costs(node),
        common_costs=parts.references(node, "ceterms:commonCosts", "Manifest"),
        durations=parts.durations(node),
        places=parts.places(node, "ceterms:availableAt"),
        jurisdictions=parts.jurisdictions(node, "ceterms:jurisdiction"),
        delivery_types=_first_concepts(
            node, "Delivery", "ceterms:deliveryType", "ceterms:learningDeliveryType", "ceterms:assessmentDeliveryType"
        ),
        audience_levels=parts.concepts(node, "ceterms:audienceLevelType", "AudienceLevel"),
        languages=tuple(tag for tag in node.get("ceterms:inLanguage", ()) if isinstance(tag, str)),
        subjects=_words(node, "ceterms:subject"),
        keywords=parts.texts(node, "ceterms:keyword"),
        occupations=parts.concepts(node, "ceterms:occupationType", "SOC"),
        industries=parts.concepts(node, "ceterms:industryType", "NAICS"),
        instructional_programs=parts.concepts(node, "ceterms:instructionalProgramType", "CIP"),
        financial_assistance=tuple(
            found
            for item in parts.objects(node, "ceterms:financialAssistance")
            for found in parts.concepts(item, "ceterms:financialAssistanceType", "FinancialAssistance")
        ),
        credit=parts.credit(node, "ceterms:creditValue"),
        competencies=competencies,
    )


def _first_concepts(node: Node, fallback: str, *names: str) -> tuple[Concept, ...]:
    return next((found for name in names if (found := parts.concepts(node, name, fallback))), ())


def _words(node: Node, name: str) -> tuple[LangText, ...]:
    if isinstance(node.get(name), list):
        return tuple(
            text
            for item in node[name]
            for text in (
                parts.texts(item, "ceterms:targetNodeName") if isinstance(item, dict) else (LangText(str(item)),)
            )
        )
    return parts.texts(node, name)


def _credential(node: Node, common: dict[str, Any]) -> AnyThing:
    return Credential(
        **_offering(node, common, parts.references(node, "ceterms:targetCompetency", "Competency")),
        family=family_of(common["type"]),
        effective=parts.plain(node, "ceterms:dateEffective"),
        expires=parts.plain(node, "ceterms:expirationDate"),
        renewal_frequency=parts.plain(node, "ceterms:renewalFrequency"),
        version_code=parts.plain(node, "ceterms:versionCode"),
        latest_version=next(iter(parts.references(node, "ceterms:latestVersion", "Credential")), None),
        superseded_by=next(iter(parts.references(node, "ceterms:supersededBy", "Credential")), None),
        image=parts.iri(node, "ceterms:image"),
    )


def _assessment(node: Node, common: dict[str, Any]) -> AnyThing:
    return Assessment(
        **_offering(node, common, parts.references(node, "ceterms:assesses", "Competency")),
        methods=parts.concepts(node, "ceterms:assessmentMethodType", "AssessmentMethod"),
        proctored=parts.flag(node, "ceterms:isProctored"),
    )


def _opportunity(node: Node, common: dict[str, Any]) -> AnyThing:
    taught = parts.references(node, "ceterms:teaches", "Competency")
    assessed = parts.references(node, "ceterms:assesses", "Competency")
    return LearningOpportunity(
        **_offering(node, common, tuple({ref.key: ref for ref in (*taught, *assessed)}.values())),
        schedule_timings=parts.concepts(node, "ceterms:scheduleTimingType", "ScheduleTiming"),
        leads_to=tuple(
            {
                ref.key: ref
                for name in ("ceterms:resultsInCredential", "ceterms:targetCredential")
                for ref in parts.references(node, name, "Credential")
            }.values()
        ),
        parts=parts.references(node, "ceterms:hasPart", "LearningOpportunity"),
        assessments=parts.references(node, "ceterms:targetAssessment", "Assessment"),
    )


def _organization(node: Node, common: dict[str, Any]) -> AnyThing:
    kinds = parts.concepts(node, "ceterms:agentType", "OrganizationType")
    return Organization(
        **(common | {"types": (*common["types"], *kinds)}),
        sector=next(iter(parts.concepts(node, "ceterms:agentSectorType", "AgentSector")), None),
        places=parts.places(node, "ceterms:address"),
        parent=next(iter(parts.references(node, "ceterms:parentOrganization", "Organization")), None),
        agents=agents(node),
    )


def _collection(node: Node, common: dict[str, Any]) -> AnyThing:
    return Collection(
        **common,
        categories=parts.concepts(node, "ceterms:collectionType", "CollectionCategory"),
        owner=next(iter(parts.references(node, "ceterms:ownedBy", "Organization")), None),
        member_count=len(node.get("ceterms:hasMember", ())),
    )


def _framework(node: Node, common: dict[str, Any]) -> AnyThing:
    return Framework(
        **common,
        publisher=parts.plain(node, "ceasn:publisherName", "ceasn:creator", "schema:publisher"),
        version=parts.plain(node, "ceterms:versionCode", "ceasn:versionCode", "schema:version"),
        license=parts.plain(node, "ceasn:license", "schema:license"),
    )


def _competency(node: Node, common: dict[str, Any]) -> AnyThing:
    labels = parts.texts(node, "ceasn:competencyLabel", "ceterms:name", "skos:prefLabel")
    statements = parts.texts(node, "ceasn:competencyText", "ceasn:description") or labels
    frameworks = (*parts.references(node, "ceasn:isPartOf", "Framework"),)
    top = parts.references(node, "ceasn:isTopChildOf", "Framework")
    return Competency(
        **(common | {"names": labels or statements}),
        texts=statements,
        labels=labels,
        notation=parts.plain(node, "ceasn:codedNotation", "ceterms:codedNotation"),
        category=parts.plain(node, "ceasn:competencyCategory"),
        framework=next(iter((*frameworks, *top)), None),
        parent=next(iter(parts.references(node, "ceasn:isChildOf", "Competency")), None),
        top=bool(top),
        level=next(
            iter(
                (
                    *parts.concepts(node, "ceasn:complexityLevel"),
                    *parts.concepts(node, "ceasn:educationLevelType", "AudienceLevel"),
                )
            ),
            None,
        ),
        order=parts.plain(node, "ceasn:listID"),
    )


def _manifest(node: Node, common: dict[str, Any]) -> AnyThing:
    return Manifest(**common, conditions=conditions(node), costs=parts.costs(node))


def _other(_: Node, common: dict[str, Any]) -> AnyThing:
    return Other(**common)


_SHAPES: dict[str, Callable[[Node, dict[str, Any]], AnyThing]] = {
    "Credential": _credential,
    "Assessment": _assessment,
    "LearningOpportunity": _opportunity,
    "Organization": _organization,
    "Collection": _collection,
    "Framework": _framework,
    "Competency": _competency,
    "TransferValue": transfer_value,
    "Pathway": pathway,
    "PathwayComponent": component,
    "Manifest": _manifest,
    "Other": _other,
    "Job": job_of,
}
