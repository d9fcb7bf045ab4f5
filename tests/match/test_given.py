"""Jobs out of files: text, pages, JSON."""

from __future__ import annotations

import json

import pytest

from credloom.errors import BadUserInput
from credloom.match.given import read
from credloom.match.work import of_posting, of_text

TEXT = "Structural Welder\n\nRequirements\n- Weld pipe\n- Read blueprints\n"
POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Structural Welder",
    "occupationalCategory": "51-4121.00 Welders",
    "skills": ["Weld pipe", "Read blueprints"],
}


def test_a_text_has_a_title_and_requirements() -> None:
    found = read(TEXT)
    assert (found.form, found.work.title) == ("text", "Structural Welder")
    assert {"Weld pipe", "Read blueprints"} <= {item.text for item in found.asked}


@pytest.mark.parametrize("wrap", [lambda job: job, lambda job: [job], lambda job: {"@graph": [job]}])
def test_json_ld_wherever_the_job_stands(wrap: object) -> None:
    found = read(json.dumps(wrap(POSTING)))  # type: ignore[operator]
    assert (found.form, found.work.title, found.work.occupations) == ("JSON", "Structural Welder", ("51-4121",))
    assert [item.text for item in found.asked] == ["Weld pipe", "Read blueprints"]


def test_a_page_with_and_without_json_ld() -> None:
    script = f"<html><script type='application/ld+json'>{json.dumps(POSTING)}</script></html>"
    assert read(script).work.title == "Structural Welder"
    page = "<html><body><h1>Pipe Welder</h1><h2>Requirements</h2><ul><li>Weld pipe</li><li>Read blueprints</li></ul>"
    found = read(page)
    assert (found.form, found.work.title) == ("HTML", "Pipe Welder")
    assert "Weld pipe" in {item.text for item in found.asked}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" \n", "job.txt: there are no words. Expected the text of a posting, HTML, or JSON-LD."),
        ("{", "job.txt:1:2: this is not JSON"),
        ("{}", "job.txt: there is no job in it. Expected a schema.org JobPosting or a JDX document."),
        (json.dumps([POSTING, POSTING]), "job.txt: there are 2 jobs in it (the second at /1). Expected one."),
        ("x" * 1_000_001, "job.txt: 1000001 characters are too many."),
    ],
)
def test_what_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(BadUserInput) as refused:
        read(text, "job.txt")
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Job title: Line Cook\nWe cook.", "Line Cook"),
        ("Line Cook (nights)\nWe cook.", "Line Cook"),
        ("We are looking for somebody who can cook well every day of the week.\nCall.", ""),
        ("- Weld pipe\n- Cut steel", ""),
        ("Requirements:\nWeld", ""),
        ("one line", ""),
        ("", ""),
    ],
)
def test_titles_of_texts(text: str, title: str) -> None:
    assert of_text(text).title == title


def test_a_posting_without_title_or_code() -> None:
    assert of_posting({}).title == ""
    assert of_posting({"title": {"en": "Cook"}}).occupations == ()
