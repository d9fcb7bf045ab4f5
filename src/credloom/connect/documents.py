"""The reader of CTDL files: JSON-LD, Turtle, N-Triples and RDF/XML, from an address, a file or a folder of files."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from credloom import clock
from credloom.connect.pages import Answer, Getter, get, read_file
from credloom.connect.reader import Found, Harvest
from credloom.errors import SourceBadData, SourceNotFound
from credloom.model.record import Document, Refusal
from credloom.sources import formats
from credloom.sources.manifest import Source

PORTION = 100
_JSON = (".json", ".jsonld", ".json-ld")
_RDF = {".ttl": "rdf:turtle", ".nt": "rdf:nt", ".rdf": "rdf:xml", ".xml": "rdf:xml", ".owl": "rdf:xml"}
_MEDIA = {
    "text/turtle": "rdf:turtle",
    "application/n-triples": "rdf:nt",
    "application/rdf+xml": "rdf:xml",
}


class _Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A digest of names, times and sizes of all files, how many are written, whether the end was reached."""

    mark: str = ""
    at: int = 0
    done: bool = False


class DocumentReader:
    """Reads CTDL documents: one file is one document. Files of other kinds in a folder are passed over."""

    live = searchable = False

    def __init__(self, source: Source, client: Getter) -> None:
        self._source, self._client = source, client

    async def harvest(self, checkpoint: bytes | None, *, full: bool) -> AsyncIterator[Harvest]:
        """All documents in portions; nothing where no file changed since the checkpoint."""
        known = _read(checkpoint)
        urls, mark = await asyncio.to_thread(self._listed)
        if known.done and known.mark == mark and mark and not full:
            yield Harvest(checkpoint=checkpoint, finished=True)
            return
        start = known.at if known.mark == mark and mark and not known.done else 0
        for first in range(start, len(urls), PORTION) or [len(urls)]:
            end = min(first + PORTION, len(urls))
            documents, refusals = await self._documents(urls[first:end])
            last = end == len(urls)
            yield Harvest(
                documents=documents,
                refusals=refusals,
                checkpoint=msgspec.json.encode(_Checkpoint(mark=mark, at=0 if last else end, done=last)),
                done=end,
                total=len(urls),
                finished=last,
                complete=last,
            )

    async def lookup(self, keys: Sequence[str]) -> Found:
        """Nothing: files are no service that can be asked for one key."""
        del keys
        return Found()

    async def search(self, text: str, first: int) -> Found:
        """Nothing: files are no service that can be searched."""
        del text, first
        return Found()

    def _listed(self) -> tuple[list[str], str]:
        urls: list[str] = []
        mark = hashlib.sha256()
        for url in self._source.urls.values():
            if urlsplit(url).scheme != "file":
                return list(self._source.urls.values()), ""
            base = Path(unquote(urlsplit(url).path))
            if not base.exists():
                raise SourceNotFound(f"There is no file or folder {base.name}.", source=self._source.key)
            for file in [base] if base.is_file() else sorted(base.rglob("*")):
                if file.is_file() and (_kind(file.name) or base.is_file()):
                    about = file.stat()
                    urls.append(file.absolute().as_uri())
                    mark.update(f"{file}|{about.st_mtime_ns}|{about.st_size}\n".encode())
        return urls, mark.hexdigest()[:32]

    async def _documents(self, urls: Sequence[str]) -> tuple[list[Document], list[Refusal]]:
        documents: list[Document] = []
        refusals: list[Refusal] = []
        for url in urls:
            name = self._name(url)
            try:
                if urlsplit(url).scheme == "file":
                    answer = await asyncio.to_thread(read_file, self._source, url)
                else:
                    answer = await get(self._client, self._source, url, None, {})
                documents.append(self._document(answer, name))
            except SourceBadData as error:
                if len(urls) == 1 and urlsplit(url).scheme != "file":
                    raise
                refusals.append(Refusal(source=self._source.key, place=name, reason=str(error), ref=name))
        return documents, refusals

    def _name(self, url: str) -> str:
        path = unquote(urlsplit(url).path)
        for base in self._source.urls.values():
            folder = unquote(urlsplit(base).path).rstrip("/")
            if path.startswith(folder + "/"):
                return path[len(folder) + 1 :]
        return path.rpartition("/")[2] or path

    def _document(self, answer: Answer, name: str) -> Document:
        body = formats.unpacked(answer.content, name, self._source.manifest.fetch.max_bytes)
        kind = _kind(name) or _MEDIA.get(answer.media, "ctdl")
        data = formats.strict_json(body, name) if kind == "ctdl" else None
        url = answer.url if urlsplit(answer.url).scheme != "file" else None
        return Document(ref=name, format=kind, given=data, body=body, retrieved_at=clock.now(), url=url)


def _kind(name: str) -> str:
    """The document format of a file's name; an empty text for what is no CTDL file."""
    plain = name.lower().removesuffix(".gz")
    if plain.endswith(_JSON):
        return "ctdl"
    return _RDF.get(Path(plain).suffix, "")


def _read(data: bytes | None) -> _Checkpoint:
    """The checkpoint; one of another version counts as none."""
    try:
        return msgspec.json.decode(data, type=_Checkpoint) if data else _Checkpoint()
    except msgspec.MsgspecError:
        return _Checkpoint()
