"""All CTDL documents of the public data become records, and what was refused is listed with file, place and reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from credloom.model.identity import is_key
from credloom.model.record import Record, Refusal
from credloom.model.things import KINDS
from credloom.normalise.kinds import kind_of
from credloom.normalise.shape import thing_of
from tests.shared_data.loading import REFUSALS, loaded, table

pytestmark = pytest.mark.shared_data

TYPES = {
    "asn:ProgressionLevel": 31,
    "asn:ProgressionModel": 8,
    "asn:StandardDocument": 1,
    "asn:Statement": 206,
    "ceasn:Competency": 692,
    "ceasn:CompetencyFramework": 12,
    "ceasn:Container": 1,
    "ceasn:CriterionLevel": 13,
    "ceasn:Rubric": 8,
    "ceasn:RubricCriterion": 5,
    "ceasn:RubricLevel": 1,
    "ceterms:Address": 1,
    "ceterms:Agent": 1,
    "ceterms:AlignmentMap": 3,
    "ceterms:AssessmentProfile": 23,
    "ceterms:AssociateDegree": 2,
    "ceterms:BachelorDegree": 12,
    "ceterms:BachelorOfScienceDegree": 2,
    "ceterms:BasicComponent": 91,
    "ceterms:Certificate": 10,
    "ceterms:Certification": 16,
    "ceterms:Collection": 1,
    "ceterms:ComponentCondition": 25,
    "ceterms:ConditionManifest": 12,
    "ceterms:ConditionProfile": 1,
    "ceterms:CostManifest": 14,
    "ceterms:Course": 55,
    "ceterms:CourseComponent": 74,
    "ceterms:CredentialComponent": 181,
    "ceterms:CredentialOrganization": 59,
    "ceterms:CredentialType": 7,
    "ceterms:Diploma": 2,
    "ceterms:EarningsProfile": 1,
    "ceterms:EmploymentOutcomeProfile": 1,
    "ceterms:FinancialAssistanceProfile": 1,
    "ceterms:Job": 1,
    "ceterms:JurisdictionProfile": 1,
    "ceterms:LearningOpportunityProfile": 36,
    "ceterms:LearningProgram": 12,
    "ceterms:License": 2,
    "ceterms:MasterDegree": 7,
    "ceterms:Occupation": 7,
    "ceterms:Organization": 4,
    "ceterms:Pathway": 7,
    "ceterms:PayProfile": 1,
    "ceterms:PriorLearningPolicy": 1,
    "ceterms:ProcessProfile": 1,
    "ceterms:QACredentialOrganization": 20,
    "ceterms:QualificationsFramework": 7,
    "ceterms:QualityAssuranceCredential": 2,
    "ceterms:ScheduledOffering": 1,
    "ceterms:SupportService": 1,
    "ceterms:Task": 6,
    "ceterms:TransferAgreement": 3,
    "ceterms:TransferValueProfile": 15,
    "ceterms:ValueProfile": 6,
    "ceterms:WorkRole": 3,
    "https://www.w3.org/2018/credentials#VerifiableCredential": 2,
    "qdata:DataProfile": 1,
    "qdata:DataSetProfile": 10,
    "qdata:DataSetTimeFrame": 1,
    "qdata:Metric": 3,
    "qdata:Observation": 27,
    "skos:Concept": 2514,
    "skos:ConceptScheme": 26,
}
KINDS_OF_THINGS = {
    "Assessment": 23,
    "Collection": 1,
    "Competency": 692,
    "Credential": 55,
    "Framework": 13,
    "Job": 17,
    "LearningOpportunity": 103,
    "Manifest": 26,
    "Organization": 84,
    "Other": 2919,
    "Pathway": 7,
    "PathwayComponent": 346,
    "TransferValue": 15,
}


@pytest.fixture(scope="module")
def everything(shared_data: Path) -> tuple[dict[str, Record], list[Refusal]]:
    """Records and refusals of all folders, read once."""
    return loaded(shared_data)


def test_every_type_has_its_number_of_records(everything: tuple[dict[str, Record], list[Refusal]]) -> None:
    assert Counter(record.type for record in everything[0].values()) == TYPES


def test_what_was_refused_is_as_listed(everything: tuple[dict[str, Record], list[Refusal]]) -> None:
    assert table(everything[1]) == REFUSALS.read_text()


def test_every_record_becomes_a_thing_of_its_kind(everything: tuple[dict[str, Record], list[Refusal]]) -> None:
    found: Counter[str] = Counter()
    for record in everything[0].values():
        thing = thing_of(record.node, key=record.key, sources=(record.source,))
        found[type(thing).__name__] += 1
        assert isinstance(thing, KINDS[kind_of(record.type)])
    assert found == KINDS_OF_THINGS


def test_every_key_names_something(everything: tuple[dict[str, Record], list[Refusal]]) -> None:
    assert [key for key in everything[0] if not is_key(key)] == []


def test_no_person_and_no_address_of_one_is_kept(everything: tuple[dict[str, Record], list[Refusal]]) -> None:
    for record in everything[0].values():
        text = str(record.node)
        assert "mailto:" not in text
        assert "ceterms:ContactPoint" not in text
        assert "ceterms:email" not in text
        assert "ceterms:telephone" not in text
