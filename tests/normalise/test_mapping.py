"""Rows of tables become records as a manifest says: every reader of values, every option, every bad value."""

from __future__ import annotations

from typing import Any

import pytest

from credloom.errors import SourceBadData
from credloom.model.record import Node, Record
from credloom.normalise import normalise
from credloom.normalise.mapping import records_of
from tests.normalise.make import CTID, RESOURCE, document, source_of

HEAD = """
[source]
name = "State"
language = "en-US"
[fetch]
reader = "csv"
url = "https://state.example/list.csv"
"""


def mapped(
    rules: str, row: dict[str, Any], *, before: str = "", record: str = 'name = "program"', **more: Any
) -> tuple[list[Record], list[str]]:
    """The records of one row by a manifest with these rules, and `field: reason` of what could not be used."""
    text = f'{HEAD}{before}\n[record]\n{record}\ntype = "LearningProgram"\nid = "id"\n'
    text += f'[map]\n"ceterms:name" = "id"\n{rules}\n'
    data = {"table": more.pop("table", "rows"), "row": {"id": "1", **row}, "at": "list.csv:2", **more}
    result = normalise(source_of(text), [document(data, "row")])
    return result.records, [f"{r.field}: {r.reason}" for r in result.refusals]


def value(rules: str, row: dict[str, Any], **more: Any) -> Any:
    """The value that one rule gives; nothing is refused."""
    records, problems = mapped(rules, row, **more)
    assert problems == []
    term = rules.split('"')[1]
    return next(record for record in records if record.type == "ceterms:LearningProgram").node.get(term)


def problem(rules: str, row: dict[str, Any], **more: Any) -> str:
    """Why the value of one rule could not be used; the record is kept."""
    records, problems = mapped(rules, row, **more)
    assert any(record.type == "ceterms:LearningProgram" for record in records)
    (found,) = problems
    return found


