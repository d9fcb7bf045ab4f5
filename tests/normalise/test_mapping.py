"""Rows of tables become records as a manifest says: every reader of values, every option, every bad value."""

from __future__ import annotations

from typing import Any

import pytest

from credloom.model.record import Node
from tests.normalise.mapped import alignment, mapped, problem, value


@pytest.mark.parametrize(
    ("rule", "cell", "read"),
    [
        ('"ceterms:description" = "c"', " a \x00 b ", {"en-US": ["a b"]}),
        ('"ceterms:description" = "c"', "a\r\n\n\n\n b  c", {"en-US": ["a\n\nb c"]}),
        ('"ceterms:description" = { field = "c", lang = "es" }', "hola", {"es": ["hola"]}),
        (
            '"ceterms:description" = { field = "c", as = "html" }',
            "<p>a &amp; b</p><script>x</script>c",
            {"en-US": ["a & b\nc"]},
        ),
        (
            '"ceterms:description" = { field = "c", as = "html" }',
            "a<ul><li><p>b</p></li><li>- c <b>d</b></li><li></li></ul>e<ol><li>f</ol>",
            {"en-US": ["a\n\n\u2022 b\n- c d\n\ne\n\n\u2022 f"]},
        ),
        ('"ceterms:description" = { field = "c", as = "html" }', "plain", {"en-US": ["plain"]}),
        ('"ceterms:description" = "c"', "write to a@b.example", {"en-US": ["write to [removed]"]}),
        ('"ceterms:keyword" = { field = "c", split = ";" }', "a; b;;a", {"en-US": ["a", "b"]}),
        ('"ceterms:keyword" = { field = "c", empty = "none given" }', "None given", None),
        ('"ceterms:keyword" = { first_of = ["x", "c"] }', "b", {"en-US": ["b"]}),
        ('"ceterms:keyword" = { join_of = ["id", "c"], glue = "-" }', "b", {"en-US": ["1-b"]}),
        ('"ceterms:keyword" = { value = ["x", "y"] }', "", {"en-US": ["x", "y"]}),
        ('"ceterms:keyword" = { field = "c", prefix = "<", suffix = ">" }', "b", {"en-US": ["<b>"]}),
        ('"ceterms:subjectWebpage" = "c"', "www.state.example/a b", ["https://www.state.example/a%20b"]),
        ('"ceterms:dateEffective" = "c"', "8/25/2025", ["2025-08-25"]),
        ('"ceterms:dateEffective" = { field = "c", order = "dmy" }', "25/8/2025", ["2025-08-25"]),
        (
            '"ceterms:dateEffective" = { field = "c", as = "datetime" }',
            "2025-08-25T10:00:00Z",
            ["2025-08-25T10:00:00Z"],
        ),
        ('"ceterms:yearsOfExperience" = "c"', "$1,200.50", [1200.5]),
        ('"ceterms:minimumAge" = "c"', "18 years", [18]),
        ('"ceterms:price" = "c"', "85.50 %", ["85.5"]),
        ('"ceterms:isProctored" = "c"', "Yes", [True]),
        ('"ceterms:isProctored" = "c"', "off", [False]),
        ('"ceterms:inLanguage" = { field = "c", split = "," }', "English, es_mx", ["en", "es-MX"]),
        ('"ceterms:codedNotation" = "c"', 12.0, ["12"]),
    ],
)
def test_plain_values(rule: str, cell: Any, read: Any) -> None:
    assert value(rule, {"c": cell}) == read


@pytest.mark.parametrize(
    ("rule", "cell", "reason"),
    [
        ('"ceterms:subjectWebpage" = "c"', "ask us", "'ask us' is no http or https address."),
        ('"ceterms:subjectWebpage" = "c"', "https://user:pass@x.example", "is no http or https address."),
        ('"ceterms:subjectWebpage" = "c"', "http://[::1", "is no address."),
        ('"ceterms:dateEffective" = "c"', "soon", "'soon' is no date."),
        ('"ceterms:dateEffective" = { field = "c", as = "datetime" }', "soon", "'soon' is no date and time."),
        ('"ceterms:yearsOfExperience" = "c"', "some", "'some' is no number."),
        ('"ceterms:yearsOfExperience" = "c"', True, "is no number."),
        ('"ceterms:yearsOfExperience" = "c"', "9" * 20, "is no number that can be used."),
        ('"ceterms:isProctored" = "c"', "maybe", "'maybe' is neither yes nor no."),
        ('"ceterms:inLanguage" = "c"', "the usual", "'the usual' is no language."),
        ('"ceterms:estimatedDuration" = "c"', "12", "'12' has no unit of time that is known (none is given)."),
        ('"ceterms:estimatedDuration" = "c"', "a while", "'a while' is no duration."),
        ('"ceterms:estimatedCost" = "c"', "-5", "'-5' is no cost."),
        ('"ceterms:creditValue" = "c"', "some", "'some' is no amount of credit."),
        ('"ceterms:occupationType" = "c"', "welder", "'welder' is no SOC code."),
        ('"ceterms:occupationType" = "c"', "x" * 600, "is no SOC code."),
        ('"ceterms:deliveryType" = "c"', "by owl", "is no Delivery that CTDL knows; a look-up can say which"),
        ('"ceterms:aggregateData" = { field = "c", metric = "completion-rate" }', "many", "'many' is no figure"),
    ],
)  # fmt: skip
def test_bad_values_are_reported_and_the_record_is_kept(rule: str, cell: Any, reason: str) -> None:
    assert reason in problem(rule, {"c": cell})


