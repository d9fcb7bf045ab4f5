"""A registry on disk: a file or a folder of envelopes, graphs, resources, lists of these, JSON lines, or a ZIP of them.

The Registry's own download is such a ZIP: one envelope a file, named by its CTID.
"""

from __future__ import annotations

import asyncio
import codecs
import hashlib
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec
import orjson

from credloom import clock
from credloom.connect.pages import read_file
from credloom.connect.reader import Harvest
from credloom.connect.registry import envelopes
from credloom.connect.registry.envelopes import Unread
from credloom.connect.registry.seen import Seen
from credloom.errors import SourceBadData, SourceError, SourceNotFound
from credloom.model.record import Document, Refusal
from credloom.sources import formats
from credloom.sources.manifest import Source

PORTION = 250
"""Documents that are written at once."""
_ENDINGS = (".json", ".jsonld", ".json-ld", ".jsonl", ".ndjson", ".zip")
_LINES = (".jsonl", ".ndjson")
_PAYLOAD = frozenset({"@graph", "@id", "@context", "@type", "ceterms:ctid"})
_ENVELOPE = frozenset({"decoded_resource", "envelope_id", "envelope_ceterms_ctid", "resource"})


class _Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A digest of names, times and sizes of all files, how many documents are written, whether the end was reached."""

    files: str = ""
    at: int = 0
    done: bool = False


class Folder:
    """The files of one source."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._base = Path(unquote(urlsplit(source.urls["main"]).path))

    async def harvest(self, checkpoint: bytes | None, *, full: bool) -> AsyncIterator[Harvest]:
        """All documents in portions; nothing where no file changed since the checkpoint."""
        known = _read(checkpoint)
        files, mark = await asyncio.to_thread(self._listed)
        if known.done and known.files == mark and not full:
            yield Harvest(checkpoint=checkpoint, finished=True)
            return
        start = known.at if known.files == mark and not known.done else 0
        items = _Items(self._source, self._base, files)
        for portion in items.portions(start):
            yield Harvest(
                documents=portion.documents,
                refusals=portion.refusals,
                checkpoint=_written(mark, portion),
                done=portion.at,
                finished=portion.last,
                complete=portion.last,
            )
            await asyncio.sleep(0)

    def _listed(self) -> tuple[list[Path], str]:
        if not self._base.exists():
            raise SourceNotFound(f"There is no file or folder {self._base.name}.", source=self._source.key)
        found = [self._base] if self._base.is_file() else sorted(self._base.rglob("*"))
        files = [file for file in found if file.is_file() and (file == self._base or _wanted(file.name))]
        mark = hashlib.sha256()
        for file in files:
            about = file.stat()
            mark.update(f"{file}|{about.st_mtime_ns}|{about.st_size}\n".encode())
        return files, mark.hexdigest()[:32]


class _Portion(msgspec.Struct):
    documents: list[Document]
    refusals: list[Refusal]
    at: int
    last: bool


class _Items:
    """What stands in some files, one after the other: documents and refusals, each with its place."""

    def __init__(self, source: Source, base: Path, files: list[Path]) -> None:
        self._source, self._base, self._files = source, base, files
        self._seen = Seen()
        self._now = clock.now()

    def portions(self, start: int) -> Iterator[_Portion]:
        """Portions of what comes behind `start` items."""
        documents: list[Document] = []
        refusals: list[Refusal] = []
        at = 0
        for at, item in enumerate(self._items(), start=1):
            if at <= start:
                continue
            if isinstance(item, Document):
                documents.append(item)
            elif isinstance(item, Refusal):
                refusals.append(item)
            if len(documents) >= PORTION:
                yield _Portion(documents, refusals, at, last=False)
                documents, refusals = [], []
        yield _Portion(documents, refusals, at, last=True)

    def _items(self) -> Iterator[Document | Refusal | None]:
        for file in self._files:
            name = str(file.relative_to(self._base)) if file != self._base else file.name
            try:
                for place, body in self._bodies(file, name):
                    yield self._item(place, body)
            except SourceError as error:
                yield self._refusal(name, str(error))

    def _bodies(self, file: Path, name: str) -> Iterator[tuple[str, bytes]]:
        """(place, JSON) of each envelope, graph or resource of a file."""
        limit = self._source.manifest.fetch.max_bytes
        if name.lower().endswith(".zip"):
            yield from self._packed(file, name, limit)
            return
        content = read_file(self._source, file.absolute().as_uri()).content
        yield from _parts(formats.unpacked(content, name, limit), name)

    def _packed(self, file: Path, name: str, limit: int) -> Iterator[tuple[str, bytes]]:
        try:
            with zipfile.ZipFile(file) as archive:
                for entry in archive.infolist():
                    if not entry.is_dir() and _wanted(entry.filename):
                        with archive.open(entry) as member:
                            body = member.read(limit + 1)
                        if len(body) > limit:
                            raise SourceBadData(f"{name}/{entry.filename}: is larger than {limit >> 20} MB.")
                        yield from _parts(body, f"{name}/{entry.filename}")
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
            raise SourceBadData(f"{name}: is no readable ZIP file ({error}).") from error

    def _item(self, place: str, body: bytes) -> Document | Refusal | None:
        """A document, a refusal, or nothing for an envelope of which a newer one was met."""
        try:
            return self._document(place, body)
        except SourceBadData as error:
            return self._refusal(place, str(error))

    def _document(self, place: str, body: bytes) -> Document | None:
        data = formats.strict_json(body, place)
        if not isinstance(data, dict) or not (_PAYLOAD | _ENVELOPE) & data.keys():
            raise SourceBadData(f"{place}: is neither an envelope, a graph nor a resource.")
        body = body.removeprefix(codecs.BOM_UTF8)
        if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            body = orjson.dumps(data)
        if not _ENVELOPE & data.keys():
            return envelopes.graph_document(body, "", self._now, name=place)
        found = envelopes.one(body)
        if isinstance(found, Unread):
            raise SourceBadData(f"{place}: {found.reason}")
        if found.deleted or not self._seen.is_news(found):
            return None
        return envelopes.document(found, "", self._now, name=place)

    def _refusal(self, place: str, reason: str) -> Refusal:
        return Refusal(source=self._source.key, place=place, reason=reason, ref=place)


def _parts(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The members of a list or the lines of JSON lines; else the whole.

    A list of nodes of which some are blank is one graph: the others may refer to them.
    """
    if name.lower().removesuffix(".gz").endswith(_LINES):
        for number, line in enumerate(content.splitlines(), start=1):
            if line.strip():
                yield f"{name}:{number}", line
        return
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] != b"[":
        yield name, content
        return
    members = formats.strict_json(content, name)
    if any(isinstance(member, dict) and str(member.get("@id", "")).startswith("_:") for member in members):
        yield name, orjson.dumps({"@graph": members})
        return
    for number, member in enumerate(members):
        yield f"{name}#/{number}", orjson.dumps(member)


def _wanted(name: str) -> bool:
    return name.lower().removesuffix(".gz").endswith(_ENDINGS)


def _written(mark: str, portion: _Portion) -> bytes:
    return msgspec.json.encode(_Checkpoint(files=mark, at=0 if portion.last else portion.at, done=portion.last))


def _read(data: bytes | None) -> _Checkpoint:
    """The checkpoint; one of another version counts as none."""
    try:
        return msgspec.json.decode(data, type=_Checkpoint) if data else _Checkpoint()
    except msgspec.MsgspecError:
        return _Checkpoint()
