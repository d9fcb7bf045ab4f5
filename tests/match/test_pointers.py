"""Where requirements of a posting stand: JSON pointers into it as it was given, and characters."""

from __future__ import annotations

from typing import Any

import pytest

from credloom.match.asked import Asked, each, of_job, of_posting, of_words
from credloom.model.concept import Concept
from credloom.model.things import Job
from credloom.normalise.shape import thing_of


def pointers(posting: dict[str, Any]) -> dict[str, str | None]:
    return {item.text: item.evidence.pointer for item in of_posting(posting) if item.evidence}


@pytest.mark.parametrize(
    ("posting", "found"),
    [
        ({"skills": "Weld pipe, Read drawings"}, {"Weld pipe": "/skills", "Read drawings": "/skills"}),
        ({"schema:skills": ["Weld pipe", "", "Read drawings"]}, {
            "Weld pipe": "/schema:skills/0", "Read drawings": "/schema:skills/2"
        }),
        ({"qualifications": {"@value": "RN license"}}, {"RN license": "/qualifications"}),
        ({"skills": [{"@type": "DefinedTerm", "name": "Weld pipe"}]}, {"Weld pipe": "/skills/0"}),
        ({"description": "<p>Requirements</p><ul><li>Weld pipe</li></ul>"}, {"Weld pipe": "/description"}),
    ],
)  # fmt: skip
def test_pointers_lead_into_the_posting(posting: dict[str, Any], found: dict[str, str]) -> None:
    assert pointers({"title": "Cook", **posting}) == found


def test_characters_are_those_of_the_text_made_of_the_html() -> None:
    posting = {
        "title": "Cook",
        "qualifications": "<ul><li>High school diploma</li><li>Boiler licence preferred</li></ul>",
    }
    text = "\u2022 High school diploma\n\u2022 Boiler licence preferred"
    for item in of_posting(posting):
        assert item.evidence is not None
        assert text[item.evidence.start : item.evidence.end] == item.text


def test_a_stored_description_is_the_text() -> None:
    description = "Must take vital signs and document care. RN or LPN license required."
    node = {
        "@type": "schema:JobPosting",
        "ceterms:name": {"en": ["Nurse"]},
        "ceterms:description": {"en": [description]},
    }
    job = thing_of(node, key="x")
    assert isinstance(job, Job)
    asked = of_job(job)
    assert [item.text for item in asked] == ["take vital signs", "document care", "RN or LPN license"]
    for item in (one for whole in asked for one in each(whole)):
        assert item.evidence is not None
        assert item.evidence.pointer == "/ceterms:description/en/0"
        assert description[item.evidence.start : item.evidence.end] == item.text
    assert [one.text for one in asked[2].alternatives] == ["RN", "LPN license"]


def test_alternatives_of_conditions_stay_alternatives() -> None:
    node = {
        "@type": "ceterms:Job",
        "ceterms:requires": [
            {
                "@type": "ceterms:ConditionProfile",
                "ceterms:targetCredential": [{"ceterms:targetNodeName": {"en": ["Food license"]}}],
                "ceterms:alternativeCondition": [{"ceterms:yearsOfExperience": [2]}],
            }
        ],
    }
    job = thing_of(node, key="x")
    assert isinstance(job, Job)
    (asked,) = of_job(job)
    assert [(one.text, one.kind) for one in asked.alternatives] == [
        ("Food license", "CREDENTIAL"),
        ("2 years of experience", "EXPERIENCE"),
    ]


def test_words_of_a_caller_have_a_kind_and_a_level() -> None:
    assert of_words("RN license").kind == "CREDENTIAL"
    asked = of_words("3 years of welding experience", "PREFERRED")
    assert (asked.kind, asked.necessity, asked.level and asked.level.code) == ("EXPERIENCE", "PREFERRED", "3")
    level = Concept("Level", "2")
    assert of_words("Weld pipe", "REQUIRED", level) == Asked("Weld pipe", level=level)