@pytest.mark.parametrize(
    ("rule", "cell", "read"),
    [
        ('"ceterms:occupationType" = "c"', "29-1141.00", [("29-1141", "Registered Nurses")]),
        ('"ceterms:occupationType" = { field = "c", split = ";" }', "51-4121; 291141", [
            ("51-4121", "Welders, Cutters, Solderers, and Brazers"), ("29-1141", "Registered Nurses")]),
        ('"ceterms:occupationType" = { field = "c", as = "onet-soc", label = "own" }', "29-1141.04",
         [("29-1141.04", "Own")]),
        ('"ceterms:instructionalProgramType" = "c"', 1.0102,
         [("01.0102", "Agribusiness/Agricultural Business Operations")]),
        ('"ceterms:instructionalProgramType" = { field = "c", label = "own" }', "99.9999", [("99.9999", "Own")]),
        ('"ceterms:industryType" = "c"', "622110", [("622110", "")]),
    ],
)  # fmt: skip
def test_codes(rule: str, cell: Any, read: list[tuple[str, str]]) -> None:
    assert alignment(value(rule, {"c": cell, "own": "Own."})) == read


def test_concepts_by_word_and_by_what_catalogs_call_them() -> None:
    for word, uri in {
        "Online Only": "deliveryType:OnlineOnly",
        "deliveryType:InPerson": "deliveryType:InPerson",
        "distance learning": "deliveryType:OnlineOnly",
        "Hybrid (online and in person)": "deliveryType:BlendedDelivery",
        "CLASSROOM": "deliveryType:InPerson",
    }.items():
        (found,) = value('"ceterms:deliveryType" = "c"', {"c": word})
        assert found["ceterms:targetNode"] == [uri]


def test_subjects_and_competencies() -> None:
    row = {"c": "Health <b>care</b>", "code": "H1", "fw": "Clusters", "about": "What it is", "to": "https://x.example/1",
           "short": "Care"}  # fmt: skip
    (found,) = value('"ceterms:subject" = { field = "c", code = "code", framework = "fw", description = "about" }', row)
    assert found == {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:targetNodeName": {"en-US": ["Health <b>care</b>"]},
        "ceterms:codedNotation": ["H1"],
        "ceterms:frameworkName": {"en-US": ["Clusters"]},
        "ceterms:targetNodeDescription": {"en-US": ["What it is"]},
    }
    rule = '"ceterms:teaches" = { field = "c", label = "short", code = "code", framework = "fw", target = "to" }'
    (found,) = value(rule, row)
    assert found == {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:targetNodeDescription": {"en-US": ["Health care"]},
        "ceterms:targetNodeName": {"en-US": ["Care"]},
        "ceterms:codedNotation": ["H1"],
        "ceterms:frameworkName": {"en-US": ["Clusters"]},
        "ceterms:targetNode": ["https://x.example/1"],
    }
    assert not value('"ceterms:teaches" = "c"', {"c": "—"})
    assert not value('"ceterms:subject" = "c"', {"c": "\x00"})


@pytest.mark.parametrize(
    ("rule", "cell", "read"),
    [
        ('{ field = "c" }', "6 months", {"ceterms:exactDuration": ["P6M"]}),
        ('{ field = "c" }', "4-6 weeks", {"ceterms:minimumDuration": ["P4W"], "ceterms:maximumDuration": ["P6W"]}),
        ('{ field = "c" }', "120 clock hours", {"ceterms:timeRequired": ["PT120H"]}),
        ('{ field = "c" }', "P1Y6M", {"ceterms:exactDuration": ["P1Y6M"]}),
        ('{ field = "c", unit = "u" }', "2", {"ceterms:exactDuration": ["P2Y"]}),
        ('{ field = "c", unit = { value = "days" } }', "2.5", {"ceterms:exactDuration": ["P2.5D"]}),
        ('{ field = "c" }', "Competency-based", {"ceterms:description": {"en-US": ["Competency-based"]}}),
    ],
)
def test_durations(rule: str, cell: str, read: Node) -> None:
    (found,) = value(f'"ceterms:estimatedDuration" = {rule}', {"c": cell, "u": "Year(s)"})
    assert found == {"@type": "ceterms:DurationProfile", **read}


