"""Canonical nodes become slim things: every kind, conditions, mentions, and nothing raises."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from credloom.model import vocabulary
from credloom.model.parts import Credit, Identifier, Place, Ref
from credloom.model.record import Node
from credloom.model.text import LangText
from credloom.model.things import (
    KINDS,
    Assessment,
    Collection,
    Competency,
    Credential,
    Framework,
    LearningOpportunity,
    Organization,
    Other,
    Pathway,
    PathwayComponent,
    TransferValue,
)
from credloom.normalise.conditions import condition, conditions, targets
from credloom.normalise.implied import first_text, implied, normal_name
from credloom.normalise.kinds import family_of, kind_of
from credloom.normalise.shape import agents, thing_of
from tests.normalise.make import CTID, RESOURCE, nodes

HERE = RESOURCE + CTID
ORG = "https://example.org/college"


def thing(type_: str, said: dict[str, Any]) -> Any:
    """The thing that JSON-LD describes."""
    found = nodes({"@id": HERE, "@type": type_, **said})
    return thing_of(found[HERE], key=CTID, sources=("a",), modified="2026-08-01")


CREDENTIAL: dict[str, Any] = {
    "ceterms:name": {"en": "Welding", "es": "Soldadura"},
    "ceterms:description": "About",
    "ceterms:subjectWebpage": "https://example.org/welding",
    "ceterms:ownedBy": ORG,
    "ceterms:offeredBy": [ORG],
    "ceterms:accreditedBy": "https://example.org/agency",
    "ceterms:accreditedIn": {"@type": "ceterms:JurisdictionProfile", "ceterms:globalJurisdiction": True,
                             "ceterms:assertedBy": "https://example.org/agency"},
    "ceterms:approvedIn": {"@type": "ceterms:JurisdictionProfile", "ceterms:assertedBy": "https://example.org/state"},
    "ceterms:credentialStatusType": "credentialStat:Active",
    "ceterms:audienceLevelType": ["audLevel:AssociatesDegreeLevel"],
    "ceterms:learningDeliveryType": "deliveryType:OnlineOnly",
    "ceterms:deliveryType": "deliveryType:InPerson",
    "ceterms:inLanguage": ["en", "es"],
    "ceterms:subject": [{"ceterms:targetNodeName": "Metal"}],
    "ceterms:keyword": {"en": ["weld", "join"]},
    "ceterms:dateEffective": "2020-01-01",
    "ceterms:expirationDate": "2030-01-01",
    "ceterms:renewalFrequency": "P2Y",
    "ceterms:versionCode": "3",
    "ceterms:latestVersion": "https://example.org/v4",
    "ceterms:supersededBy": "https://example.org/v5",
    "ceterms:image": "https://example.org/i.png",
    "ceterms:commonConditions": "https://example.org/cm",
    "ceterms:commonCosts": "https://example.org/cc",
    "ceterms:financialAssistance": {"ceterms:financialAssistanceType": "financialAid:Grant"},
    "ceterms:isPreparationFor": "https://example.org/next",
    "ceterms:hasPart": "https://example.org/part",
    "ceterms:identifier": {"ceterms:identifierTypeName": "State id", "ceterms:identifierValueCode": "X1"},
    "ceterms:codedNotation": "W-1",
}  # fmt: skip


def test_a_credential() -> None:
    found = thing("ceterms:AssociateDegree", CREDENTIAL)
    assert isinstance(found, Credential)
    assert (found.family, found.ctid, found.type) == ("DEGREE", CTID, "ceterms:AssociateDegree")
    assert found.names == (LangText("Welding", "en"), LangText("Soldadura", "es"))
    assert (found.effective, found.expires, found.renewal_frequency, found.version_code) == (
        "2020-01-01", "2030-01-01", "P2Y", "3"
    )  # fmt: skip
    assert found.latest_version == Ref("https://example.org/v4", "Credential")
    assert found.superseded_by == Ref("https://example.org/v5", "Credential")
    assert found.image == "https://example.org/i.png"
    assert found.status is not None
    assert found.status.code == "Active"
    assert [concept.code for concept in found.delivery_types] == ["InPerson"]
    assert found.languages == ("en", "es")
    assert found.subjects == (LangText("Metal"),)
    assert [relation.role for relation in found.agents] == ["OWNED_BY", "OFFERED_BY", "ACCREDITED_BY", "APPROVED_BY"]
    assert found.agents[2].jurisdictions[0].everywhere is True
    assert found.common_conditions == (Ref("https://example.org/cm", "Manifest"),)
    assert found.financial_assistance[0].code == "Grant"
    assert dict(found.relations) == {
        "isPreparationFor": Ref("https://example.org/next", "Credential"),
        "hasPart": Ref("https://example.org/part", "Credential"),
    }
    assert found.identifiers == (Identifier("State id", "X1"), Identifier("codedNotation", "W-1"))
    assert (found.sources, found.modified) == (("a",), "2026-08-01")


def test_a_program_and_an_assessment() -> None:
    program = thing("ceterms:LearningProgram", {
        "ceterms:teaches": [{"ceterms:targetNode": "https://example.org/c1", "ceterms:targetNodeName": "Weld"}],
        "ceterms:assesses": ["https://example.org/c1", "https://example.org/c2"],
        "ceterms:targetCredential": HERE,
        "ceterms:hasPart": ["https://example.org/part"],
        "ceterms:targetAssessment": ["https://example.org/test"],
        "ceterms:scheduleTimingType": "scheduleTiming:Evening",
        "ceterms:lifeCycleStatusType": "lifeCycle:Active",
    })  # fmt: skip
    assert isinstance(program, LearningOpportunity)
    assert [ref.key for ref in program.competencies] == ["https://example.org/c1", "https://example.org/c2"]
    assert program.competencies[0].key == "https://example.org/c1"
    assert program.leads_to == (Ref(CTID, "Credential"),)
    assert (program.parts, program.assessments) == (
        (Ref("https://example.org/part", "LearningOpportunity"),),
        (Ref("https://example.org/test", "Assessment"),),
    )
    test = thing("ceterms:AssessmentProfile", {"ceterms:assessmentMethodType": "assessMethod:Performance",
                                               "ceterms:isProctored": "true"})  # fmt: skip
    assert isinstance(test, Assessment)
    assert (test.methods[0].code, test.proctored) == ("Performance", True)


def test_an_organization_and_a_collection() -> None:
    organization = thing("ceterms:CredentialOrganization", {
        "ceterms:agentType": "orgType:Postsecondary",
        "ceterms:agentSectorType": {"ceterms:targetNode": "agentSector:Public", "ceterms:targetNodeName": "Public"},
        "ceterms:address": [{"@type": "ceterms:Place", "ceterms:addressLocality": "Denver",
                             "ceterms:addressRegion": "Colorado", "ceterms:subRegion": "Denver County"}],
        "ceterms:parentOrganization": ORG,
        "ceterms:ipedsID": "123",
    })  # fmt: skip
    assert isinstance(organization, Organization)
    assert organization.sector is not None
    assert organization.sector.code == "Public"
    assert organization.places == (Place(city="Denver", region="CO", county="Denver County"),)
    assert organization.parent == Ref(ORG, "Organization")
    assert [concept.code for concept in organization.types][-1] == "Postsecondary"
    assert organization.identifiers == (Identifier("ipedsID", "123"),)
    collection = thing("ceterms:Collection", {"ceterms:hasMember": ["https://a.example", "https://b.example"],
                                              "ceterms:ownedBy": ORG})  # fmt: skip
    assert isinstance(collection, Collection)
    assert (collection.member_count, collection.owner) == (2, Ref(ORG, "Organization"))


def test_a_framework_and_a_competency() -> None:
    framework = thing("ceasn:CompetencyFramework", {"ceasn:name": {"en": "F"}, "ceasn:publisherName": {"en": "P"},
                                                    "ceasn:license": "https://example.org/by"})  # fmt: skip
    assert isinstance(framework, Framework)
    assert (framework.publisher, framework.license) == ("P", "https://example.org/by")
    competency = thing("ceasn:Competency", {
        "ceasn:competencyText": {"en": "Joins metal"},
        "ceasn:competencyLabel": {"en": "Weld"},
        "ceasn:codedNotation": "1.a",
        "ceasn:competencyCategory": {"en": "Skill"},
        "ceasn:isPartOf": ORG,
        "ceasn:isTopChildOf": ORG,
        "ceasn:isChildOf": "https://example.org/up",
        "ceasn:listID": "1",
        "ceasn:educationLevelType": "audLevel:AdvancedLevel",
        "ceasn:exactAlignment": "https://example.org/same",
    })  # fmt: skip
    assert isinstance(competency, Competency)
    assert (competency.names, competency.texts) == ((LangText("Weld", "en"),), (LangText("Joins metal", "en"),))
    assert (competency.notation, competency.category, competency.order, competency.top) == ("1.a", "Skill", "1", True)
    assert (competency.framework, competency.parent) == (
        Ref(ORG, "Framework"),
        Ref("https://example.org/up", "Competency"),
    )
    assert competency.level is not None
    assert ("exactAlignment", Ref("https://example.org/same", "Competency")) in competency.relations
    bare = thing("ceasn:Competency", {"ceasn:competencyText": "Joins metal"})
    assert bare.names == bare.texts == (LangText("Joins metal"),)


def test_a_transfer_value_and_a_pathway() -> None:
    value = thing("ceterms:TransferValueProfile", {
        "ceterms:transferValue": {"schema:value": 3, "ceterms:creditUnitType": "creditUnit:SemesterHour"},
        "ceterms:transferValueFrom": "https://example.org/from",
        "ceterms:transferValueFor": {"@id": "https://example.org/for"},
        "ceterms:startDate": "2020-01-01",
        "ceterms:endDate": "2030-01-01",
    })  # fmt: skip
    assert isinstance(value, TransferValue)
    assert (value.value[0].value, value.from_[0].key, value.for_[0].key) == (
        3.0, "https://example.org/from", "https://example.org/for"
    )  # fmt: skip
    assert (value.starts, value.ends) == ("2020-01-01", "2030-01-01")
    pathway = thing("ceterms:Pathway", {"ceterms:offeredBy": ORG, "ceterms:hasPart": "https://example.org/c",
                                        "ceterms:hasDestinationComponent": "https://example.org/d"})  # fmt: skip
    assert isinstance(pathway, Pathway)
    assert (pathway.owner, pathway.destination) == (
        Ref(ORG, "Organization"),
        Ref("https://example.org/d", "PathwayComponent"),
    )
    assert ("hasPart", Ref("https://example.org/c", "PathwayComponent")) in pathway.relations
    component = thing("ceterms:CourseComponent", {
        "ceterms:isPartOf": "https://example.org/p",
        "ceterms:proxyFor": HERE,
        "ceterms:creditValue": {"schema:value": 3},
        "ceterms:precededBy": "https://example.org/before",
        "ceasn:hasChild": "https://example.org/child",
        "ceterms:hasCondition": [{"ceterms:name": "Two of", "ceterms:requiredNumber": 2,
                                  "ceterms:targetComponent": ["https://example.org/x"]}],
    })  # fmt: skip
    assert isinstance(component, PathwayComponent)
    assert (component.pathway, component.proxy_for) == (Ref("https://example.org/p", "Pathway"), Ref(CTID, ""))
    assert (component.conditions[0].required_number, component.conditions[0].targets) == (2, ("https://example.org/x",))
    assert component.children == (Ref("https://example.org/child", "PathwayComponent"),)


def test_what_is_no_kind_is_other() -> None:
    assert isinstance(thing("ceasn:Rubric", {"ceasn:name": "R"}), Other)
    assert isinstance(thing_of({"@id": "x:y"}, key="x:y"), Other)


@pytest.mark.parametrize("name", sorted(vocabulary.classes()))
def test_every_class_has_a_kind(name: str) -> None:
    assert kind_of(name) in KINDS
    assert isinstance(thing_of({"@id": HERE, "@type": name}, key=CTID), KINDS[kind_of(name)])


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("ceterms:OpenBadge", "BADGE"), ("ceterms:MicroCredential", "MICRO_CREDENTIAL"), ("ceterms:License", "LICENSE"),
        ("ceterms:Certification", "CERTIFICATION"), ("ceterms:BachelorOfScienceDegree", "DEGREE"),
        ("ceterms:SecondarySchoolDiploma", "DIPLOMA"), ("ceterms:CertificateOfCompletion", "CERTIFICATE"),
        ("ceterms:JourneymanCertificate", "APPRENTICESHIP"),
        ("ceterms:QualityAssuranceCredential", "QUALITY_ASSURANCE"),
        ("ceterms:Credential", "OTHER"),
    ],
)  # fmt: skip
def test_families(name: str, family: str) -> None:
    assert family_of(name) == family


# -- conditions


def test_conditions_in_both_forms() -> None:
    node = nodes({"@id": HERE, "@type": "ceterms:Badge", "ceterms:requires": [
        {
            "@type": "ceterms:ConditionProfile",
            "ceterms:name": "All",
            "ceterms:condition": {"en": ["One", "Two"]},
            "ceterms:targetCredential": "https://example.org/c",
            "ceterms:targetLearningOpportunity": "https://example.org/l",
            "ceterms:targetAssessment": "https://example.org/a",
            "ceterms:targetCompetency": {"ceterms:targetNode": "https://example.org/k", "ceterms:targetNodeName": "K"},
            "ceterms:targetJob": "https://example.org/j",
            "ceterms:targetOccupation": "https://example.org/o",
            "ceterms:minimumAge": 18,
            "ceterms:yearsOfExperience": 2.5,
            "ceterms:residentOf": {"ceterms:mainJurisdiction": {"ceterms:name": "Colorado"}},
            "ceterms:creditValue": {"schema:value": 3},
            "ceterms:alternativeCondition": {"ceterms:name": "Or", "ceterms:targetCredential": "https://example.org/c2"},
        },
        "https://example.org/direct",
        {"@type": "ceterms:Course", "ceterms:targetNode": "https://example.org/course"},
        {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNode": "https://example.org/k2"},
        {"@type": "ceterms:Course", "ceterms:name": "No address"},
    ], "ceterms:renewal": {"ceterms:description": "Again"}})[HERE]  # fmt: skip
    first, direct, course, competency, renewal = conditions(node)
    assert (first.kind, renewal.kind) == ("REQUIRES", "RENEWAL")
    assert (first.minimum_age, first.years_of_experience, first.credit) == (18, 2.5, (Credit(value=3.0),))
    assert [ref.key for ref in first.jobs] == ["https://example.org/j", "https://example.org/o"]
    assert first.competencies == (Ref("https://example.org/k", "Competency", "K"),)
    assert first.resident_of[0].main == Place(name="Colorado")
    assert first.alternatives[0].credentials == (Ref("https://example.org/c2", "Credential"),)
    assert direct.targets == (Ref("https://example.org/direct", ""),)
    assert course.targets == (Ref("https://example.org/course", "LearningOpportunity"),)
    assert competency.targets[0].kind == "Competency"
    assert condition({"@type": "ceterms:Course"}, "REQUIRES") is None


def test_where_a_connection_leads() -> None:
    node: Node = {"ceterms:isPreparationFor": [
        {"@type": "ceterms:ConditionProfile", "ceterms:targetCredential": ["https://example.org/c"]},
        "https://example.org/direct", "no address"]}  # fmt: skip
    assert [ref.key for ref in targets(node, "ceterms:isPreparationFor")] == [
        "https://example.org/c", "https://example.org/direct"
    ]  # fmt: skip


def test_roles_held_in_a_jurisdiction() -> None:
    place = {"ceterms:mainJurisdiction": [{"ceterms:name": {"en": ["Colorado"]}}]}
    node: Node = {"ceterms:recognizedBy": ["https://a.example"], "ceterms:recognizedIn": [place]}
    (relation,) = agents(node)
    assert (relation.role, len(relation.jurisdictions)) == ("RECOGNIZED_BY", 1)


# -- what is only mentioned


def test_what_is_only_mentioned_becomes_a_record_of_its_own() -> None:
    node: Node = {
        "ceterms:ownedBy": [{"ceterms:name": {"en": ["The  College, Inc."]}}],
        "ceterms:teaches": [
            {"ceterms:targetNodeName": {"en": ["Weld"]}, "ceterms:targetNodeDescription": {"en": ["Joins metal"]},
             "ceterms:frameworkName": {"en": ["F"]}, "ceterms:codedNotation": ["1"]},
            {"ceterms:targetNode": ["https://example.org/k"]},
            {"ceterms:codedNotation": ["2"]},
        ],
        "ceterms:requires": [
            {"ceterms:targetCompetency": [{"ceterms:targetNodeName": {"en": ["Weld"]}}],
             "ceterms:assertedBy": [{"ceterms:name": {"en": ["the college inc"]}}]},
            "https://example.org/direct",
        ],
    }  # fmt: skip
    found = dict(implied("s", node))
    college = "urn:credloom:s:organization:the%20college%20inc"
    assert node["ceterms:ownedBy"] == [college]
    assert node["ceterms:requires"][0]["ceterms:assertedBy"] == [college]
    assert sorted(made["@type"] for made in found.values()) == [
        "ceasn:Competency", "ceasn:Competency", "ceterms:Organization"
    ]  # fmt: skip
    key = node["ceterms:teaches"][0]["ceterms:targetNode"][0]
    assert found[key]["ceasn:competencyLabel"] == {"en": ["Weld"]}
    assert found[key]["ceasn:codedNotation"] == ["1"]
    assert "ceterms:targetNode" not in node["ceterms:teaches"][2]
    assert normal_name("The  College, Inc.") == "the college inc"
    assert (first_text(None), first_text({}), first_text([5, "a"])) == (None, None, "a")


_VALUE = st.recursive(
    st.text(max_size=5) | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.just("https://example.org/x"),
    lambda inner: st.dictionaries(
        st.sampled_from(["@id", "ceterms:name", "ceterms:price", "ceterms:targetNode", "ceterms:address"]),
        st.lists(inner, max_size=2), max_size=3,
    ),
    max_leaves=6,
)  # fmt: skip
_TEXTS = st.dictionaries(st.sampled_from(["en", "und"]), st.lists(st.text(max_size=5), max_size=2), max_size=2)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(vocabulary.classes())),
    st.dictionaries(st.sampled_from(sorted(vocabulary.terms())), st.lists(_VALUE, max_size=3) | _TEXTS, max_size=8),
)
@example("ceterms:AcademicCertificate", {"ceterms:deliveryType": [{"@id": [""]}]})
def test_nothing_raises_for_what_a_source_wrote(class_: str, said: Node) -> None:
    found = thing_of({"@id": HERE, "@type": class_, **said}, key=CTID)
    assert found.key == CTID
