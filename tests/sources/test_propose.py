"""`credloom sources new`: the first manifest of catalogs that nobody has seen before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credloom.errors import CredloomError, SourceBadData, UsageError
from credloom.model.record import Node, Record
from credloom.normalise.implied import first_text
from credloom.sources.manifest import Manifest
from credloom.sources.parse import parse
from credloom.sources.propose import LINES, propose
from tests.connectors.connector_samples import made, source_at
from tests.sources import catalogs
from tests.sources.catalogs import PROGRAMS

FIRST = PROGRAMS[0]
KEY = "us-tx-catalog"


def written(content: bytes, filename: str, folder: Path) -> tuple[str, dict[str, Record], list[str]]:
    """The manifest for a sample, and what mapping the sample with it gives."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / filename
    file.write_bytes(content)
    text = propose(content, filename, KEY, url=file.as_uri())
    manifest = parse(text, Path(KEY))
    records, refusals = made(source_at(manifest, file))
    return text, records, [f"{refusal.place}: {refusal.reason}" for refusal in refusals]


def lines_of(text: str) -> list[str]:
    """The lines that count: neither empty nor a comment."""
    return [line for line in text.split("\n") if line.strip() and not line.startswith("#")]


def tidy(text: str) -> bool:
    """Whether the source comes first, then how it is fetched, with single empty lines between and none around."""
    first, second = ("source = {", "\nfetch = {") if text.startswith("source = {") else ("[source]\n", "\n\n[fetch]\n")
    order = text.startswith(first) and 0 < text.index(second) < text.index("record]")
    return order and "\n\n\n" not in text and text.endswith("\n") and not text.endswith("\n\n")


def told(records: dict[str, Record], type_: str) -> dict[str, Any]:
    """What the record of the first program says, in the words of the catalogs."""
    record = next(
        r for r in records.values() if r.type == type_ and first_text(r.node.get("ceterms:name")) == FIRST["name"]
    )
    node = record.node
    found: dict[str, Any] = {"name": FIRST["name"]}
    owner = records.get(str((node.get("ceterms:offeredBy") or node.get("ceterms:ownedBy") or [""])[0]))
    values = {
        "provider": first_text(owner.node["ceterms:name"]) if owner else None,
        "about": first_text(node.get("ceterms:description")),
        "url": first_text(node.get("ceterms:subjectWebpage")),
        "cip": _code(node, "ceterms:instructionalProgramType"),
        "soc": _code(node, "ceterms:occupationType"),
        "start": first_text(node.get("ceterms:dateEffective")),
        **_costs(node),
        **_durations(node),
        **_place(node),
    }
    return found | {name: value for name, value in values.items() if value is not None}


def _code(node: Node, name: str) -> str | None:
    return next((first_text(item["ceterms:codedNotation"]) for item in node.get(name, ())), None)


def _costs(node: Node) -> dict[str, Any]:
    names = {"Tuition": "tuition", "Learning Resource": "books", "Aggregate Cost": "total"}
    found: dict[str, Any] = {}
    for item in node.get("ceterms:estimatedCost", ()):
        label = first_text(item["ceterms:directCostType"][0]["ceterms:targetNodeName"])
        where = _target(item, "ceterms:residencyType")
        residency = {"residency:OutOfState": "out of state ", "residency:InState": "in state "}.get(where, "")
        found[residency + names.get(str(label), str(label))] = float(item["ceterms:price"][0])
    return found


def _target(node: Node, name: str) -> str:
    return str(next((item["ceterms:targetNode"][0] for item in node.get(name, ())), ""))


def _durations(node: Node) -> dict[str, Any]:
    found = {}
    for item in node.get("ceterms:estimatedDuration", ()):
        text = first_text(item.get("ceterms:exactDuration")) or first_text(item.get("ceterms:timeRequired")) or ""
        unit = {"W": "weeks", "H": "hours", "M": "months"}[text[-1]]
        found[unit] = float(text.strip("PTWHM"))
    return found


def _place(node: Node) -> dict[str, Any]:
    places = node.get("ceterms:availableAt") or [{}]
    names = {"street": "streetAddress", "city": "addressLocality", "state": "addressRegion", "zip": "postalCode"}
    return {name: first_text(places[0].get(f"ceterms:{term}")) for name, term in names.items()}