def alignment(found: Any) -> list[tuple[str, str]]:
    """(code, name) of alignment objects."""
    return [
        (item["ceterms:codedNotation"][0], item.get("ceterms:targetNodeName", {}).get("en-US", [""])[0])
        for item in found
    ]


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
        "ceterms:targetNodeName": {"und": ["Health <b>care</b>"]},
        "ceterms:codedNotation": ["H1"],
        "ceterms:frameworkName": {"und": ["Clusters"]},
        "ceterms:targetNodeDescription": {"und": ["What it is"]},
    }
    rule = '"ceterms:teaches" = { field = "c", label = "short", code = "code", framework = "fw", target = "to" }'
    (found,) = value(rule, row)
    assert found == {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:targetNodeDescription": {"und": ["Health care"]},
        "ceterms:targetNodeName": {"und": ["Care"]},
        "ceterms:codedNotation": ["H1"],
        "ceterms:frameworkName": {"und": ["Clusters"]},
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
        ('{ field = "c" }', "Competency-based", {"ceterms:description": {"und": ["Competency-based"]}}),
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
    assert found["ceterms:description"] == {"und": ["a year"]}
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
    assert found["ceterms:addressRegion"] == {"und": ["MA"]}
    assert found["ceterms:postalCode"] == ["02134"]
    assert (found["ceterms:latitude"], found["ceterms:longitude"]) == ([42.3], [-71.1])
    assert not value(rule, {})
    for y, x in (("0", "0"), ("91", "0"), ("north", "1"), ("", "")):
        (found,) = value(rule, {"c": "Boston", "y": y, "x": x, "z": "?"})
        assert not found.keys() & {"ceterms:latitude", "ceterms:postalCode"}
    assert value('"ceterms:availableAt" = { field = "c" , as = "place" }', {"c": "Room 5"})[0]["ceterms:name"] == {
        "und": ["Room 5"]
    }


def test_jurisdictions_identifiers_and_organizations() -> None:
    (where,) = value('"ceterms:jurisdiction" = "c"', {"c": "Colorado"})
    assert where["ceterms:mainJurisdiction"][0]["ceterms:addressRegion"] == {"und": ["CO"]}
    (known,) = value('"ceterms:identifier" = { field = "c", scheme = { value = "State id" } }', {"c": "X1"})
    assert known["ceterms:identifierTypeName"] == {"und": ["State id"]}
    (bare,) = value('"ceterms:identifier" = "c"', {"c": "a@b.example"})
    assert bare["ceterms:identifierValueCode"] == ["[removed]"]
    records, _ = mapped(
        '"ceterms:offeredBy" = { field = "c", as = "organization", url = "u", description = "d" }',
        {"c": "The  Institute", "u": "institute.example", "d": "About us"},
    )
    organization = next(r for r in records if r.type == "ceterms:Organization")
    assert organization.key == "urn:credloom:rows:organization:the%20institute"
    assert organization.node["ceterms:subjectWebpage"] == ["https://institute.example"]
    assert organization.node["ceterms:description"] == {"und": ["About us"]}
    assert not value('"ceterms:offeredBy" = "c"', {"c": "--"})


# -- figures


def observed(cell: Any, options: str = "", **row: Any) -> tuple[Node, Node]:
    """The profile of a figure and its observation."""
    rule = f'"ceterms:aggregateData" = {{ field = "c", metric = "completion-rate"{options} }}'
    (profile,) = value(rule, {"c": cell, **row})
    return profile, profile["qdata:relevantDataSet"][0]["qdata:hasObservation"][0]


@pytest.mark.parametrize(
    ("cell", "options", "read"),
    [
        ("81.5", ', unit = "percent"', {"qdata:percentage": [81.5]}),
        ("0.815", ', unit = "ratio"', {"qdata:percentage": [81.5]}),
        ("81.5%", "", {"qdata:percentage": [81.5]}),
        ("0", ', unit = "count"', {"schema:value": [0]}),
        ("1,204", ', unit = "count"', {"schema:value": [1204]}),
        ("*", "", {"qdata:dataWithholdingType": ["dataWithholding:DataSuppressed"]}),
        ("<10", "", {"qdata:dataWithholdingType": ["dataWithholding:DataSuppressed"]}),
        ("fewer than 10", "", {"qdata:dataWithholdingType": ["dataWithholding:DataSuppressed"]}),
        ("-1", "", {"qdata:dataWithholdingType": ["dataWithholding:DataSuppressed"]}),
        ("hidden", ', withheld = ["Hidden", "n"]', {"qdata:dataWithholdingType": ["dataWithholding:DataSuppressed"]}),
        ("X", ', withheld = "x"', {"qdata:dataWithholdingType": ["dataWithholding:DataSuppressed"]}),
        ("", "", {"qdata:dataWithholdingType": ["urn:credloom:measure:NOT_REPORTED"]}),
    ],
)
def test_figures(cell: str, options: str, read: Node) -> None:
    _, seen = observed(cell, options)
    assert seen == {
        "@type": "qdata:Observation", "qdata:isObservationOf": ["urn:credloom:metric:completion-rate"], **read
    }  # fmt: skip


def test_what_a_figure_is_of_and_when() -> None:
    options = ', unit = "percent", denominator = "n", of = "who left", period = "p", label = "Done"'
    profile, seen = observed("50", options, n="1,200", p="2025")
    assert seen["qdata:sizeOfPopulation"] == [
        {
            "@type": "schema:QuantitativeValue",
            "schema:value": [1200],
            "schema:description": {"en-US": ["who left"]},
        }
    ]
    assert profile["ceterms:description"] == {"und": ["2025"]}
    assert profile["ceterms:name"] == {"en-US": ["Done"]}
    for odd in ("*", "-3", "", "9" * 20):
        assert "qdata:sizeOfPopulation" not in observed("50", options, n=odd, p="")[1]


def test_earnings_stand_in_the_profile_too() -> None:
    rule = '"ceterms:aggregateData" = { field = "c", metric = "median-earnings", unit = "usd" }'
    (profile,) = value(rule, {"c": "$41,000.50"})
    assert (profile["ceterms:medianEarnings"], profile["ceterms:currency"]) == ([41000.5], ["USD"])


def test_a_column_that_is_not_there_is_no_figure() -> None:
    assert not value('"ceterms:aggregateData" = { field = "c", metric = "completion-rate" }', {})


# -- look-ups, joins, lists in rows, links


def test_lookups() -> None:
    before = '[lookup.mode]\n1 = "Online"\n2 = "In person"\n'
    rule = '"ceterms:deliveryType" = { field = "c", lookup = "mode" }'
    (found,) = value(rule, {"c": 1}, before=before)
    assert found["ceterms:targetNode"] == ["deliveryType:OnlineOnly"]
    assert "The look-up 'mode' has no '3'." in problem(rule, {"c": "3"}, before=before)


def test_joined_rows_and_lists_in_a_row() -> None:
    before = (
        '[[table]]\nname = "rows"\njoin = [{ table = "codes", on = "id" }]\n'
        '[[table]]\nname = "codes"\nurl = "codes.csv"\nkey = "id"\n'
    )
    joined = {"codes": [{"soc": "29-1141"}, {"soc": "51-4121"}]}
    found = value('"ceterms:occupationType" = { table = "codes", field = "soc" }', {}, before=before, joined=joined)
    assert [code for code, _ in alignment(found)] == ["29-1141", "51-4121"]
    row = {"places": [{"town": "A"}, {"town": "B"}, "odd"], "one": {"town": "C"}}
    many = value('"ceterms:availableAt" = { each = "places", city = "town" }', row)
    assert [place["ceterms:addressLocality"]["und"][0] for place in many] == ["A", "B"]
    (single,) = value('"ceterms:availableAt" = { each = "one", city = "town", name = "^.id" }', row)
    assert single["ceterms:name"] == {"und": ["1"]}


def test_objects_hold_rules_of_their_own() -> None:
    rule = (
        '"ceterms:requires" = { type = "ceterms:ConditionProfile", map = { "ceterms:description" = "c", '
        '"ceterms:minimumAge" = "age" } }'
    )
    assert value(rule, {"c": "A diploma"}) == [
        {"@type": "ceterms:ConditionProfile", "ceterms:description": {"en-US": ["A diploma"]}}
    ]
    assert not value(rule, {})
    assert "'old' is no number" in problem(rule, {"c": "x", "age": "old"})


SEVERAL = f"""{HEAD}
[table]
name = "rows"
[[record]]
name = "program"
type = "LearningProgram"
id = ["school", "number"]
unless = {{ status = "closed" }}
[record.map]
"ceterms:name" = "title"
"ceterms:isPreparationFor" = {{ record = "credential" }}
"ceterms:hasPart" = {{ field = "parts", split = ",", record = "program" }}
"ceterms:isPartOf" = {{ fields = ["school", "whole"], record = "program" }}
[[record]]
name = "credential"
type = {{ field = "award", default = "Certificate" }}
id = "award"
when = {{ award = "*" }}
ctid = "ctid"
same = {{ scheme = "registry", field = "number" }}
[record.map]
"ceterms:name" = ["award", "title"]
[[record]]
name = "school"
type = "CredentialOrganization"
id = "school"
iri = "page"
[record.map]
"ceterms:name" = {{ field = "school", required = true }}
"""


def several(**row: Any) -> tuple[dict[str, Record], list[str]]:
    """The records of a row by a manifest of three, by their type."""
    data = {"table": "rows", "row": row, "at": "list.csv:7"}
    result = normalise(source_of(SEVERAL), [document(data, "row")])
    return {record.type: record for record in result.records}, [f"{r.place}: {r.reason}" for r in result.refusals]


def test_one_row_becomes_several_records_with_links() -> None:
    records, problems = several(
        school="S  1", number="2", title="Welding", award="Diploma", ctid=CTID.upper(), page="https://S.example/a",
        parts="3, 4", whole="9",
    )  # fmt: skip
    assert problems == []
    program = records["ceterms:LearningProgram"]
    assert program.key == "urn:credloom:rows:program:S%201%7C2"
    assert program.node["ceterms:isPreparationFor"] == [CTID]
    assert program.node["ceterms:hasPart"] == ["urn:credloom:rows:program:3", "urn:credloom:rows:program:4"]
    assert program.node["ceterms:isPartOf"] == ["urn:credloom:rows:program:S%201%7C9"]
    diploma = records["ceterms:Diploma"]
    assert (diploma.key, diploma.node["@id"]) == (CTID, RESOURCE + CTID)
    assert diploma.node["ceterms:name"] == {"en-US": ["Diploma", "Welding"]}
    assert "urn:credloom:identifier:registry:2" in diploma.same
    assert records["ceterms:CredentialOrganization"].key == "https://s.example/a"


def test_what_a_row_has_not_becomes_no_record() -> None:
    records, problems = several(school="S", number="2", title="Welding", award="", status="open")
    assert records.keys() == {"ceterms:LearningProgram", "ceterms:CredentialOrganization"}
    assert problems == []
    records, problems = several(school="S", number="2", title="Welding", status="Closed")
    assert "ceterms:LearningProgram" not in records
    records, problems = several(school="S", number="", title="Welding")
    assert problems == ["list.csv:7: The row has no school and number, so nothing names the program."]
    records, problems = several(school="S", number="2", title="")
    assert problems == ["list.csv:7: The program has no name and was left out."]


@pytest.mark.parametrize("award", ["Associate of Applied Science", "AAS", "associate in applied science"])
def test_kinds_of_credentials_are_recognised(award: str) -> None:
    records, _ = several(school="S", number="2", title="Welding", award=award)
    assert "ceterms:AssociateOfAppliedScienceDegree" in records


def test_an_unknown_kind_of_credential_is_what_the_manifest_says() -> None:
    records, _ = several(school="S", number="2", title="Welding", award="Something")
    assert "ceterms:Certificate" in records


@pytest.mark.parametrize("data", [5, {}, {"row": "text"}])
def test_what_is_no_row_is_refused(data: Any) -> None:
    with pytest.raises(SourceBadData, match="no row of a table"):
        records_of(source_of(SEVERAL), document(data, "row"))


def test_rows_of_other_tables_are_passed_over() -> None:
    assert mapped("", {}, table="other") == ([], [])
