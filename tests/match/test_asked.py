"""Requirements out of text, postings and lists, with their places."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from credloom.match.asked import MOST, Asked, limited, of_posting, of_text

POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Welder",
    "skills": "Weld pipe, read drawings",
    "qualifications": "<ul><li>High school diploma</li><li>Boiler licence preferred</li></ul>",
}


def test_headings_say_what_is_needed() -> None:
    text = (
        "Welder\nRequirements:\n- weld pipe\n- high school diploma\nPreferred:\n- boiler licence\nBenefits:\n- dental"
    )
    found = of_text(text)
    assert [(item.text, item.kind, item.necessity) for item in found] == [
        ("weld pipe", "COMPETENCY", "REQUIRED"),
        ("high school diploma", "EDUCATION", "REQUIRED"),
        ("boiler licence", "CREDENTIAL", "PREFERRED"),
    ]


def test_a_text_without_headings_asks_for_its_lines() -> None:
    assert [(item.text, item.necessity) for item in of_text("weld pipe; read drawings\n2 years of experience")] == [
        ("weld pipe", "REQUIRED"),
        ("read drawings", "REQUIRED"),
        ("2 years of experience", "REQUIRED"),
    ]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_evidence_is_a_place_in_the_text(text: str) -> None:
    for item in of_text(text):
        span = item.evidence
        assert span is not None
        if span.start is not None:
            assert text[span.start : span.end] == item.text


def test_a_posting() -> None:
    found = {item.text: (item.kind, item.necessity) for item in of_posting(POSTING)}
    assert found == {
        "Weld pipe": ("COMPETENCY", "REQUIRED"),
        "read drawings": ("COMPETENCY", "REQUIRED"),
        "High school diploma": ("EDUCATION", "REQUIRED"),
        "Boiler licence": ("CREDENTIAL", "PREFERRED"),
    }
    assert of_posting({}) == []


def test_each_once_and_no_more_than_a_hundred() -> None:
    many = [Asked(f"skill {n % 150}", necessity="MENTIONED" if n % 2 else "REQUIRED") for n in range(400)]
    found = limited(many)
    assert len(found) == MOST
    assert len({item.text for item in found}) == MOST
    assert [item.necessity for item in found] == sorted((item.necessity for item in found), reverse=True)
