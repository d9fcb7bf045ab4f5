"""Addresses → answers: one file, a folder of files, or a listing split over pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

import msgspec
import orjson

from credloom.errors import SourceBadData, SourceError, SourceNotFound, SourceRefused, SourceUnavailable
from credloom.sources import formats
from credloom.sources.cells import walk
from credloom.sources.manifest import Source
from credloom.sources.rules import Page, Table

MAX_PAGES = 20_000
_LINK = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?', re.IGNORECASE)
_ENDINGS = {
    "csv": (".csv", ".txt"),
    "tsv": (".tsv", ".txt", ".tab"),
    "json": (".json",),
    "jsonl": (".jsonl", ".ndjson", ".json"),
    "xlsx": (".xlsx", ".xlsm"),
}


class Response(Protocol):
    """What a client answers: the part of `httpx.Response` that is used here."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def content(self) -> bytes: ...


class Getter(Protocol):
    """A client of HTTP: one GET within the source's limits, its secret added. Errors are `SourceError`s."""

    async def get(
        self, url: str, *, source: Source, headers: Mapping[str, str], params: Mapping[str, str]
    ) -> Response: ...


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The content of an address; `unchanged` where the source says that it is what it was. `missing`, alone in an
    answer behind the last one of a listing, says what the source counts and did not give."""

    url: str
    content: bytes = b""
    etag: str = ""
    modified: str = ""
    link: str = ""
    media: str = ""
    unchanged: bool = False
    missing: str = ""


class Validator(msgspec.Struct, frozen=True, array_like=True):
    """What makes the next request conditional (RFC 9110, section 8.8)."""

    etag: str = ""
    modified: str = ""


def addresses(source: Source, table: Table) -> list[str]:
    """Every address of a table that is known before asking: one, one for each value of a list, or files of a folder."""
    base = source.urls.get(table.source_url) or source.urls["main"]
    if table.page is not None and table.page.by == "list":
        marker = "{" + table.page.param + "}"
        if marker not in table.url:
            raise SourceBadData(f"The table {table.name!r} pages by list, but its url has no {marker}.")
        values = table.page.values
        return [one for value in values for one in _located(base, table.url.replace(marker, quote(value)), table)]
    return _located(base, table.url, table)


def _located(base: str, url: str, table: Table) -> list[str]:
    parts = urlsplit(base)
    if parts.scheme == "file":
        return _files(Path(unquote(parts.path)), url, table)
    if urlsplit(url).scheme:
        return [url]
    if not url:
        return [base]
    folder, _, last = parts.path.rpartition("/")
    path = folder if "." in last else parts.path.rstrip("/")
    extra = urlsplit(url)
    query = "&".join(word for word in (parts.query, extra.query) if word)
    return [urlunsplit((parts.scheme, parts.netloc, f"{path}/{extra.path.lstrip('/')}", query, ""))]


def _files(base: Path, url: str, table: Table) -> list[str]:
    if url and urlsplit(url).scheme:
        url = urlsplit(url).path.rsplit("/", 1)[-1]
    name = unquote(urlsplit(url).path)
    if base.is_file() and not (name and (base.parent / name).is_file()):
        return [base.as_uri()]
    folder = base.parent if base.is_file() else base
    if name and Path(name).suffix:
        return [(folder / name).absolute().as_uri()]
    endings = _ENDINGS.get(table.reader, ())
    wanted = tuple(ending + packed for ending in endings for packed in ("", ".gz"))
    found = [
        file
        for file in (sorted(folder.iterdir()) if folder.is_dir() else [])
        if file.name.lower().endswith(wanted) and (not name or re.match(rf"{re.escape(name)}[.-]", file.name))
    ]
    return [file.absolute().as_uri() for file in found] or [(folder / name).absolute().as_uri()]


async def get(
    client: Getter, source: Source, url: str, validator: Validator | None, params: Mapping[str, str]
) -> Answer:
    """The answer at one address. Raises `SourceNotFound` and the other `SourceError`s."""
    if urlsplit(url).scheme == "file":
        return read_file(source, url, validator)
    headers = {}
    if validator is not None and validator.etag:
        headers["If-None-Match"] = validator.etag
    if validator is not None and validator.modified:
        headers["If-Modified-Since"] = validator.modified
    merged = {**source.manifest.fetch.params, **params}
    response = await client.get(url, source=source, headers=headers, params=merged)
    found = response.headers
    check(response.status_code, source, url)
    link = _LINK.search(found.get("link", ""))
    return Answer(
        url=url,
        content=response.content,
        etag=found.get("etag", ""),
        modified=found.get("last-modified", ""),
        link=urljoin(url, link[1]) if link else "",
        media=found.get("content-type", "").partition(";")[0].strip().lower(),
        unchanged=response.status_code == 304,
    )


def check(status: int, source: Source, url: str) -> None:
    """Raise the `SourceError` that a status means."""
    if status < 400:
        return
    kind: type[SourceError] = SourceUnavailable if status >= 500 else SourceBadData
    kind = {401: SourceRefused, 403: SourceRefused, 404: SourceNotFound, 410: SourceNotFound}.get(status, kind)
    raise kind(f"{source.key} answered {status}.", source=source.key, detail=url)


def read_file(source: Source, url: str, validator: Validator | None = None) -> Answer:
    """The content of a file; its time and size stand for an entity tag."""
    file = Path(unquote(urlsplit(url).path))
    limit = source.manifest.fetch.max_bytes
    try:
        about = file.stat()
        etag = f"{about.st_mtime_ns}-{about.st_size}"
        if validator is not None and validator.etag == etag:
            return Answer(url=url, etag=etag, unchanged=True)
        if about.st_size > limit:
            raise SourceBadData(f"{file.name} is larger than {limit >> 20} MB (fetch.max_bytes).", source=source.key)
        return Answer(url=url, content=file.read_bytes(), etag=etag)
    except FileNotFoundError as error:
        raise SourceNotFound(f"There is no file {file.name}.", source=source.key, detail=str(file)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceUnavailable(
            f"{file.name} cannot be read: {reason}.", source=source.key, detail=str(file)
        ) from error


async def pages(client: Getter, source: Source, table: Table, first: str) -> AsyncIterator[Answer]:
    """The answers of a listing that starts at an address and is split as the table's `page` says."""
    page = table.page
    if page is None or page.by == "list" or urlsplit(first).scheme == "file":
        yield await get(client, source, first, None, {})
        return
    seen: set[str] = set()
    state = _State(page, first)
    for _ in range(MAX_PAGES):
        answer = await get(client, source, state.url, None, state.params())
        digest = hashlib.sha256(answer.content).hexdigest()
        if digest in seen:  # a source that does not know the parameter sends the same page for ever
            break
        seen.add(digest)
        yield answer
        if not state.go_on(answer, table):
            break
    else:
        raise SourceBadData(f"{source.key}: more than {MAX_PAGES} pages.", source=source.key)
    if missing := state.missing():
        yield Answer(url=first, missing=missing)


