"""The public Registry documents: what is valid is read, what is broken is refused with file and reason."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from credloom.connect.registry import RegistryReader
from credloom.model.record import Document, Record, Refusal
from credloom.normalise import normalise
from tests.connect.registry.registries import source

pytestmark = pytest.mark.shared_data


def _read(folder: Path) -> tuple[list[Document], list[Refusal], list[Record], list[Refusal]]:
    """Documents, what the reader refused, records, what normalising refused."""
    documents: list[Document] = []
    refused: list[Refusal] = []
    here = source(url=folder.as_uri())

    async def work() -> None:
        async for portion in RegistryReader(here, None).harvest(None, full=True):  # type: ignore[arg-type]  # no network
            documents.extend(portion.documents)
            refused.extend(portion.refusals)

    asyncio.run(work())
    made = normalise(here, documents)
    return documents, refused, made.records, made.refusals


INPUTS = [
    "2017-10-31_Assessment_2107_raInput.json",
    "2017-11-06_lopp_2163_raInput.json",
    "2017-11-14_ConditionManifest_10_raInput.json",
    "2017-11-14_CostManifest_1_raInput.json",
    "2017-11-19_Credential_1141_raInput.json",
    "2017-11-27_Organization_1082_raInput.json",
    "CredentialGraphSampleInput.json",
    "CredentialWithMultipleLanguages_Api_input.json",
    "Credential_WithOutcomeData_Credential_API_Input.json",
]
"""Requests to the Assistant, which are no CTDL."""

FOLDERS = {
    "envelopes": (6, {"ConditionManifest.json:17:5": "is not strict JSON"}),
    "ingest": (9, {}),
    "seeds": (68, {}),
    "handbook": (
        76,
        {
            "approval-list-ProPath-via-Collection-with-Date-Range.json:17:1": "is not strict JSON",
            "qf-BQF.json:76:3": "is not strict JSON",
            "support-SNHU-expanded.json:2:45": "is not strict JSON",
            "support-SNHU.json:12:1": "is not strict JSON",
        },
    ),
    "validation": (79, {"2018-03-15_assessment_10a_payload.json:1:1": "is not strict JSON"}),
    "assistant": (
        3,
        {
            "Credential_PublishDetailedRecord_API_Input.json:185:62": "is not strict JSON",
            **dict.fromkeys(INPUTS, "is neither an envelope, a graph nor a resource"),
        },
    ),
}
"""Folder → (documents, what is refused with its reason)."""

TYPES = {
    "envelopes": {
        "ceasn:Competency": 13,
        "ceasn:CompetencyFramework": 1,
        "ceterms:AssessmentProfile": 1,
        "ceterms:Certification": 1,
        "ceterms:CostManifest": 1,
        "ceterms:CredentialOrganization": 1,
        "ceterms:LearningOpportunityProfile": 1,
    },
    "ingest": {
        "ceterms:BachelorDegree": 2,
        "ceterms:Course": 3,
        "ceterms:LearningProgram": 2,
        "ceterms:Organization": 1,
    },
    "seeds": {
        "ceasn:Competency": 5,
        "ceasn:CompetencyFramework": 2,
        "ceterms:Agent": 1,
        "ceterms:AssessmentProfile": 12,
        "ceterms:Certificate": 1,
        "ceterms:Certification": 1,
        "ceterms:ConditionManifest": 8,
        "ceterms:CostManifest": 10,
        "ceterms:CredentialOrganization": 10,
        "ceterms:LearningOpportunityProfile": 12,
        "ceterms:MasterDegree": 3,
        "ceterms:QACredentialOrganization": 2,
    },
    "validation": {
        "ceasn:Competency": 5,
        "ceasn:CompetencyFramework": 2,
        "ceterms:AssessmentProfile": 8,
        "ceterms:BachelorDegree": 4,
        "ceterms:Certificate": 5,
        "ceterms:Certification": 5,
        "ceterms:ConditionManifest": 4,
        "ceterms:CostManifest": 4,
        "ceterms:CredentialOrganization": 11,
        "ceterms:LearningOpportunityProfile": 16,
        "ceterms:License": 1,
        "ceterms:MasterDegree": 3,
        "ceterms:QACredentialOrganization": 3,
        "ceterms:QualityAssuranceCredential": 2,
    },
    "assistant": {"ceterms:BachelorDegree": 1, "ceterms:Certification": 2, "qdata:DataSetProfile": 1},
}
"""Folder → records with a CTID by class."""


@pytest.mark.parametrize("folder", FOLDERS)
def test_documents_are_read_and_broken_files_refused_with_their_place(shared_data: Path, folder: str) -> None:
    count, expected = FOLDERS[folder]
    documents, refused, _, _ = _read(shared_data / "registry" / folder)
    assert len(documents) == count
    assert {refusal.place for refusal in refused} == {place.partition(":")[0] for place in expected}
    for place, reason in expected.items():
        assert any(f"{place}: {reason}" in refusal.reason for refusal in refused), place


@pytest.mark.parametrize("folder", TYPES)
def test_records_by_class(shared_data: Path, folder: str) -> None:
    _, _, records, refused = _read(shared_data / "registry" / folder)
    assert Counter(record.type for record in records if record.record_id.startswith("ce-")) == TYPES[folder]
    assert all(refusal.field for refusal in refused), "nothing of these is left out as a whole"


def test_envelopes_keep_their_dates_and_their_payloads_byte_for_byte(shared_data: Path) -> None:
    documents, _, _, _ = _read(shared_data / "registry" / "envelopes")
    years = {document.ref: document.modified_at.year if document.modified_at else None for document in documents}
    assert Counter(years.values()) == {2018: 1, 2019: 4, 2020: 1}
    for document in documents:
        folder = shared_data / "registry" / "envelopes"
        assert any(document.body in file.read_bytes() for file in folder.iterdir())


def test_surveys_and_tables_are_no_documents(shared_data: Path) -> None:
    documents, refused, records, _ = _read(shared_data / "registry" / "production")
    assert (len(documents), len(refused), len(records)) == (0, 4, 0)


def test_the_whole_folder_is_one_registry(shared_data: Path) -> None:
    documents, refused, _, _ = _read(shared_data / "registry")
    assert len(documents) == sum(count for count, _ in FOLDERS.values())
    assert len(refused) == 4 + sum(len(expected) for _, expected in FOLDERS.values())
    assert all("/" in refusal.place for refusal in refused)