PROGRAM, CREDENTIAL = "ceterms:LearningProgram", "ceterms:Certificate"
BASIC = ("name", "provider", "cip")
CASES: list[tuple[Callable[[], bytes], str, str, tuple[str, ...]]] = [
    (catalogs.shouting, "programs.csv", PROGRAM,
     (*BASIC, "about", "soc", "tuition", "books", "hours", "weeks", "street", "city", "state", "zip", "url")),
    (catalogs.run_together, "PROGRAMS.CSV", PROGRAM,
     (*BASIC, "tuition", "books", "hours", "city", "state", "zip", "url", "start")),
    (catalogs.camel_semicolons, "export.csv", PROGRAM,
     ("name", "cip", "tuition", "out of state tuition", "months", "city", "zip", "url")),
    (catalogs.tabs, "list.tsv", PROGRAM, (*BASIC, "hours", "tuition", "out of state tuition", "zip")),
    (catalogs.federal, "etpl.csv", PROGRAM, (*BASIC, "about", "url", "hours", "weeks", "soc", "tuition")),
    (catalogs.scorecard, "results.csv", PROGRAM,
     (*BASIC, "about", "weeks", "hours", "tuition", "books", "soc", "city", "state", "zip", "start")),
    (catalogs.title_above, "list.csv", PROGRAM, (*BASIC, "total", "weeks", "city", "url")),
    (catalogs.two_rows, "list.xlsx", PROGRAM, (*BASIC, "city", "zip", "hours", "url", "tuition", "books")),
    (catalogs.spanish, "catalogo.csv", PROGRAM,
     (*BASIC, "about", "soc", "tuition", "books", "weeks", "street", "city", "zip", "url", "start")),
    (catalogs.bare_codes, "list.csv", PROGRAM,
     (*BASIC, "soc", "in state tuition", "out of state tuition", "books", "weeks", "street", "start")),
    (catalogs.meaningless, "x.csv", PROGRAM,
     (*BASIC, "soc", "url", "weeks", "about", "total", "start", "state", "zip")),
    (catalogs.lying, "x.csv", PROGRAM, (*BASIC, "url", "weeks")),
    (catalogs.nested, "api.json", PROGRAM, (*BASIC, "soc", "tuition", "weeks", "city", "state", "zip", "url")),
    (catalogs.open_data, "datastore.json", PROGRAM, (*BASIC, "tuition", "hours", "city", "zip", "url")),
    (catalogs.features, "map.geojson", PROGRAM, (*BASIC, "total", "weeks", "city", "zip", "url")),
    (catalogs.keyed, "all.json", PROGRAM, (*BASIC, "total", "url", "weeks")),
    (catalogs.badges, "micro.jsonl", "ceterms:MicroCredential", ("name", "provider", "about", "total", "weeks", "url")),
    (catalogs.pipes_utf16, "list.txt", PROGRAM, (*BASIC, "tuition", "hours", "city", "state", "zip", "start")),
    (catalogs.apprenticeships, "sponsors.csv", "ceterms:ApprenticeshipCertificate",
     ("name", "provider", "soc", "hours", "city", "state", "zip", "url")),
]  # fmt: skip
EXPECTED: dict[str, Any] = FIRST | {
    "soc": "51-4121", "tuition": 4200.0, "books": 350.0, "hours": 640.0, "weeks": 32.0, "start": "2025-08-25",
    "months": 8.0, "out of state tuition": 8400.0, "in state tuition": 4200.0, "total": 4200.0,
}  # fmt: skip


@pytest.mark.parametrize(("catalog", "filename", "type_", "fields"), CASES, ids=[case[0].__name__ for case in CASES])
def test_a_catalog_is_recognised(
    catalog: Callable[[], bytes], filename: str, type_: str, fields: tuple[str, ...], tmp_path: Path
) -> None:
    text, records, refusals = written(catalog(), filename, tmp_path)
    found = told(records, type_)
    if type_ == "ceterms:ApprenticeshipCertificate" or catalog is catalogs.scorecard:
        found["soc"] = found["soc"].removesuffix(".00")
    assert {name: found.get(name) for name in fields} == {name: EXPECTED[name] for name in fields}
    closed = catalog is catalogs.shouting
    assert sum(record.type == type_ for record in records.values()) == len(PROGRAMS) - closed
    assert refusals == []
    assert len(lines_of(text)) <= LINES
    assert tidy(text)