class _State:
    """Where a paged listing stands."""

    def __init__(self, page: Page, url: str) -> None:
        self._page, self.url = page, url
        self._count = self._asked = 0
        self._missing = ""
        start = page.first if page.first is not None else (1 if page.by == "page" else 0)
        self._next = str(start) if page.by in ("offset", "page") else ""
        self._moved = False

    def params(self) -> dict[str, str]:
        page = self._page
        found = {page.size_param: str(page.size)} if page.size_param and page.size else {}
        if self._moved:
            return {}
        return found | ({page.param: self._next} if page.param and self._next else {})

    def go_on(self, answer: Answer, table: Table) -> bool:
        """Whether there is a further page, and be ready to ask for it."""
        page = self._page
        if page.by == "link":
            return self._move(answer.link)
        data = _loads(answer)
        if page.by == "next":
            found = walk(data, page.at)
            return self._move(urljoin(self.url, found) if isinstance(found, str) and found else "")
        if page.by == "cursor":
            found = walk(data, page.at)
            again = str(found) == self._next
            self._next = str(found) if found else ""
            return bool(self._next) and not again
        return self._count_on(data, answer, table)

    def _count_on(self, data: Any, answer: Answer, table: Table) -> bool:
        page = self._page
        rows = walk(data, table.each) if data is not None else _rows_in(answer, table)
        got = len(rows) if isinstance(rows, list) else 0
        self._count += got
        self._asked += 1
        self._next = str(int(self._next) + (got if page.by == "offset" else 1))
        for what, path, reached in (("rows", page.total, self._count), ("pages", page.pages, self._asked)):
            most = walk(data, path) if path else None
            if isinstance(most, int | str) and str(most).isdigit():
                self._missing = f"only {reached} of {most} {what} came" if reached < int(most) else ""
                return got > 0 and reached != int(most)  # where more came already, the total is no end
        return got > 0

    def missing(self) -> str:
        """What the source counts and did not give; an empty text where it counts nothing, or all came."""
        return self._missing

    def _move(self, url: str) -> bool:
        if not url or url == self.url:
            return False
        here, there = urlsplit(self.url), urlsplit(url)
        if (here.scheme, here.netloc) != (there.scheme, there.netloc):
            raise SourceBadData(f"The next page is said to be on another host ({there.netloc}).")
        self.url, self._moved = url, True
        return True


def _loads(answer: Answer) -> Any:
    try:
        return orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        return None


def _rows_in(answer: Answer, table: Table) -> list[formats.Numbered]:
    return formats.parse(answer.content, table, answer.url, limit=len(answer.content) * 100).rows
