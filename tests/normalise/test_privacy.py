"""Names, e-mail addresses and telephone numbers of persons never get into a record."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from credloom.normalise import normalise
from credloom.normalise.privacy import REMOVED, blot, personal_address
from tests.normalise.make import CTID, RESOURCE, document, source

EMAIL, PHONE, NAME = "jane.doe+x@mail.example.org", "(303) 555-0142", "Jane Q. Doe"
PERSON = {"@type": "schema:Person", "schema:name": NAME, "schema:email": EMAIL}
CONTACT = {
    "@type": "ceterms:ContactPoint",
    "ceterms:name": {"en": NAME},
    "ceterms:email": [EMAIL],
    "ceterms:telephone": [PHONE],
}
ORGANIZATION: dict[str, Any] = {
    "@id": RESOURCE + CTID,
    "@type": "ceterms:CredentialOrganization",
    "ceterms:ctid": CTID,
    "ceterms:name": {"en": "Doe Institute"},
    "ceterms:description": {"en": f"Ask {EMAIL} or call {PHONE}, 1-303-555-0142 or 303.555.0142."},
    "ceterms:email": [EMAIL],
    "ceterms:telephone": [PHONE],
    "ceterms:faxNumber": PHONE,
    "ceterms:targetContactPoint": [CONTACT],
    "ceterms:employee": ["_:person"],
    "ceterms:address": [
        {
            "@type": "ceterms:Place",
            "ceterms:addressLocality": {"en": "Denver"},
            "ceterms:targetContactPoint": CONTACT,
        }
    ],
    "ceterms:socialMedia": [f"mailto:{EMAIL}", f"TEL:{PHONE}", "https://social.example/doe"],
    "ceterms:sameAs": {"@id": f"mailto:{EMAIL}"},
    "ceterms:codedNotation": EMAIL,
    "schema:author": PERSON,
    "ceterms:hasPart": PERSON,
    "ceterms:alternateName": {"en": {"@value": EMAIL}},
}
NODES = [
    ORGANIZATION,
    {"@id": "_:person", **PERSON},
    {"@id": "https://example.org/people/1", **PERSON},
    {"@id": "_:contact", **CONTACT},
    CONTACT,
]


@pytest.mark.parametrize("format_", ["ctdl", "rdf:jsonld"])
def test_no_way_of_naming_a_person_gets_into_a_record(format_: str) -> None:
    result = normalise(source(), [document({"@graph": NODES}, format_)])
    (record,) = result.records
    text = orjson.dumps(record.node).decode()
    for private in (EMAIL, "555", NAME, "Jane"):
        assert private not in text
        assert all(private not in f"{refusal.place} {refusal.reason}" for refusal in result.refusals)
    assert record.node["ceterms:name"] == {"en": ["Doe Institute"]}
    assert record.node["ceterms:socialMedia"] == ["https://social.example/doe"]
    assert record.node["ceterms:address"] == [{"@type": "ceterms:Place", "ceterms:addressLocality": {"en": ["Denver"]}}]
    assert record.node["ceterms:codedNotation"] == [REMOVED]


@pytest.mark.parametrize(
    "text",
    [
        "Room 303-555 of building 0142", "CIP 51.3801, SOC 29-1141", "2026-08-01", "P6M", "$1,200.50", CTID,
        "555-0142", "12345678901234567890", "a@b", "@handle", "3035550142",
    ],
)  # fmt: skip
def test_what_is_no_address_stays(text: str) -> None:
    assert blot(text) == text


@pytest.mark.parametrize(
    "text", [PHONE, "303-555-0142", "+1 303 555 0142", "1-303-555-0142", "303.555.0142", EMAIL, "x@y.co"]
)
def test_addresses_are_blotted_out(text: str) -> None:
    assert blot(text) == REMOVED
    assert blot(f"See {text}, please.") == f"See {REMOVED}, please."


def test_addresses_that_reach_a_person() -> None:
    assert personal_address("MailTo:x@y.co")
    assert personal_address("tel:1")
    assert not personal_address("https://example.org/mailto:x")
    assert not personal_address("")
