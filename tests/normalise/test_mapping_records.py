"""Look-ups, joins, lists in rows, and rows that become several records with links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from credloom.errors import SourceBadData
from credloom.model.record import Record
from credloom.normalise import normalise
from credloom.normalise.mapping import records_of
from tests.normalise.make import CTID, RESOURCE, document, source_of
from tests.normalise.mapped import HEAD, alignment, mapped, problem, value


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
    assert [place["ceterms:addressLocality"]["en-US"][0] for place in many] == ["A", "B"]
    (single,) = value('"ceterms:availableAt" = { each = "one", city = "town", name = "^.id" }', row)
    assert single["ceterms:name"] == {"en-US": ["1"]}


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


def test_a_value_that_two_records_have_is_read_for_both_and_refused_once() -> None:
    again = '[[record]]\nname = "award"\ntype = "Certificate"\nid = "id"\n'
    again += 'copy = ["ceterms:name", "ceterms:estimatedCost"]\n'
    text = f'{HEAD}[[record]]\ntype = "LearningProgram"\nid = "id"\n[record.map]\n"ceterms:name" = "id"\n'
    text += f'"ceterms:estimatedCost" = "price"\n{again}'
    for price, problems in (("40", 0), ("call us", 1)):
        data = {"table": "rows", "row": {"id": "1", "price": price}}
        made = normalise(source_of(text), [document(data, "row")])
        costs = [record.node.get("ceterms:estimatedCost") for record in made.records]
        assert len(costs) == 2
        assert costs[0] == costs[1]
        assert (costs[0] is None, len(made.refusals)) == (problems == 1, problems)


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


_MENTIONS = (
    '"ceterms:ownedBy" = { field = "school", as = "organization", description = "about" }\n'
    '"ceterms:teaches" = { field = "skills", split = ";", framework = "about" }\n'
    '"ceterms:subject" = "about"\n'
    '"ceterms:availableAt" = { city = "city" }\n'
    '"ceterms:identifier" = { field = "id", scheme = "about" }\n'
    '"ceterms:jurisdiction" = "city"\n'
    '"ceterms:aggregateData" = { field = "rate", metric = "completion-rate", label = "Tasa", '
    'of = "Todos", denominator = "rate", period = "city" }\n'
    '"ceterms:entryCondition" = { type = "ConditionProfile", map = { "ceterms:description" = "about" } }\n'
)
_MENTIONED = {"school": "Escuela Uno", "about": "Una escuela", "skills": "leer;sumar", "city": "Ponce", "rate": "80"}


@pytest.mark.parametrize(("said", "tag"), [('"es-PR"', "es-PR"), ('""', "und")])
def test_every_text_has_the_language_of_the_manifest(said: str, tag: str) -> None:
    head = HEAD.replace('"en-US"', said)
    text = f'{head}[record]\ntype = "LearningProgram"\nid = "id"\n[map]\n"ceterms:name" = "id"\n{_MENTIONS}'
    data = {"table": "rows", "row": {"id": "1", **_MENTIONED}}
    made = normalise(source_of(text), [document(data, "row")])
    assert {r.type for r in made.records} == {"ceterms:LearningProgram", "ceterms:Organization", "ceasn:Competency"}
    assert {found for r in made.records for found in _tags(r.node)} == {tag}


def test_a_rule_may_say_another_language() -> None:
    rule = '"ceterms:availableAt" = { city = "city", lang = "es" }'
    (place,) = value(rule, _MENTIONED)
    assert place["ceterms:addressLocality"] == {"es": ["Ponce"]}


def _tags(found: Any) -> Iterator[str]:
    """The languages of all texts in a node: keys of language maps, which hold lists of texts and have no prefix."""
    if isinstance(found, list):
        for item in found:
            yield from _tags(item)
    elif isinstance(found, dict):
        for name, inner in found.items():
            if ":" in name or name.startswith("@"):
                yield from _tags(inner)
            else:
                yield name
