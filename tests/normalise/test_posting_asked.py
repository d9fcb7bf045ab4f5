"""What a posting, or one of the work classes of CTDL, asks for."""

from __future__ import annotations

from typing import Any

import pytest

from credloom.model.parts import RequirementText
from credloom.model.things import Job
from credloom.normalise.posting_values import clean
from credloom.normalise.shape import thing_of
from tests.normalise.postings import job, stated


def test_defined_terms_lead_to_competencies() -> None:
    term = {
        "@type": "DefinedTerm",
        "name": "Bake bread",
        "description": "Bake bread of wheat.",
        "termCode": "B1",
        "url": "https://credentialengineregistry.org/resources/ce-5a0ad0a0-0000-4000-8000-000000000001",
        "inDefinedTermSet": {"name": "Baking", "url": "https://skills.example"},
    }
    made = job(
        {
            "skills": [
                term,
                "https://skills.example/t/2",
                {"name": "Knead"},
                {"termCode": "K7", "description": "Know flour"},
            ]
        }
    )
    assert [item.text for item in made.requirements] == [
        "Bake bread",
        "https://skills.example/t/2",
        "Knead",
        "Know flour",
    ]
    assert [ref.key for ref in made.competencies] == [
        "ce-5a0ad0a0-0000-4000-8000-000000000001",
        "https://skills.example/t/2",
    ]


def test_texts_become_one_requirement_a_line() -> None:
    asked = ("Active RN license", "Bachelor's degree preferred", "2+ years in a kitchen", "Patience")
    qualifications = f"<ul>{''.join(f'<li>{item}</li>' for item in asked)}</ul>"
    assert stated(
        {"qualifications": qualifications, "skills": "Bread, cake; and pies", "responsibilities": ["Bake bread"]}
    ) == [
        ("Bread", "COMPETENCY", "REQUIRED"),
        ("cake", "COMPETENCY", "REQUIRED"),
        ("pies", "COMPETENCY", "REQUIRED"),
        ("Active RN license", "CREDENTIAL", "REQUIRED"),
        ("Bachelor's degree", "EDUCATION", "PREFERRED"),
        ("2+ years in a kitchen", "EXPERIENCE", "REQUIRED"),
        ("Patience", "COMPETENCY", "REQUIRED"),
        ("Bake bread", "COMPETENCY", "MENTIONED"),
    ]


def test_objects_of_education_and_experience_become_sentences() -> None:
    assert stated(
        {
            "educationRequirements": {
                "@type": "EducationalOccupationalCredential",
                "credentialCategory": "bachelor degree",
                "competencyRequired": "Milling",
            },
            "experienceRequirements": [
                {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 30},
                {"monthsOfExperience": 12, "description": "A year at sea"},
            ],
            "qualifications": {"@type": "EducationalOccupationalCredential", "name": "Certified Baker"},
        }
    ) == [
        ("Milling", "COMPETENCY", "REQUIRED"),
        ("Certified Baker", "CREDENTIAL", "REQUIRED"),
        ("bachelor degree", "EDUCATION", "REQUIRED"),
        ("30 months of experience", "EXPERIENCE", "REQUIRED"),
        ("A year at sea", "EXPERIENCE", "REQUIRED"),
    ]


def test_a_description_gives_what_stands_under_its_headings() -> None:
    html = """<p>The Mill bakes. Bread is loved by all.</p><h3>What you'll do</h3><ul><li>Bake</li></ul>
    <b>Minimum qualifications:</b><br>- High school diploma<br>- Bread must be loved<br>
    Equal Opportunity Employer: we hire all
    <p>Nice to have: Cake</p><p>Benefits</p><ul><li>Free bread</li></ul>"""
    assert stated({"description": html}) == [
        ("Bake", "COMPETENCY", "MENTIONED"),
        ("High school diploma", "EDUCATION", "REQUIRED"),
        ("Bread must be loved", "COMPETENCY", "REQUIRED"),
        ("Cake", "COMPETENCY", "PREFERRED"),
    ]


def test_boilerplate_is_no_requirement() -> None:
    lines = [
        "We are an Equal Opportunity Employer",
        "401(k) plan",
        "Reasonable accommodation on request",
        "Paid time off (PTO)",
        "Bread",
    ]
    assert stated({"qualifications": lines}) == [("Bread", "COMPETENCY", "REQUIRED")]


@pytest.mark.parametrize("value", ["Not Specified", "n/a", "None.", "", [], {}])
def test_empty_words_are_no_requirement(value: Any) -> None:
    assert stated({"educationRequirements": value, "qualifications": value, "skills": value}) == []


def test_escaped_html_is_read_too() -> None:
    assert clean("&lt;p&gt;Bread &amp;amp; cake&lt;/p&gt;") == "Bread & cake"
    assert clean("5 < 6 & 7 > 3") == "5 < 6 & 7 > 3"


# -- CTDL's own work classes


def test_a_ctdl_job_says_what_it_requires() -> None:
    node = {
        "@type": "ceterms:Job",
        "ceterms:name": {"en": ["Cook"]},
        "ceterms:offeredBy": ["https://credentialengineregistry.org/resources/ce-5a0ad0a0-0000-4000-8000-000000000001"],
        "ceterms:requires": [
            {
                "@type": "ceterms:ConditionProfile",
                "ceterms:description": {"en": ["Can bake"]},
                "ceterms:yearsOfExperience": [2],
            },
            {"@type": "ceterms:License", "@id": "https://x.example/l", "ceterms:name": {"en": ["Food license"]}},
            {
                "@type": "ceterms:ConditionProfile",
                "ceterms:targetCompetency": ["https://x.example/c"],
                "ceterms:alternativeCondition": [{"ceterms:description": {"en": ["A bachelor's degree"]}}],
            },
        ],
        "ceterms:recommends": [{"ceterms:targetCredential": [{"ceterms:targetNodeName": {"en": ["Certified Baker"]}}]}],
        "ceasn:skillEmbodied": [
            "https://x.example/s",
            {"ceterms:targetNodeName": {"en": ["Knead"]}, "ceterms:weight": [30]},
        ],
        "ceterms:workPay": [{"@type": "ceterms:PayProfile", "schema:value": [50000.5], "ceterms:basePeriod": ["P1Y"]}],
    }
    made = thing_of(node, key="x")
    assert isinstance(made, Job)
    assert (made.kind, made.posted_at) == ("DEFINITION", None)
    assert made.employer is not None
    assert [(item.text, item.kind, item.necessity) for item in made.requirements] == [
        ("Can bake", "EXPERIENCE", "REQUIRED"),
        ("Food license", "CREDENTIAL", "REQUIRED"),
        ("https://x.example/c", "COMPETENCY", "REQUIRED"),
        ("Certified Baker", "CREDENTIAL", "PREFERRED"),
        ("https://x.example/s", "COMPETENCY", "REQUIRED"),
        ("Knead", "COMPETENCY", "MENTIONED"),
    ]
    assert [ref.key for ref in made.competencies] == ["https://x.example/c", "https://x.example/s"]
    assert made.pay[0].minimum == "50000.5"
    assert isinstance(made.requirements[0], RequirementText)