def test_what_a_program_leads_to_becomes_a_credential(tmp_path: Path) -> None:
    _, records, _ = written(catalogs.federal(), "etpl.csv", tmp_path)
    named = {first_text(r.node["ceterms:name"]): r for r in records.values() if r.type == "ceterms:Certificate"}
    record = named["Welding Technology Certificate"]
    (condition,) = record.node["ceterms:requires"]
    program = records[condition["ceterms:targetLearningOpportunity"][0]]
    assert first_text(program.node["ceterms:name"]) == "Welding Technology"
    assert program.node["ceterms:isPreparationFor"] == [record.key]


def test_a_column_that_only_says_the_kind_gives_a_credential_for_each_program(tmp_path: Path) -> None:
    _, records, _ = written(catalogs.tabs(), "list.tsv", tmp_path)
    kinds = {first_text(r.node["ceterms:name"]): r.type for r in records.values() if "ceterms:requires" in r.node}
    assert kinds == {
        "Welding Technology": "ceterms:Certificate",
        "Practical Nursing": "ceterms:Diploma",
        "Cybersecurity Analyst": "ceterms:Certificate",
        "Commercial Truck Driving": "ceterms:License",
        "Medical Assistant": "ceterms:Certificate",
    }


def test_outcomes_are_recognised_and_withheld_ones_stay_withheld(tmp_path: Path) -> None:
    _, records, _ = written(catalogs.federal(), "etpl.csv", tmp_path)
    programs = [r.node for r in records.values() if r.type == PROGRAM]
    told_ = [item for node in programs for item in node["ceterms:aggregateData"]]
    assert len(told_) == 10
    assert b"DataSuppressed" in orjson.dumps(told_)


def test_spanish_names_say_that_the_texts_are_spanish(tmp_path: Path) -> None:
    text, records, _ = written(catalogs.spanish(), "catalogo.csv", tmp_path)
    assert 'language = "es"' in text
    assert {tag for r in records.values() if r.type == PROGRAM for tag in r.node["ceterms:name"]} == {"es"}


def test_a_licence_is_a_credential_of_its_agency(tmp_path: Path) -> None:
    _, records, refusals = written(catalogs.licenses(), "licenses.csv", tmp_path)
    licences = [r.node for r in records.values() if r.type == "ceterms:License"]
    assert (len(licences), refusals) == (5, [])
    assert all(node["ceterms:occupationType"] and node["ceterms:ownedBy"] for node in licences)


def test_a_table_of_jobs_is_recognised(tmp_path: Path) -> None:
    text, records, refusals = written(catalogs.postings(), "jobs.csv", tmp_path)
    assert 'kind = "EMPLOYER_JOBS"' in text
    (first, *rest) = [r.node for r in records.values() if r.type == "schema:JobPosting"]
    assert (len(rest), refusals) == (4, [])
    assert first["schema:datePosted"] == ["2026-07-01"]
    assert first["schema:validThrough"] == ["2026-09-30"]


def test_linked_data_needs_no_map(tmp_path: Path) -> None:
    text, records, refusals = written(catalogs.linked(), "credentials.json", tmp_path)
    assert 'reader = "ctdl"' in text
    assert (len(records), refusals) == (5, [])
    assert 'reader = "ctdl"' in propose(b"<urn:a> a <urn:b> .", "x.ttl", "x")


def test_no_contact_is_mapped_or_named() -> None:
    text = propose(catalogs.shouting(), "programs.csv", KEY)
    assert "CONTACT" not in text


def test_what_is_not_used_is_listed() -> None:
    assert "# not used: A" in propose(catalogs.meaningless(), "x.csv", KEY)


def test_pages_are_recognised() -> None:
    text = propose(catalogs.nested(), "api.json", KEY)
    assert (
        'page = { by = "page", param = "page", size = 5, size_param = "per_page", first = 1, total = "meta.total" }'
        in text
    )


