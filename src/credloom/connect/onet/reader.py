"""The reader of O*NET: harvests a release from files, or occupations from Web Services; looks codes up with a key."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
import orjson

from credloom import clock
from credloom.connect.onet import shape
from credloom.connect.onet.files import Files
from credloom.connect.onet.web import Web
from credloom.connect.pages import Getter, Validator
from credloom.connect.reader import Found, Harvest
from credloom.errors import SourceBadData
from credloom.model.identity import identifier_key
from credloom.model.record import Document, Refusal
from credloom.sources.manifest import Source

PORTION = 100
SCHEME = "O*NET-SOC"
_KEY = identifier_key(SCHEME, "")
MAX_SEARCHED = 5
"""Occupations that a live search fetches whole: each takes several requests."""


class _Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Of which manifest and content, how many documents are written, whether the end was reached."""

    mark: str = ""
    content: str = ""
    at: int = 0
    done: bool = False
    validators: dict[str, Validator] = {}


class OnetReader:
    """Reads O*NET. With a key, `main` is Web Services, and `files` may be a release beside it; else `main` is one."""

    def __init__(self, source: Source, client: Getter) -> None:
        self._source, self._client = source, client
        main = source.urls.get("main", "")
        served = bool(source.secret) and urlsplit(main).scheme in ("http", "https")
        self._files = source.urls.get("files", "") or ("" if served else main)
        self._web = Web(source, client, main) if served else None

    @property
    def live(self) -> bool:
        """Whether Web Services can be asked: there is a key."""
        return self._web is not None

    @property
    def searchable(self) -> bool:
        """As `live`."""
        return self.live

    async def harvest(self, checkpoint: bytes | None, *, full: bool) -> AsyncIterator[Harvest]:
        """The whole release, or all occupations of Web Services; nothing where the files are what they were."""
        known = _checkpoint(checkpoint, full=full)
        mark = hashlib.sha256(msgspec.json.encode((self._source.urls, self._source.manifest.fetch.options))).hexdigest()
        if known.mark != mark:
            known = _Checkpoint()
        if self._files:
            async for portion in self._release(known, mark, checkpoint):
                yield portion
        elif self._web is not None:
            async for portion in self._services(self._web, known, mark):
                yield portion
        else:
            raise SourceBadData(
                f"{self._source.key}: set the address of the database files (files), or a key for Web Services.",
                source=self._source.key,
            )

    async def _release(self, known: _Checkpoint, mark: str, checkpoint: bytes | None) -> AsyncIterator[Harvest]:
        files = Files(self._source, self._client, self._files)
        if known.done and await files.unchanged(known.validators):
            yield Harvest(checkpoint=checkpoint, finished=True)
            return
        database = await files.load()
        state = _Checkpoint(mark=mark, content=database.digest, validators=database.validators)
        if known.done and known.content == database.digest:
            done = msgspec.structs.replace(state, done=True)
            yield Harvest(checkpoint=msgspec.json.encode(done), finished=True)
            return
        start = known.at if known.content == database.digest else 0
        made = [*_domain_documents(database.tables), *_occupation_documents(database.tables)]
        refusals: Sequence[Refusal] = database.refusals if start == 0 else ()
        for at in range(start, len(made), PORTION) or [len(made)]:
            end = min(at + PORTION, len(made))
            last = end == len(made)
            yield Harvest(
                documents=await asyncio.to_thread(lambda: [_document(ref, data) for ref, data in made[at:end]]),  # noqa: B023  # awaited at once
                refusals=refusals if at == start else (),
                checkpoint=msgspec.json.encode(msgspec.structs.replace(state, at=0 if last else end, done=last)),
                done=end,
                total=len(made),
                finished=last,
                complete=last,
            )

    async def _services(self, web: Web, known: _Checkpoint, mark: str) -> AsyncIterator[Harvest]:
        """All occupations, one after the other. There is nothing that says what changed, so all are read each time."""
        codes = await web.codes()
        content = hashlib.sha256("|".join(codes).encode()).hexdigest()
        start = known.at if known.content == content and not known.done else 0
        for at in range(start, len(codes), PORTION) or [len(codes)]:
            end = min(at + PORTION, len(codes))
            last = end == len(codes)
            found = await self._fetched(web, codes[at:end])
            state = _Checkpoint(mark=mark, content=content, at=0 if last else end, done=last)
            yield Harvest(
                documents=found.documents,
                refusals=found.refusals,
                checkpoint=msgspec.json.encode(state),
                done=end,
                total=len(codes),
                finished=last,
                complete=last,
            )

    async def lookup(self, keys: Sequence[str]) -> Found:
        """The occupations of these keys."""
        codes = [unquote(key[len(_KEY) :]) for key in keys if key.startswith(_KEY)]
        return await self._fetched(self._web, codes) if self._web is not None and codes else Found()

    async def search(self, text: str, first: int) -> Found:
        """Occupations that match a text, best first; a few, each of them whole."""
        if self._web is None or not text.strip():
            return Found()
        codes = await self._web.search(text, min(first, MAX_SEARCHED))
        return await self._fetched(self._web, codes)

    async def _fetched(self, web: Web, codes: Sequence[str]) -> Found:
        made = [data for data in await web.occupations(codes) if data is not None]
        elements = [(f"occupation:{data['code']}", data) for data in made]
        return Found(documents=[_document(ref, data, web.page(data["code"])) for ref, data in elements])


def _domain_documents(tables: dict[str, shape.Rows]) -> Iterator[tuple[str, shape.Json]]:
    for data in shape.domains(tables):
        name = f"{data['domain']}:{data['id'] or 'other'}" if "id" in data else data["domain"]
        yield name, data


def _occupation_documents(tables: dict[str, shape.Rows]) -> Iterator[tuple[str, shape.Json]]:
    for data in shape.occupations(tables):
        yield f"occupation:{data['code']}", data


def _document(ref: str, data: dict[str, Any], url: str | None = None) -> Document:
    return Document(ref=ref, format="onet", given=data, body=orjson.dumps(data), retrieved_at=clock.now(), url=url)


def _checkpoint(data: bytes | None, *, full: bool) -> _Checkpoint:
    try:
        found = msgspec.json.decode(data, type=_Checkpoint) if data else _Checkpoint()
    except msgspec.MsgspecError:
        return _Checkpoint()
    return _Checkpoint() if full and found.done else found
