"""One suite for every connector folder: a new state gets all of these tests for nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credloom.connect.tables import TableReader
from credloom.model.record import Document
from credloom.normalise import jsonld, normalise
from credloom.sources.manifest import Manifest
from credloom.sources.readers import TABLE_READERS
from tests.connectors.connector_samples import connectors, document, harvests, made, sample_of, source_at

MANIFESTS = connectors()
WITH_SAMPLE = {key: place for key, manifest in MANIFESTS.items() if (place := sample_of(manifest))}
TABULAR = [key for key in WITH_SAMPLE if MANIFESTS[key].fetch.reader in TABLE_READERS]
BUILT_IN = ("colorado-etpl", "north-carolina-catalog", "new-york-suny", "job-postings", "onet")


def test_the_built_in_connectors_are_there() -> None:
    assert set(BUILT_IN) <= set(WITH_SAMPLE)


@pytest.mark.parametrize("key", WITH_SAMPLE)
def test_sample_becomes_expected(key: str) -> None:
    manifest = MANIFESTS[key]
    records, _ = made(source_at(manifest, WITH_SAMPLE[key]))
    expected = orjson.loads((manifest.folder / "expected.jsonld").read_bytes())
    assert document(records) == expected
    assert len(records) >= 2


@pytest.mark.parametrize("key", WITH_SAMPLE)
def test_what_a_row_becomes_is_canonical_ctdl(key: str) -> None:
    """The JSON-LD reader finds nothing to change in a mapped node: one canonical form, two ways to it."""
    records, _ = made(source_at(MANIFESTS[key], WITH_SAMPLE[key]))
    for record in records.values():
        read = jsonld.Document()
        read.read(orjson.loads(orjson.dumps(record.node)))
        assert not read.dropped
        assert list(read.nodes.values()) == [record.node]


@pytest.mark.parametrize("key", WITH_SAMPLE)
def test_second_refresh_changes_nothing(key: str) -> None:
    source = source_at(MANIFESTS[key], WITH_SAMPLE[key])
    first = harvests(source)
    assert first[-1].finished
    assert first[-1].complete
    again = harvests(source, first[-1].checkpoint)
    assert [len(portion.documents) for portion in again] == [0]
    assert again[-1].finished
    assert not again[-1].complete, "what was not listed must not be taken for gone"


@pytest.mark.parametrize("key", WITH_SAMPLE)
def test_two_readings_are_equal(key: str) -> None:
    source = source_at(MANIFESTS[key], WITH_SAMPLE[key])
    one, two = (made(source)[0] for _ in range(2))
    assert {k: r.content_hash for k, r in one.items()} == {k: r.content_hash for k, r in two.items()}


@pytest.mark.parametrize("key", WITH_SAMPLE)
def test_a_stopped_refresh_goes_on_behind_what_was_written(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("credloom.connect.tables.PORTION", 1)
    monkeypatch.setattr("credloom.connect.documents.PORTION", 1)
    monkeypatch.setattr("credloom.connect.jobs.reader.PORTION", 1)
    monkeypatch.setattr("credloom.connect.onet.reader.PORTION", 1)
    monkeypatch.setattr("credloom.connect.registry.files.PORTION", 1)
    source = source_at(MANIFESTS[key], WITH_SAMPLE[key])
    whole = harvests(source)
    resumed = harvests(source, whole[0].checkpoint) if len(whole) > 1 else []
    refs = [document.ref for portion in whole for document in portion.documents]
    assert [document.ref for portion in resumed for document in portion.documents] == refs[1 : len(whole)]
    assert len(set(refs)) == len(refs)


_HOSTILE: list[Any] = [
    None,
    "",
    0,
    -1,
    1e308,
    True,
    [],
    {},
    [None, [], {}],
    {"value": {"value": "deep"}},
    "x" * 200_000,
    "<script>alert(1)</script><b>bold",
    "javascript:alert(1)",
    "http://[::1",
    "\x00\x01\u2028\ud7ff",
    "9" * 400,
    "1e999",
    "someone@school.example +1 303 555 0199",
    "\u202etxt",
    "2024-02-31",
    "P1Y" * 5000,
    "((((((((((" * 3000,
]


def _document(table: str, row: dict[str, Any], joined: dict[str, Any]) -> Document:
    data = {"table": table, "row": row, "joined": joined, "lookups": {}}
    return Document(ref="hostile", format="row", given=data, body=b"{}", retrieved_at=datetime(2026, 8, 1, tzinfo=UTC))


def _documents(key: str) -> list[Document]:
    source = source_at(MANIFESTS[key], WITH_SAMPLE[key])
    return [document for portion in harvests(source) for document in portion.documents]


@pytest.mark.parametrize("key", TABULAR)
def test_hostile_cells_never_raise(key: str) -> None:
    """Every cell of a good row replaced by every hostile value: records or refusals, within a second each."""
    source = source_at(MANIFESTS[key], WITH_SAMPLE[key])
    good = _documents(key)[0].data
    for column in good["row"]:
        for value in _HOSTILE:
            row = {**good["row"], column: value}
            result = normalise(source, [_document(good["table"], row, good["joined"])])
            for record in result.records:
                orjson.dumps(record.node)
                assert all(page.startswith("http") for page in record.node.get("ceterms:subjectWebpage", ()))
                assert b"@school.example" not in orjson.dumps(record.node)


@pytest.mark.parametrize("key", TABULAR)
@pytest.mark.parametrize("value", _HOSTILE, ids=lambda value: repr(value)[:20])
def test_rows_of_nothing_but_hostile_cells_never_raise(key: str, value: Any) -> None:
    good = _documents(key)[0].data
    source = source_at(MANIFESTS[key], WITH_SAMPLE[key])
    normalise(source, [_document(good["table"], dict.fromkeys(good["row"], value), {})])


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("key", TABULAR)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_any_row_gives_records_or_refusals(key: str, data: st.DataObject) -> None:
    manifest: Manifest = MANIFESTS[key]
    columns = sorted({column for rule in manifest.records for part in rule.map for column in part.fields})
    row = data.draw(st.dictionaries(st.sampled_from([*columns, *manifest.records[0].id]), _JSON, max_size=12))
    source = source_at(manifest, WITH_SAMPLE[key])
    result = normalise(source, [_document(manifest.records[0].table, row, {})])
    assert all(record.key and record.type for record in result.records)


@pytest.mark.parametrize("key", TABULAR)
def test_a_row_without_its_id_is_refused_with_its_place(key: str) -> None:
    manifest = MANIFESTS[key]
    good = _documents(key)[0].data
    row = {column: value for column, value in good["row"].items() if column not in manifest.records[0].id}
    result = normalise(source_at(manifest, WITH_SAMPLE[key]), [_document(good["table"], row, good["joined"])])
    assert manifest.records[0].id[0] in result.refusals[0].reason
    assert result.refusals[0].place == "hostile"


@pytest.mark.parametrize("key", MANIFESTS)
def test_extra_manifests_are_short(key: str) -> None:
    lines = [line for line in (MANIFESTS[key].folder / "manifest.toml").read_text().splitlines() if line.strip()]
    one_record = len(MANIFESTS[key].records) == 1 and len(MANIFESTS[key].tables) == 1
    assert len(lines) <= (30 if one_record else 90), "a state joins with 30 lines; several tables and records need more"


@pytest.mark.shared_data
def test_colorado_has_exactly_its_programs(shared_data: Path) -> None:
    source = source_at(MANIFESTS["colorado-etpl"], shared_data / "states" / "colorado")
    records, refusals = made(source)
    programs = [record for record in records.values() if record.type == "ceterms:LearningProgram"]
    detailed = [record for record in programs if "ceterms:offeredBy" in record.node]
    assert (len(programs), len(detailed), len(refusals)) == (2572, 4, 0)


@pytest.mark.shared_data
def test_california_joins_by_a_manifest_alone(shared_data: Path) -> None:
    source = source_at(MANIFESTS["california"], shared_data / "states" / "california" / "programs.json")
    records, refusals = made(source)
    by_type: dict[str, int] = {}
    for record in records.values():
        by_type[record.type] = by_type.get(record.type, 0) + 1
    assert by_type == {"ceterms:LearningProgram": 60, "ceterms:Organization": 17}
    assert not refusals


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("key", "place", "type_", "count"),
    [
        ("usajobs", "jobs/postings/usajobs-labor.json", "schema:JobPosting", 1780),
        ("usajobs", "jobs/postings/usajobs-commerce.json", "schema:JobPosting", 5239),
        ("postings-2016", "jobs/postings/schema-org-50-postings-2016.json.gz", "schema:JobPosting", 50),
        ("job-postings", "jobs/postings/schema-org-50-postings-2016.json.gz", "schema:JobPosting", 50),
        ("onet", "occupations/onet", "ceterms:Occupation", 1016),
    ],
)
def test_shapes_of_jobs_and_occupations_join(shared_data: Path, key: str, place: str, type_: str, count: int) -> None:
    records, refusals = made(source_at(MANIFESTS[key], shared_data / place))
    assert sum(record.type == type_ for record in records.values()) == count
    assert not refusals


def test_checkpoint_of_another_version_is_read_as_none() -> None:
    source = source_at(MANIFESTS["new-york-suny"], WITH_SAMPLE["new-york-suny"])
    for checkpoint in (b"not json", b'{"at": "x"}', json.dumps({"manifest": "other", "done": True}).encode()):
        assert len(harvests(source, checkpoint)[0].documents) == 3


def test_a_changed_manifest_reads_everything_anew() -> None:
    manifest = MANIFESTS["new-york-suny"]
    source = source_at(manifest, WITH_SAMPLE["new-york-suny"])
    checkpoint = harvests(source)[-1].checkpoint
    fewer = msgspec.structs.replace(manifest, records=manifest.records[:1])
    changed = msgspec.structs.replace(source, manifest=fewer)
    assert len(harvests(changed, checkpoint)[0].documents) == 3
    assert not TableReader(source, None).live  # type: ignore[arg-type]  # no client is needed to ask this
