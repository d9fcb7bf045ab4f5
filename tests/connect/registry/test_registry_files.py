"""A registry on disk, in every shape in which its documents are passed on."""

from __future__ import annotations

import asyncio
import base64
import gzip
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pytest

from credloom.connect.reader import Harvest
from credloom.connect.registry import RegistryReader, files
from credloom.errors import SourceNotFound
from tests.connect.registry.registries import (
    START,
    ctid,
    ctids,
    documents,
    filled,
    framework,
    payload,
    reasons,
    refs,
    source,
)


def _read(place: Path, checkpoint: bytes | None = None, *, full: bool = False, **options: Any) -> list[Harvest]:
    async def work() -> list[Harvest]:
        reader = RegistryReader(source(url=place.as_uri(), **options), None)  # type: ignore[arg-type]  # no network here
        assert not reader.live
        assert (await reader.lookup([ctid(1)])).documents == ()
        assert (await reader.search("a", 5)).documents == ()
        return [portion async for portion in reader.harvest(checkpoint, full=full)]

    return asyncio.run(work())


def _write(file: Path, value: Any) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(value if isinstance(value, bytes) else orjson.dumps(value))
    return file


def _envelope(number: int, **more: Any) -> dict[str, Any]:
    return {**filled(1, number).listed()[0].json(), **more}


def _jwt(value: Any) -> str:
    parts = (orjson.dumps({"alg": "RS256"}), orjson.dumps(value), b"signature")
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def test_every_shape_is_read(tmp_path: Path) -> None:
    old = _envelope(3)
    del old["decoded_resource"]
    resource = payload(2)["@graph"][0]
    _write(tmp_path / "a" / "envelope.json", _envelope(1))
    _write(tmp_path / "a" / "resource.jsonld", resource)
    _write(tmp_path / "b" / "jwt.json", {**old, "resource": _jwt(payload(3))})
    _write(tmp_path / "list.json", [_envelope(4), payload(5), payload(6)["@graph"][0]])
    _write(tmp_path / "lines.jsonl", orjson.dumps(_envelope(7)) + b"\n\n" + orjson.dumps(payload(8)))
    _write(tmp_path / "packed.json.gz", gzip.compress(orjson.dumps(payload(9))))
    _write(tmp_path / "mark.json", b"\xef\xbb\xbf" + orjson.dumps(framework(10, range(20, 24))))
    _write(
        tmp_path / "base64.json", {**old, **_head(11), "resource": base64.b64encode(orjson.dumps(payload(11))).decode()}
    )
    _write(tmp_path / "text.json", {**old, **_head(12), "resource": orjson.dumps(payload(12)).decode()})
    _write(tmp_path / "object.json", {**old, **_head(13), "resource": payload(13)})
    _write(tmp_path / "wide.json", orjson.dumps(payload(15)).decode().encode("utf-16"))
    _write(tmp_path / "notes.txt", b"not for us")
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        archive.writestr(f"{ctid(14)}.json", orjson.dumps(_envelope(14)))
        archive.writestr("folder/", b"")
        archive.writestr("read.me", b"not for us")
    portions = _read(tmp_path)
    assert set(refs(portions)) == ctids(range(1, 16))
    assert reasons(portions) == []
    assert (portions[-1].finished, portions[-1].complete) == (True, True)
    found = documents(portions)
    assert found[ctid(1)].modified_at is not None
    assert found[ctid(1)].url is None
    assert len(found[ctid(10)].data["@graph"]) == 5


def _head(number: int) -> dict[str, Any]:
    return {"envelope_ceterms_ctid": ctid(number), "envelope_id": f"e-{number}"}


