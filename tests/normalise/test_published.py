"""Published nodes: the Registry's form, and the same statements."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from credloom.demo.registry_payloads import registry_payloads
from credloom.demo.world import world
from credloom.normalise import jsonld
from credloom.normalise.published import published

NODE: dict[str, Any] = {
    "@id": "https://credentialengineregistry.org/resources/ce-00000000-0000-4000-8000-000000000001",
    "@type": "ceterms:Badge",
    "ceterms:ctid": ["ce-00000000-0000-4000-8000-000000000001"],
    "ceterms:name": {"en-US": ["A badge"], "und": ["Insignia"]},
    "ceterms:keyword": {"en-US": ["one", "two"]},
    "ceterms:subjectWebpage": ["https://college.example/badge"],
    "ceterms:ownedBy": ["https://credentialengineregistry.org/resources/ce-00000000-0000-4000-8000-000000000002"],
    "ceterms:credentialStatusType": ["credentialStat:Active"],
    "ceterms:estimatedCost": [
        {"@type": "ceterms:CostProfile", "ceterms:price": ["12.50"], "ceterms:currency": ["USD"]}
    ],
}


def test_one_value_stands_alone_and_references_stay_in_lists() -> None:
    assert published(NODE) == {
        **NODE,
        "ceterms:ctid": NODE["ceterms:ctid"][0],
        "ceterms:name": {"en-US": "A badge", "@none": "Insignia"},
        "ceterms:subjectWebpage": "https://college.example/badge",
        "ceterms:credentialStatusType": "credentialStat:Active",
        "ceterms:estimatedCost": [
            {"@type": "ceterms:CostProfile", "ceterms:price": "12.50", "ceterms:currency": "USD"},
        ],
    }


def _read(node: dict[str, Any]) -> list[dict[str, Any]]:
    found = jsonld.Document()
    found.read(orjson.loads(orjson.dumps(node)))
    assert not found.dropped
    return list(found.nodes.values())


@pytest.mark.parametrize("payload", registry_payloads(world())[::17], ids=lambda payload: payload["@id"][-12:])
def test_what_is_published_reads_as_what_was_kept(payload: dict[str, Any]) -> None:
    for node in _read(payload):
        context = "https://credreg.net/ctdl/schema/context/json"
        assert _read({"@context": context, **published(node)}) == [node]
