"""`credloom sources new`: lists in lists, foreign numbers, places in one cell, odd marks between cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from credloom.model.record import Node, Record
from credloom.normalise.implied import first_text
from credloom.sources.propose_rows import holder_of, rows_at
from tests.sources.test_propose import PROGRAM, lines_of, written

SCHOOLS = [
    {
        "orgId": f"S{place}",
        "name": f"School {place}",
        "address": {"city": city, "state": "AR", "zip": "71953"},
        "programs": [
            {"code": code, "title": f"{code} at {place}", "cip": "48.0508", "tuition": 1200 + place, "hours": 320}
            for code in ("WELD", "HVAC")
        ],
    }
    for place, city in enumerate(("Mena", "Helena"))
]


def programs(records: dict[str, Record]) -> list[Node]:
    """The programs, by name."""
    found = [record.node for record in records.values() if record.type == PROGRAM]
    return sorted(found, key=lambda node: first_text(node["ceterms:name"]) or "")


@pytest.mark.parametrize("around", [lambda s: s, lambda s: {"items": s}, lambda s: {"result": {"schools": s}}])
def test_institutions_that_list_their_programs_are_no_programs(around: Any, tmp_path: Path) -> None:
    text, records, refusals = written(orjson.dumps(around(SCHOOLS)), "x.json", tmp_path)
    found = programs(records)
    names = [first_text(node["ceterms:name"]) for node in found]
    owners = {first_text(records[node["ceterms:offeredBy"][0]].node["ceterms:name"]) for node in found}
    (place,) = found[0]["ceterms:availableAt"]
    assert refusals == []
    assert names == ["HVAC at 0", "HVAC at 1", "WELD at 0", "WELD at 1"]
    assert owners == {"School 0", "School 1"}
    assert (first_text(place["ceterms:addressLocality"]), "ceterms:streetAddress" in place) == ("Mena", False)
    assert len(lines_of(text)) <= 30


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"data": [{"name": "Welding", "courses": [{"name": "Arc"}], "cip": "48.0508"}]}, "data"),
        ({"programs": [{"name": "Welding", "credentials": [{"name": "A"}]}]}, "programs"),
        ({"careerAreas": [{"name": "Trades", "courses": [{"name": "Arc"}]}]}, "careerAreas.courses"),
        ([{"programName": "Welding", "offerings": [{"start": "2026-01-01"}]}], ""),
        ({"regions": [{"name": "North", "schools": [{"name": "A", "programs": [{"name": "B"}]}]}]}, "regions"),
        ({"P1": {"name": "A", "cip": "1"}, "P2": {"name": "B", "cip": "2"}}, "*"),
        ({"data": {"name": "A"}, "meta": {"total": 1}}, ""),
    ],
)
def test_where_the_rows_lie(data: Any, where: str) -> None:
    assert rows_at(data) == where


def test_the_word_for_what_holds_rows() -> None:
    assert [holder_of(each) for each in ("data.schools.programs", "items.programs", "programs", "")] == [
        "school", "provider", "provider", "provider",
    ]  # fmt: skip


def test_a_decimal_comma_and_thousands_by_points(tmp_path: Path) -> None:
    content = (
        "Código;Nombre del programa;Institución;Costo de matrícula\n"
        "1;Soldadura;Instituto;4.500,00\n2;Cocina;Instituto;850,50\n"
    )
    _, records, refusals = written(content.encode("latin-1"), "x.csv", tmp_path)
    costs = [node["ceterms:estimatedCost"][0]["ceterms:price"] for node in programs(records)]
    assert (costs, refusals) == ([["850.5"], ["4500"]], [])


def test_a_place_in_one_cell(tmp_path: Path) -> None:
    content = "UID\tCourse\tSchool\tLocation\nA1\tRigging\tPort\tLong Beach, CA 90802\nA2\tWelding\tPort\tOnline\n"
    _, records, refusals = written(content.encode("utf-16"), "x.tsv", tmp_path)
    nodes = sorted((r.node for r in records.values() if "ceterms:availableAt" in r.node), key=str)
    places = [node["ceterms:availableAt"][0] for node in nodes]
    assert refusals == []
    found = places[0] if "ceterms:postalCode" in places[0] else places[1]
    assert found["ceterms:addressLocality"] == {"en-US": ["Long Beach"]}
    assert found["ceterms:addressRegion"] == {"en-US": ["CA"]}


@pytest.mark.parametrize("mark", ["~", "^", "|", ";"])
def test_odd_marks_between_cells(mark: str, tmp_path: Path) -> None:
    lines = [["PRGM_ID", "PRGM_NM", "INST_NM", "CIP_CD"], ["1", "Welding", "Tech", "480508"]]
    _, records, _ = written("\n".join(mark.join(line) for line in lines).encode(), "x.txt", tmp_path)
    assert [first_text(node["ceterms:name"]) for node in programs(records)] == ["Welding"]


def test_codes_without_marks_and_ids_in_wrappings(tmp_path: Path) -> None:
    header = "PRGM_ID,PRGM_NM,INST_NM,CRDNTL_TYPE_DESC,ONET_CD\n"
    content = f"{header}1,Welding,Tech,Certificate,51412100\n2,Nursing,Tech,Diploma,29206100\n"
    _, records, refusals = written(content.encode(), "x.csv", tmp_path / "codes")
    codes = [first_text(node["ceterms:occupationType"][0]["ceterms:codedNotation"]) for node in programs(records)]
    assert (codes, refusals) == (["29-2061.00", "51-4121.00"], [])
    assert {record.type for record in records.values()} >= {"ceterms:Certificate", "ceterms:Diploma"}
    rows = [{"_id": {"$oid": f"a{place}"}, "title": f"Course {place}", "school": "A"} for place in range(3)]
    text, _, _ = written(orjson.dumps(rows), "x.json", tmp_path / "ids")
    assert 'id = "_id.$oid"' in text


@pytest.mark.parametrize(
    "around",
    [
        lambda names, rows: {"meta": {"view": {"columns": [{"id": -1, "name": n} for n in names]}}, "data": rows},
        lambda names, rows: {"fields": names, "rows": rows},
        lambda names, rows: {"result": {"schema": [{"fieldName": n} for n in names], "records": rows}},
    ],
)
def test_rows_that_are_lists_take_the_names_beside_them(around: Any, tmp_path: Path) -> None:
    names = [":sid", "Program ID", "Program Name", "Provider", "CIP Code", "Tuition"]
    rows = [[f"row-{n}", f"P{n}", f"Welding {n}", "Red Rock", "48.0508", str(900 + n)] for n in range(4)]
    text, records, refusals = written(orjson.dumps(around(names, rows)), "rows.json", tmp_path)
    found = programs(records)
    assert refusals == []
    assert [first_text(node["ceterms:name"]) for node in found] == [f"Welding {n}" for n in range(4)]
    assert all(node["ceterms:estimatedCost"] and node["ceterms:instructionalProgramType"] for node in found)
    assert 'id = "Program ID"' in text
    assert len(lines_of(text)) <= 30