@pytest.mark.parametrize(
    ("name", "content", "place", "words"),
    [
        ("cut.json", b'{"@id": "x', "cut.json", "cut.json:1:"),
        ("word.json", b'"text"', "word.json", "neither an envelope, a graph nor a resource"),
        ("other.json", b'{"Credential": {}}', "other.json", "neither an envelope, a graph nor a resource"),
        ("none.json", b'{"envelope_id": "e", "decoded_resource": null}', "none.json", "no decoded_resource"),
        ("junk.json", b'{"envelope_id": "e", "resource": "DELETED FOR BREVITY"}', "junk.json", "no readable payload"),
        ("odd.json", b'{"envelope_id": 5, "decoded_resource": {}}', "odd.json", "no envelope"),
        ("list.json", b'[1, {"@id": "https://x.example/1"}]', "list.json#/0", "neither an envelope"),
        ("lines.jsonl", b'{"@id": "https://x.example/2"}\n{"@id"', "lines.jsonl:2", "lines.jsonl:2:1:7"),
        ("bad.zip", b"no archive", "bad.zip", "no readable ZIP file"),
        ("bad.json.gz", b"\x1f\x8bno gzip", "bad.json.gz", "no whole gzip file"),
        ("big.json", b'"' + b"x" * 3_000 + b'"', "big.json", "larger than"),
    ],
)
def test_what_cannot_be_read_is_refused_with_file_and_reason(
    tmp_path: Path, name: str, content: bytes, place: str, words: str
) -> None:
    _write(tmp_path / name, content)
    _write(tmp_path / "zz-good.json", _envelope(1))
    portions = _read(tmp_path, fetch={"max_bytes": 2_000})
    found = [refusal for portion in portions for refusal in portion.refusals]
    assert [refusal.place for refusal in found] == [place]
    assert words in found[0].reason
    assert ctid(1) in refs(portions)


def test_a_large_member_of_an_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.json", b" " * 5_000_000)
    portions = _read(tmp_path, fetch={"max_bytes": 100_000})
    assert "bomb.zip/bomb.json: is larger than" in reasons(portions)[0]


def test_of_several_envelopes_of_one_ctid_the_newest_counts(tmp_path: Path) -> None:
    dates = {"a.json": "2026-05-01", "b.json": "2026-07-01", "c.json": "2026-06-01"}
    for place, (name, date) in enumerate(dates.items()):
        _write(tmp_path / name, _envelope(1, envelope_id=f"e-{place}", updated_at=f"{date}T00:00:00Z"))
    deleted = _envelope(2, node_headers={"deleted_at": "2024-01-01 00:00:00 UTC"})
    _write(tmp_path / "deleted.json", deleted)
    portions = _read(tmp_path)
    assert set(refs(portions)) == {ctid(1)}
    assert documents(portions)[ctid(1)].modified_at == START.replace(month=7)


def test_it_is_read_again_only_where_it_changed_and_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PORTION", 2)
    for number in range(1, 6):
        _write(tmp_path / f"{number}.json", _envelope(number))
    whole = _read(tmp_path)
    assert [len(portion.documents) for portion in whole] == [2, 2, 1]
    assert refs(_read(tmp_path, whole[0].checkpoint)) == refs(whole)[2:]
    assert refs(_read(tmp_path, whole[-1].checkpoint)) == []
    assert len(refs(_read(tmp_path, whole[-1].checkpoint, full=True))) == 5
    assert len(refs(_read(tmp_path, b"of another version"))) == 5
    _write(tmp_path / "6.json", _envelope(6))
    again = _read(tmp_path, whole[-1].checkpoint)
    assert (len(refs(again)), again[-1].complete) == (6, True)


def test_a_list_with_blank_nodes_is_one_graph(tmp_path: Path) -> None:
    node = {**payload(1)["@graph"][0], "ceterms:recognizedBy": ["_:b"]}
    blank = {"@id": "_:b", "@type": "ceterms:Organization", "ceterms:name": {"en-US": "Council"}}
    _write(tmp_path / "nodes.json", [node, blank])
    portions = _read(tmp_path)
    assert refs(portions) == [ctid(1)]
    assert portions[0].documents[0].data == {"@graph": [node, blank]}


def test_one_file_is_a_registry_too_and_a_missing_one_is_an_error(tmp_path: Path) -> None:
    file = _write(tmp_path / "one.data", [_envelope(1), _envelope(2)])
    assert set(refs(_read(file))) == ctids(range(1, 3))
    with pytest.raises(SourceNotFound, match=r"There is no file or folder none\.json"):
        _read(tmp_path / "none.json")


def test_an_empty_folder_is_complete_and_has_nothing(tmp_path: Path) -> None:
    portions = _read(tmp_path)
    assert [(len(one.documents), one.finished) for one in portions] == [(0, True)]
