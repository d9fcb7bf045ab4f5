"""Records are made anew from kept originals when the rules change, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from credloom.model.record import Document, Refusal
from credloom.normalise import Normalised, normalise
from credloom.sources.manifest import Source
from credloom.store import open_store, renormalise
from credloom.store.ports import Batch, SearchQuery, Store
from tests.store.make import CATALOG, REGISTRY, ctid, document, source

CONTEXT = "https://credreg.net/ctdl/schema/context/json"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(tmp_path, write=True)) as opened:
        yield opened


def payload(number: int, **more: object) -> Document:
    return document(
        ctid(number),
        {
            "@context": CONTEXT,
            "@type": "ceterms:Certificate",
            "@id": f"https://credentialengineregistry.org/resources/{ctid(number)}",
            "ceterms:ctid": ctid(number),
            "ceterms:name": {"en-US": f"Certificate {number}"},
            **more,
        },
    )


def refresh(store: Store, told: Source, *documents: Document) -> None:
    made = normalise(told, documents)
    store.write(Batch(source=told.key, documents=documents, records=made.records, refusals=made.refusals))


def test_the_first_time_only_notes_by_which_rules(store: Store) -> None:
    written = store.renormalise(source())
    assert written is not None
    assert written.changed == written.added == 0
    assert store.renormalise(source()) is None


def test_other_rules_read_every_original_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    told = source()
    store.renormalise(told)
    refresh(store, told, *(payload(number) for number in range(7)))
    monkeypatch.setattr(renormalise, "PORTION", 3)
    monkeypatch.setattr(renormalise, "rules", lambda: "new rules")
    written = store.renormalise(told)
    assert written is not None
    assert (written.unchanged, written.changed, written.removed) == (7, 0, 0)
    assert store.renormalise(told) is None


def test_what_the_new_rules_read_otherwise_is_changed_or_gone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    told = source()
    store.renormalise(told)
    refresh(store, told, payload(1), payload(2))

    def other(told: Source, documents: list[Document]) -> object:
        made = normalise(told, [one for one in documents if one.ref != ctid(2)])
        for one in made.records:
            one.node["ceterms:name"] = {"en-US": ["Read otherwise"]}
        made.records[:] = [msgspec.structs.replace(one, content_hash="00" * 32) for one in made.records]
        return made

    monkeypatch.setattr(renormalise, "rules", lambda: "new rules")
    monkeypatch.setattr(renormalise, "normalise", other)
    written = store.renormalise(told)
    assert written is not None
    assert (written.changed, written.removed) == (1, 1)
    snapshot = store.snapshot()
    assert snapshot.get_many([ctid(2)]) == [None]
    assert snapshot.search(SearchQuery(kind="Credential", text="otherwise")).total == 1
    assert snapshot.original(REGISTRY, ctid(2)) == payload(2).body


def test_a_changed_manifest_is_another_rule_wherever_its_folder_is() -> None:
    told = source(CATALOG)
    moved = msgspec.structs.replace(told, manifest=msgspec.structs.replace(told.manifest, folder=Path("/elsewhere")))
    assert renormalise.version_of(moved) == renormalise.version_of(told)
    fetch = msgspec.structs.replace(told.manifest.fetch, timeout_seconds=1.0, every_seconds=1)
    hasty = msgspec.structs.replace(told, manifest=msgspec.structs.replace(told.manifest, fetch=fetch))
    assert renormalise.version_of(hasty) == renormalise.version_of(told)
    info = msgspec.structs.replace(told.manifest.source, language="es")
    other = msgspec.structs.replace(told, manifest=msgspec.structs.replace(told.manifest, source=info))
    assert renormalise.version_of(other) != renormalise.version_of(told)


def test_what_new_rules_cannot_read_is_refused_and_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip in a manifest empties no source."""
    told = source()
    store.renormalise(told)
    refresh(store, told, payload(1), payload(2))

    def worse(told: Source, documents: list[Document]) -> Normalised:
        refusals = [Refusal(source=told.key, place=one.ref, reason="It has no name.", ref=one.ref) for one in documents]
        return Normalised([], refusals)

    monkeypatch.setattr(renormalise, "rules", lambda: "new rules")
    monkeypatch.setattr(renormalise, "normalise", worse)
    written = store.renormalise(told)
    assert written is not None
    assert written.removed == 0
    assert None not in store.snapshot().get_many([ctid(1), ctid(2)])
    assert {one.ref for one in store.snapshot().refusals(told.key)} == {ctid(1), ctid(2)}


def test_a_listing_that_was_stopped_begins_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records that were only made again are not records that the listing showed."""
    told = source()
    store.renormalise(told)
    run = store.begin(told.key)
    refresh(store, told, *(payload(number) for number in range(7)))
    store.finish(told.key, run, complete=True)
    stopped = store.begin(told.key)
    made = normalise(told, [payload(0)])
    store.write(Batch(source=told.key, documents=[payload(0)], records=made.records, checkpoint=b"behind 0"))
    monkeypatch.setattr(renormalise, "rules", lambda: "new rules")
    store.renormalise(told)
    assert store.snapshot().sources()[told.key].checkpoint is None
    again = store.begin(told.key)
    assert again != stopped
    refresh(store, told, *(payload(number) for number in range(6)))
    assert store.finish(told.key, again, complete=True).removed == 1
    assert store.snapshot().get_many([ctid(6)]) == [None]


@pytest.mark.parametrize(
    ("form", "body", "data"),
    [
        ("ctdl", b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        ("row", b'{"row": {"x": "1"}}', {"at": "ref", "row": {"x": "1"}}),
        ("rdf:turtle", b"<a> <b> <c> .", None),
        ("jobposting", b"<html>", None),
    ],
)
def test_originals_come_back_as_their_reader_gave_them(store: Store, form: str, body: bytes, data: object) -> None:
    kept = msgspec.structs.replace(document("ref"), format=form, body=body)
    store.write(Batch(source=REGISTRY, documents=[kept]))
    writer = store._writer  # type: ignore[attr-defined]
    ((found,),) = writer.originals(REGISTRY, 10)
    assert (found.ref, found.format, found.body, found.data) == ("ref", form, body, data)
