"""All of the public data, through stand-ins that speak the real protocols over loopback, into one real store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec
import pytest

from credloom.store import open_store
from credloom.store.ports import Snapshot
from tests.shared_data.everything import (
    RECORDS,
    REFUSED,
    Everything,
    keys,
    records,
    records_table,
    refusals,
    refused_table,
)

pytestmark = pytest.mark.shared_data

PUBLISHED = 2808
"""Payloads that the stand-in of the Registry was given; some share a main CTID, and the newest counts."""
READ = {
    "california": 60,
    "colorado-etpl": 2572,
    "credential-registry": 2791,
    "documents": 161,
    "foreign": 36,
    "job-postings": 1,
    "onet": 1153,
    "onet-later": 1153,
    "postings-2016": 50,
    "usajobs-commerce": 5239,
    "usajobs-labor": 1780,
}
NOT_STRICT = 37
"""Files below the folders of CTDL documents that are no strict JSON: 36 by syntax, one that is not UTF-8."""
THINGS = {
    "Assessment": 23,
    "Collection": 1,
    "Competency": 9704,
    "Credential": 53,
    "Framework": 16,
    "Job": 8103,
    "LearningOpportunity": 2735,
    "Manifest": 26,
    "Organization": 143,
    "Other": 2917,
    "Pathway": 7,
    "PathwayComponent": 346,
    "TransferValue": 15,
}
"""What is shown: records that share an identity are one thing."""
OCCUPATIONS = 1016
PERSONAL = ("mailto:", "ceterms:email", "ceterms:telephone", "ceterms:ContactPoint")
READ_WHOLE_AGAIN = tuple(key for key in READ if not key.startswith("onet"))
"""O*NET takes as long as all others together; that it reads the same twice is tested with its sample."""


class Counted(msgspec.Struct):
    """What one pass over all records finds."""

    types: Counter[tuple[str, str]]
    occupations: Counter[str]
    persons: list[str]


@pytest.fixture(scope="module")
def counted(loaded: Everything) -> Counted:
    store = open_store(loaded.data_dir, write=False)
    found = Counted(Counter(), Counter(), [])
    for record in records(store.snapshot()):
        found.types[record.source, record.type] += 1
        if record.type == "ceterms:Occupation" and record.source.startswith("onet"):
            found.occupations[record.key] += 1
        text = str(record.node)
        found.persons += [f"{record.source} {record.record_id}: {sign}" for sign in PERSONAL if sign in text]
    store.close()
    return found


@pytest.fixture
def snapshot(loaded: Everything) -> Iterator[Snapshot]:
    store = open_store(loaded.data_dir, write=False)
    yield store.snapshot()
    store.close()


def test_every_source_is_read_to_its_end(loaded: Everything) -> None:
    assert {key: result.problem for key, result in loaded.first.items()} == dict.fromkeys(READ)
    assert {key: result.progress.done for key, result in loaded.first.items()} == READ
    assert len(loaded.published.payloads) == PUBLISHED


def test_every_type_has_its_number_of_records(counted: Counted) -> None:
    assert records_table(counted.types) == RECORDS.read_text()


def test_what_was_refused_is_listed_with_file_place_and_reason(loaded: Everything, snapshot: Snapshot) -> None:
    assert refused_table(refusals(snapshot, list(loaded.sources))) == REFUSED.read_text()


def test_files_that_are_not_strict_are_refused_with_line_and_column(loaded: Everything, snapshot: Snapshot) -> None:
    found = [one for one in refusals(snapshot, ["documents"]) if "is not strict JSON" in one.reason]
    assert len({one.place for one in found}) == NOT_STRICT
    for one in found:
        assert one.place in loaded.published.others
        assert one.reason.startswith(f"{one.place}:")
        line, column = one.reason.removeprefix(f"{one.place}:").split(":")[:2]
        assert int(line) >= 1
        assert int(column) >= 1


def test_formats_without_a_reader_become_nothing(snapshot: Snapshot) -> None:
    status = snapshot.sources()["foreign"]
    assert status.records == 0
    assert status.refused > 0


def test_things_of_every_kind_can_be_shown(snapshot: Snapshot) -> None:
    known = keys(snapshot)
    found = Counter(
        type(thing).__name__ for at in range(0, len(known), 500) for thing in snapshot.get_many(known[at : at + 500])
    )
    assert found == THINGS


def test_two_releases_of_the_same_occupations_are_one_thing_each(counted: Counted) -> None:
    assert len(counted.occupations) == OCCUPATIONS
    assert set(counted.occupations.values()) == {2}


def test_no_person_is_kept(counted: Counted) -> None:
    assert counted.persons == []


def test_a_second_refresh_changes_nothing(loaded: Everything, snapshot: Snapshot) -> None:
    before = snapshot.epoch, [snapshot.sources()[key].records for key in READ]
    for result in loaded.again(list(READ), full=False).values():
        assert result.problem is None
        assert (result.progress.added, result.progress.changed, result.progress.removed) == (0, 0, 0)
    store = open_store(loaded.data_dir, write=False)
    after = store.snapshot()
    assert [after.sources()[key].records for key in READ] == before[1]
    assert refused_table(refusals(after, list(READ))) == REFUSED.read_text()
    assert not after.changes(_last(snapshot), 10, None, None)
    store.close()


def test_reading_everything_again_changes_nothing(loaded: Everything, snapshot: Snapshot) -> None:
    for key, result in loaded.again(READ_WHOLE_AGAIN, full=True).items():
        assert result.problem is None
        progress = result.progress
        assert (progress.added, progress.changed, progress.removed) == (0, 0, 0), key
        assert progress.done == READ[key]
    store = open_store(loaded.data_dir, write=False)
    assert not store.snapshot().changes(_last(snapshot), 10, None, None)
    assert {key: after.records for key, after in store.snapshot().sources().items()} == {
        key: before.records for key, before in snapshot.sources().items()
    }
    store.close()


def _last(snapshot: Snapshot) -> str:
    return snapshot.changes(None, 10**9, None, None)[-1].cursor