@pytest.mark.parametrize(
    ("content", "filename", "key", "reason"),
    [
        (b"a,b\n1,2\n", "x.csv", "Not A Key", "cannot be a connector's name"),
        (b"", "x.csv", "x", "is empty"),
        (b"name,cip\n", "x.csv", "x", "holds no row to learn from"),
        (b"id,count\n3,4\n", "x.csv", "x", "no column looks like a name"),
        (b"1,Welding,48.0508\n2,Nursing,51.3901\n", "x.csv", "x", "x.csv:1: expected the names of columns, found"),
        (b"{", "x.json", "x", "is not strict JSON"),
        (b"[]", "x.json", "x", "holds no row to learn from"),
        (b"PK\x03\x04 not a workbook", "x.xlsx", "x", "is no workbook"),
        (b"\x1f\x8bnot gzip", "x.csv.gz", "x", "is no whole gzip file"),
        (b"<!DOCTYPE html><html></html>", "x.csv", "x", "an HTML page came"),
    ],
)
def test_a_sample_that_says_nothing_is_a_clear_error(content: bytes, filename: str, key: str, reason: str) -> None:
    with pytest.raises((UsageError, SourceBadData), match=reason):
        propose(content, filename, key)


_CELL = (
    st.text(max_size=30) | st.integers().map(str) | st.sampled_from(["48.0508", "51-4121", "12 weeks", "$5", "TX", "*"])
)


@settings(max_examples=120, deadline=None)
@given(st.lists(_CELL, min_size=1, max_size=6), st.lists(st.lists(_CELL, min_size=1, max_size=6), max_size=5))
def test_whatever_a_table_holds_the_manifest_is_one_or_there_is_a_clear_error(
    header: list[str], lines: list[list[str]]
) -> None:
    content = catalogs.separated(header, lines).encode("utf-8", "replace")
    try:
        text = propose(content, "x.csv", "x")
    except CredloomError:
        return
    assert isinstance(parse(text, Path("x")), Manifest)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=15,
)


@settings(max_examples=120, deadline=None)
@given(_VALUES)
def test_whatever_json_holds_the_manifest_is_one_or_there_is_a_clear_error(data: Any) -> None:
    try:
        text = propose(orjson.dumps(data), "x.json", "x")
    except CredloomError:
        return
    assert isinstance(parse(text, Path("x")), Manifest)


# -- on real data


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("place", "fields", "count"),
    [
        ("states/california/programs.json", {"ceterms:offeredBy", "ceterms:instructionalProgramType"}, 60),
        ("states/colorado/programs-w.json", {"ceterms:instructionalProgramType"}, None),
        ("states/colorado/provider-programs-no-contacts.json", {"ceterms:offeredBy", "ceterms:estimatedCost"}, 5),
    ],
)
def test_states_are_recognised(
    shared_data: Path, tmp_path: Path, place: str, fields: set[str], count: int | None
) -> None:
    file = shared_data / place
    text, records, _ = written(file.read_bytes(), file.name, tmp_path)
    programs = [r.node for r in records.values() if r.type == PROGRAM]
    assert all(node["ceterms:name"] for node in programs)
    assert fields <= set().union(*programs)
    assert count is None or len(programs) == count
    assert programs
    assert len(lines_of(text)) <= LINES
    assert tidy(text)


@pytest.mark.parametrize("key", ["north-carolina-catalog", "new-york-suny"])
def test_the_samples_of_our_own_connectors_are_recognised(key: str, tmp_path: Path) -> None:
    file = next(Path(__file__).resolve().parents[2].glob(f"connectors/{key}/sample.*"))
    text, records, _ = written(file.read_bytes(), file.name, tmp_path)
    assert len(lines_of(text)) <= LINES
    assert tidy(text)
    found: set[str] = set().union(*(record.node for record in records.values()))
    assert found >= {
        "ceterms:name",
        "ceterms:description",
        "ceterms:subjectWebpage",
        "ceterms:instructionalProgramType",
        "ceterms:occupationType",
        "ceterms:estimatedCost",
        "ceterms:estimatedDuration",
        "ceterms:dateEffective",
        "ceterms:availableAt",
    }