def test_no_duration_is_none() -> None:
    assert not value('"ceterms:estimatedDuration" = { field = "c", unit = { value = "weeks" } }', {"c": "0"})


def test_costs() -> None:
    rule = (
        '{ field = "c", type = { value = "Tuition" }, residency = "OutOfState", currency = "CAD", description = "d", '
        'url = "u" }'
    )
    (found,) = value(f'"ceterms:estimatedCost" = {rule}', {"c": "$1,200", "d": "a year", "u": "x.example/cost"})
    assert found["ceterms:directCostType"][0]["ceterms:targetNode"] == ["costType:Tuition"]
    assert found["ceterms:residencyType"][0]["ceterms:targetNode"] == ["residency:OutOfState"]
    assert (found["ceterms:price"], found["ceterms:currency"]) == (["1200"], ["CAD"])
    assert found["ceterms:description"] == {"en-US": ["a year"]}
    assert found["ceterms:costDetails"] == ["https://x.example/cost"]
    (free,) = value('"ceterms:estimatedCost" = "c"', {"c": "Free"})
    assert free["ceterms:price"] == ["0"]


def test_credit() -> None:
    rule = '"ceterms:creditValue" = { field = "c", unit = { value = "credit hours" }, level = "l" }'
    (found,) = value(rule, {"c": "3-6", "l": "undergraduate"})
    assert (found["schema:minValue"], found["schema:maxValue"]) == ([3], [6])
    assert found["ceterms:creditUnitType"][0]["ceterms:targetNode"] == ["creditUnit:SemesterHour"]
    assert "ceterms:creditLevelType" in found
    assert value(rule, {"c": "1.5"})[0]["schema:value"] == [1.5]
    assert not value(rule, {"c": "0"})


def test_places() -> None:
    rule = (
        '"ceterms:availableAt" = { name = "n", street = "s", city = "c", region = "r", postal = "z", '
        'county = "k", country = { value = "US" }, latitude = "y", longitude = "x" }'
    )
    row = {"n": "Main", "s": "1 Hill Road", "c": "Boston", "r": "Massachusetts", "z": 2134, "k": "Suffolk", "y": "42.3",
           "x": "-71.1"}  # fmt: skip
    (found,) = value(rule, row)
    assert found["ceterms:addressRegion"] == {"en-US": ["MA"]}
    assert found["ceterms:postalCode"] == ["02134"]
    assert (found["ceterms:latitude"], found["ceterms:longitude"]) == ([42.3], [-71.1])
    assert not value(rule, {})
    for y, x in (("0", "0"), ("91", "0"), ("north", "1"), ("", "")):
        (found,) = value(rule, {"c": "Boston", "y": y, "x": x, "z": "?"})
        assert not found.keys() & {"ceterms:latitude", "ceterms:postalCode"}
    assert value('"ceterms:availableAt" = { field = "c" , as = "place" }', {"c": "Room 5"})[0]["ceterms:name"] == {
        "en-US": ["Room 5"]
    }


def test_jurisdictions_identifiers_and_organizations() -> None:
    (where,) = value('"ceterms:jurisdiction" = "c"', {"c": "Colorado"})
    assert where["ceterms:mainJurisdiction"][0]["ceterms:addressRegion"] == {"en-US": ["CO"]}
    (known,) = value('"ceterms:identifier" = { field = "c", scheme = { value = "State id" } }', {"c": "X1"})
    assert known["ceterms:identifierTypeName"] == {"en-US": ["State id"]}
    (bare,) = value('"ceterms:identifier" = "c"', {"c": "a@b.example"})
    assert bare["ceterms:identifierValueCode"] == ["[removed]"]
    records, _ = mapped(
        '"ceterms:offeredBy" = { field = "c", as = "organization", url = "u", description = "d" }',
        {"c": "The  Institute", "u": "institute.example", "d": "About us"},
    )
    organization = next(r for r in records if r.type == "ceterms:Organization")
    assert organization.key == "urn:credloom:rows:organization:the%20institute"
    assert organization.node["ceterms:subjectWebpage"] == ["https://institute.example"]
    assert organization.node["ceterms:description"] == {"en-US": ["About us"]}
    assert not value('"ceterms:offeredBy" = "c"', {"c": "--"})
