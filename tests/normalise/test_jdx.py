"""JDX JobSchema+ documents: keys with and without prefix, by position, with what is required and preferred."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credloom.model.parts import Place
from credloom.model.record import Document
from credloom.model.things import Job
from credloom.normalise import Normalised, jsonld, normalise
from credloom.normalise.shape import thing_of
from tests.normalise.make import source as source_of

SOURCE = source_of("jdx", "jobs")
MILL = {"@type": "schema:Organization", "schema:name": {"en-US": "Mill"}, "email": "kim@mill.example"}


def read(*graph: Any, data: Any = None) -> Normalised:
    whole = (
        data if data is not None else {"@context": "http://jobdataexchange.org/jdxcontext.json", "@graph": list(graph)}
    )
    when = datetime(2026, 8, 1, tzinfo=UTC)
    return normalise(SOURCE, [Document(ref="one", format="jdx", given=whole, body=b"{}", retrieved_at=when)])


def job(*graph: Any) -> Job:
    made = read(*graph)
    for record in made.records:
        again = jsonld.Document()
        again.read(orjson.loads(orjson.dumps(record.node)))
        assert not again.dropped
        assert list(again.nodes.values()) == [record.node]
    thing = thing_of(made.records[0].node, key=made.records[0].key)
    assert isinstance(thing, Job)
    return thing


def posting(**more: Any) -> dict[str, Any]:
    return {"@type": "jdx:JobPosting", "schema:title": {"en-US": "Baker"}, **more}


@pytest.mark.parametrize(
    "graph",
    [
        (MILL, posting()),
        ({"name": "Mill"}, {"title": "Baker"}),
        (posting(**{"schema:hiringOrganization": {"@id": "#m"}}), MILL | {"@id": "#m"}),
        (posting(**{"schema:hiringOrganization": "#m"}), MILL | {"@id": "#m"}),
        (posting(**{"schema:hiringOrganization": {"schema:name": "Mill"}}), {"name": "Another"}),
    ],
)
def test_the_organization_is_the_employer_wherever_it_stands(graph: tuple[Any, ...]) -> None:
    employer = job(*graph).employer
    assert employer is not None
    assert employer.key == "urn:credloom:jdx:organization:mill"


def test_dotted_and_bare_keys() -> None:
    made = job(
        MILL,
        posting(
            **{
                "schema:jobLocation": {
                    "schema:address.addressLocality": "Pueblo",
                    "schema:address.schema:addressRegion": "CO",
                },
                "schema:baseSalary.schema:minValue": 20,
                "schema:baseSalary.schema:maxValue": 22,
                "payCycleInterval": "hourly",
                "jdx:postingStartDate": "2026-07-01",
                "jdx:applicationCloseDate": "2026-08-01",
                "schema:occupationCategory": "51-3011",
                "jdx:industryCode": "311811",
                "jobOpeningNumber": 4,
            }
        ),
    )
    assert made.places == (Place(city="Pueblo", region="CO"),)
    assert [(pay.minimum, pay.maximum, pay.per.code if pay.per else None) for pay in made.pay] == [("20", "22", "HOUR")]
    assert (made.posted_at, made.closes_at) == ("2026-07-01", "2026-08-01")
    assert [made.occupations[0].code, made.industries[0].code] == ["51-3011", "311811"]


def test_required_preferred_and_alternatives() -> None:
    made = job(
        MILL,
        posting(
            **{
                "jdx:competency": [
                    {
                        "schema:description": {"en-US": "Bake bread"},
                        "jdx:annotation": {"jdx:required": True, "jdx:preferred": True},
                    },
                    {"schema:name": "Bake cake", "jdx:annotation": [{"jdx:preferred": "true"}]},
                    "Clean the oven",
                ],
                "jdx:requiredCredential": {"schema:name": "Food license"},
                "jdx:alternativeCredential": {"schema:name": "Baker certification"},
                "jdx:preferredCredential": [{"jdx:credentialCategory": "Bachelor degree"}],
                "jdx:minimumEducation": "High school",
                "jdx:requiredExperience": {"schema:description": "A year at an oven"},
                "jdx:citizenshipRequirement": "May work in the country",
                "jdx:responsibility": "Open the shop",
            }
        ),
    )
    assert {(item.text, item.kind, item.necessity) for item in made.requirements} == {
        ("Bake bread", "COMPETENCY", "REQUIRED"),
        ("Clean the oven", "COMPETENCY", "REQUIRED"),
        ("Bake cake", "COMPETENCY", "PREFERRED"),
        ("Food license", "CREDENTIAL", "REQUIRED"),
        ("Bachelor degree", "EDUCATION", "PREFERRED"),
        ("High school", "EDUCATION", "REQUIRED"),
        ("A year at an oven", "EXPERIENCE", "REQUIRED"),
        ("May work in the country", "COMPETENCY", "REQUIRED"),
        ("Open the shop", "COMPETENCY", "MENTIONED"),
    }


def test_what_the_job_behind_a_posting_says_counts_too() -> None:
    inner = {"@id": "#j", "@type": "jdx:JobCompetencyProfile", "jdx:skill": "Knead"}
    made = job(
        MILL,
        posting(**{"jdx:hasCompetencyProfile": {"@id": "#j"}, "jdx:hasJob": {"schema:description": "A mill."}}),
        inner,
    )
    assert [item.text for item in made.requirements] == ["Knead"]
    assert made.descriptions[0].value == "A mill."


def test_contacts_are_dropped() -> None:
    contact = {"schema:name": "Kim Sample", "schema:telephone": "303-555-0142", "schema:email": "kim@mill.example"}
    made = read(
        MILL | {"telephone": "303-555-0142"},
        posting(**{"jdx:applicationContact": contact, "jdx:postingRequestor": contact}),
    )
    text = orjson.dumps([record.node for record in made.records]).decode()
    assert not any(word in text for word in ("Kim", "kim@", "555"))


@pytest.mark.parametrize("data", [[], 5, {"@graph": []}, {"@graph": [MILL]}, {"jdx:skill": "x"}])
def test_a_document_without_a_posting_is_refused(data: Any) -> None:
    made = read(data=data)
    assert not made.records
    assert "expected a JDX document" in made.refusals[0].reason


_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["schema:name", "jdx:annotation", "@id", "a.b", "jdx:preferred"]) | st.text(max_size=4),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["jdx:competency", "jdx:requiredCredential", "schema:baseSalary", "hasJob", "a.b.c"]),
        _VALUE,
        max_size=5,
    )
)
def test_any_document_gives_records_or_refusals(data: dict[str, Any]) -> None:
    made = read(MILL, posting(**data))
    assert made.records or made.refusals
