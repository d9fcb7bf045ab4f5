"""schema.org JobPosting → canonical nodes and jobs, in all the forms in which publishers write it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credloom.connect.jobs import found
from credloom.model.parts import Place
from credloom.model.record import Document
from credloom.model.things import Job
from credloom.normalise import normalise
from credloom.normalise.posting_values import clean
from credloom.normalise.shape import thing_of
from tests.normalise.make import source as source_of
from tests.normalise.postings import PAGE, SOURCE, document, job, read

# -- who and where


def test_an_employer_is_one_per_source_and_name() -> None:
    records, _ = read(
        {"hiringOrganization": {"@type": "Organization", "name": "The  Mill, Inc.", "sameAs": "mill.example"}}
    )
    posting, employer = records
    assert posting.node["ceterms:offeredBy"] == [employer.key] == ["urn:credloom:board:organization:the%20mill%20inc"]
    assert employer.node["ceterms:subjectWebpage"] == ["https://mill.example"]
    assert (
        job({"hiringOrganization": "THE MILL INC"}).employer == job({"hiringOrganization": ["The Mill, Inc."]}).employer
    )


@pytest.mark.parametrize(
    "value", ["", "https://mill.example", {"@type": "Person", "name": "Kim Sample"}, {"logo": "x"}, 5]
)
def test_what_is_no_employer_is_none(value: Any) -> None:
    assert job({"hiringOrganization": value}).employer is None or value == 5


PERSONAL = {
    "applicationContact": {"@type": "ContactPoint", "name": "Kim Sample", "email": "kim@mill.example"},
    "hiringOrganization": {
        "name": "Mill",
        "email": "kim@mill.example",
        "telephone": "+1 303 555 0142",
        "contactPoint": {"name": "Kim Sample"},
        "employee": {"@type": "Person", "name": "Kim Sample"},
    },
    "author": {"@type": "Person", "name": "Kim Sample"},
    "recruiter": "Kim Sample",
    "description": (
        "<p>Bake.</p><p>Contact: Kim Sample, head baker</p><p>Questions go to Kim Sample at kim@mill.example or "
        "Kim Sample (303) 555-0142.</p><p>Recruiter - Kim Sample</p><p>HIRING MANAGER: Kim Sample</p>"
    ),
    "qualifications": ["Write to Kim Sample, kim@mill.example", "Bread"],
    "jobLocation": {"address": {"addressLocality": "Pueblo"}, "telephone": "303-555-0142", "name": "kim@mill.example"},
    "skills": [{"@type": "DefinedTerm", "name": "Ask Kim Sample 303-555-0142"}],
    "identifier": {"name": "kim@mill.example", "value": "kim@mill.example"},
}


def test_people_and_ways_to_reach_them_are_dropped() -> None:
    records, _ = read(PERSONAL)
    text = orjson.dumps([(record.node, record.key) for record in records]).decode()
    for word in ("Kim", "kim@", "555", "Sample", "contactPoint"):
        assert word not in text, word
    assert "Bake." in text
    assert "Bread" in text


@pytest.mark.parametrize(
    ("location", "place"),
    [
        (
            {"address": {"addressLocality": "Pueblo", "addressRegion": "Colorado", "postalCode": "81003"}},
            Place(city="Pueblo", region="CO", postal_code="81003"),
        ),
        ({"address": {"addressCountry": {"@type": "Country", "name": "United States"}}}, Place(country="US")),
        ({"address": "Pueblo, CO 81003, USA"}, Place(city="Pueblo", region="CO", postal_code="81003", country="US")),
        ("Pueblo, Colorado", Place(city="Pueblo", region="CO")),
        ("Somewhere in the hills", Place(name="Somewhere in the hills")),
        (
            {"@type": "Place", "name": "Main shop", "address": {"addressLocality": "Utica", "addressRegion": "US-NY"}},
            Place(name="Main shop", city="Utica", region="NY"),
        ),
        ({"@type": "Place", "name": "Raleigh, NC"}, Place(city="Raleigh", region="NC")),
        ({"geo": {"latitude": "38.25", "longitude": -104.6}}, Place(latitude=38.25, longitude=-104.6)),
        ({"address": {"postalCode": 7030}, "latitude": 0, "longitude": 0}, Place(postal_code="07030")),
    ],
)
def test_places(location: Any, place: Place) -> None:
    assert job({"jobLocation": location}).places == (place,)
    assert job({"jobLocation": [location, location]}).places == (place,)


@pytest.mark.parametrize(
    "location", [None, "", [], {}, {"address": {}}, 5, {"geo": {"latitude": "x", "longitude": "y"}}]
)
def test_places_that_say_nothing(location: Any) -> None:
    assert job({"jobLocation": location}).places == () or location == 5


def test_work_from_anywhere_keeps_where_applicants_live() -> None:
    records, _ = read(
        {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": [{"name": "New York"}, {"name": "Peru"}]}
    )
    places = [item["ceterms:mainJurisdiction"][0] for item in records[0].node["ceterms:jurisdiction"]]
    assert [place.get("ceterms:addressRegion") for place in places] == [{"und": ["NY"]}, None]


# -- dates, codes, identity


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-07-01", "2026-07-01"),
        ("7/1/2026", "2026-07-01"),
        ("2026-07-01T10:00:00-06:00", "2026-07-01T16:00:00Z"),
        ("2014-02-05T00:00:00", "2014-02-05T00:00:00Z"),
        ("July 1, 2026", "2026-07-01"),
    ],
)
def test_dates(text: str, found: str) -> None:
    made = job({"datePosted": text, "validThrough": text})
    assert (made.posted_at, made.closes_at) == (found, found)


def test_a_date_that_is_none_is_told_and_the_rest_is_kept() -> None:
    records, refusals = read({"datePosted": "soon", "validThrough": "2026-09-01"})
    assert [(refusal.field, refusal.place) for refusal in refusals] == [("schema:datePosted", "one")]
    assert records[0].node["schema:validThrough"] == ["2026-09-01"]


@pytest.mark.parametrize(
    ("value", "scheme", "code"),
    [
        ("15-1132.00 Software Developers, Application", "O*NET-SOC", "15-1132.00"),
        ("29-1141", "SOC", "29-1141"),
        ({"@type": "CategoryCode", "codeValue": "29-1141.00", "name": "Registered Nurses"}, "O*NET-SOC", "29-1141.00"),
        ("Baking", "SOC", "Baking"),
        ({"name": "Baking"}, "SOC", "Baking"),
    ],
)
def test_occupations(value: Any, scheme: str, code: str) -> None:
    for data in (
        {"occupationalCategory": value},
        {"relevantOccupation": {"@type": "Occupation", "occupationalCategory": value}},
    ):
        (concept,) = job(data).occupations
        assert (concept.scheme, concept.code) == (scheme, code)
    assert job({"relevantOccupation": ["Baker", {"name": "Chef"}]}).occupations[1].labels[0].value == "Baker"


def test_industries() -> None:
    made = job({"industry": ["622110", "Call Center / BPO", {"name": "Milling"}]})
    assert [(one.scheme, one.code) for one in made.industries] == [
        ("NAICS", "622110"),
        ("Industry", "Call Center / BPO"),
        ("Industry", "Milling"),
    ]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"@id": "https://x.example/J1", "identifier": "5"}, "https://x.example/J1"),
        ({"ctid": "CE-5A0AD0A0-0000-4000-8000-000000000001"}, "ce-5a0ad0a0-0000-4000-8000-000000000001"),
        ({"identifier": {"name": "Mill", "value": "R 1"}}, "urn:credloom:board:posting:mill%7CR%201"),
        ({"identifier": 5, "hiringOrganization": "The Mill"}, "urn:credloom:board:posting:the%20mill%7C5"),
        ({"id": "a/b"}, "urn:credloom:board:posting:a%2Fb"),
        ({}, "urn:credloom:board:posting:one"),
    ],
)
def test_the_key_of_a_posting(data: dict[str, Any], key: str) -> None:
    assert read(data)[0][0].key == key


def test_a_posting_without_a_title_is_refused() -> None:
    made = normalise(
        SOURCE,
        [
            document({"@type": "JobPosting", "description": "x"}),
            document([1], "two"),
            document({"title": "<br>"}, "three"),
        ],
    )
    assert not made.records
    assert [refusal.place for refusal in made.refusals] == ["one", "two", "three"]


def test_prefixes_value_objects_and_languages() -> None:
    made = job(
        {
            "title": [{"@value": "Panadero", "@language": "es"}],
            "schema:description": {"en-us": "Bread", "es": ["Pan"]},
            "http://schema.org/employmentType": "FULL_TIME",
            "inLanguage": "es",
            "alternateName": "Baker",
            "dateModified": "2026-07-09",
            "totalJobOpenings": "3",
            "url": "javascript:alert(1)",
            "identifier": [{"@type": "PropertyValue", "propertyID": "req", "value": 7}],
        }
    )
    assert [(text.value, text.lang) for text in made.names] == [("Panadero", "es")]
    assert {text.lang for text in made.descriptions} == {"en-US", "es"}
    assert made.url == PAGE
    assert [(one.scheme, one.value) for one in made.identifiers] == [("req", "7")]


# -- anything


_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "value", "@value", "@type", "address", "url", "en"]) | st.text(max_size=5),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
_KEYS = st.sampled_from(
    [
        *("title", "description", "hiringOrganization", "jobLocation", "baseSalary", "occupationalCategory", "skills"),
        *("identifier", "qualifications", "educationRequirements", "experienceRequirements", "datePosted", "industry"),
        *("inLanguage", "url", "@id"),
    ]
)


@given(st.dictionaries(_KEYS, _VALUE, max_size=8))
def test_any_posting_gives_records_or_refusals(data: dict[str, Any]) -> None:
    made = normalise(SOURCE, [document(data)])
    assert made.records or made.refusals
    for record in made.records:
        orjson.dumps(record.node, option=orjson.OPT_NON_STR_KEYS)
        thing_of(record.node, key=record.key)


@given(st.text(max_size=200))
def test_any_text_is_cleaned_and_read(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned or "&" in text or "<" in text


def test_deep_nesting_is_refused() -> None:
    deep: Any = "x"
    for _ in range(200):
        deep = [deep]
    made = normalise(SOURCE, [document({"title": "Cook", "skills": deep})])
    assert "nested too deeply" in made.refusals[0].reason


# -- public data


@pytest.mark.shared_data
def test_the_public_postings_are_read(shared_data: Path) -> None:
    import gzip

    text = gzip.decompress((shared_data / "jobs" / "postings" / "schema-org-50-postings-2016.json.gz").read_bytes())
    rows = [posting.data for line in text.splitlines() for posting in found.postings(orjson.loads(line), bare=True)]
    made = normalise(SOURCE, [document(row, str(number), None) for number, row in enumerate(rows)])
    jobs = [thing for record in made.records if isinstance(thing := thing_of(record.node, key=record.key), Job)]
    assert not made.refusals
    assert len(jobs) == 50
    assert all(made.posted_at and made.descriptions and made.occupations and made.places for made in jobs)
    sample = orjson.loads((shared_data / "jobs" / "postings" / "sample_job_listing.json").read_bytes())
    assert job(sample, url=None).places == (Place(city="Salisbury", region="PA"),)


@pytest.mark.shared_data
def test_the_public_work_classes_become_jobs(shared_data: Path) -> None:
    """The strict ones of the CTDL documents on jobs; the others have remarks in them and are no JSON."""
    made: dict[str, int] = {}
    refused = 0
    for file in sorted((shared_data / "jobs" / "ctdl").glob("*.json")):
        try:
            data = orjson.loads(file.read_bytes())
        except orjson.JSONDecodeError:
            refused += 1
            continue
        when = datetime(2026, 8, 1, tzinfo=UTC)
        one = Document(ref=file.name, format="ctdl", given=data, body=b"", retrieved_at=when)
        for record in normalise(source_of(), [one]).records:
            thing = thing_of(record.node, key=record.key)
            if isinstance(thing, Job):
                assert thing.kind == "DEFINITION"
                made[record.type] = made.get(record.type, 0) + 1
    assert refused == 8
    assert made == {"ceterms:Occupation": 4, "ceterms:Task": 6, "ceterms:WorkRole": 2}
