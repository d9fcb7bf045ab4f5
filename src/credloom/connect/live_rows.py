"""Rows that are asked for while a query runs: a page of a listing, or the rows of some ids."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote, unquote, urlsplit

import cachebox
import msgspec
import orjson

from credloom import clock
from credloom.connect.pages import Answer, Getter, Response, addresses, check, get
from credloom.connect.reader import Found, Place, SourcePage
from credloom.connect.tables_load import identity, renamed
from credloom.errors import BadUserInput, SourceBadData, SourceNotFound
from credloom.model.identity import local_part
from credloom.model.record import Document, Refusal
from credloom.sources import formats
from credloom.sources.cells import first_text, holds, holds_any, walk
from credloom.sources.dates import moment
from credloom.sources.manifest import Source
from credloom.sources.rules import ById, Page, RecordRule, Table

PAGED = ("page", "offset", "cursor")
"""Ways of paging whose place is a parameter: an address that a client holds in its cursor could be any."""
LONGEST_PLACE = 1_000
LARGEST_NUMBER = 10**9
KEPT = 8_192
"""Of how many rows of a table it is remembered what they are."""
LONGEST_KEPT = 4_096
LONG = 131_072
"""Reading more bytes than these takes more than a millisecond."""


class Asker(Getter, Protocol):
    """A client of HTTP that can also post a question."""

    async def post(self, url: str, *, source: Source, json: Any, params: Mapping[str, str], safe: bool) -> Response: ...


class LiveRows:
    """What one table can be asked."""

    def __init__(self, source: Source, table: Table, client: Asker) -> None:
        self.table, self._source, self._client = table, source, client
        self._records = [record for record in source.manifest.records if record.table == table.name]
        self._key = table.key or identity(source, table)
        self._asked = _asked(source, table) if table.by_id is not None else ""
        self._made: cachebox.LRUCache[bytes, _Row] = cachebox.LRUCache(KEPT)
        self._ctids = any(record.ctid for record in self._records)
        self._addresses = any(record.iri for record in self._records)
        self._local = tuple(_prefix(source, record) for record in self._records if len(record.id) == 1)

    @property
    def pages(self) -> bool:
        """Whether one page of the listing can be asked for by itself."""
        return self.table.listed and (self.table.page is None or self.table.page.by in PAGED)

    def taken(self, keys: Sequence[str]) -> list[str]:
        """Those of some keys that may be rows of this table."""
        if self.table.by_id is None:
            return []
        ctids, addresses, local = self._ctids, self._addresses, self._local
        return [
            key
            for key in keys
            if (ctids if key.startswith("ce-") else key.startswith(local) if key.startswith("urn:") else addresses)
        ]

    async def by_id(self, keys: Sequence[str]) -> Found:
        """The rows of some keys, in as few requests as the source allows; what it does not know is missing."""
        rule = self.table.by_id
        ids = [local_part(key) if key.startswith("urn:") else key for key in self.taken(keys)]
        if rule is None or not ids:
            return Found()
        each = 1 if "{id}" in self._asked else rule.most
        documents: list[Document] = []
        refusals: list[Refusal] = []
        for start in range(0, len(ids), each):
            answer = await self._answer(rule, ids[start : start + each])
            if answer is not None:
                rows, problems = await self._rows(answer, rule.each)
                documents.extend(rows)
                refusals.extend(problems)
        return Found(documents=documents, refusals=refusals)

    async def _answer(self, rule: ById, ids: Sequence[str]) -> Answer | None:
        url = self._asked
        if "{ids}" in url:
            url = url.replace("{ids}", ",".join(quote(one, safe="") for one in ids))
        elif "{id}" in url:
            url = url.replace("{id}", quote(ids[0], safe=""))
        try:
            if rule.json is None:
                return await get(self._client, self._source, url, None, {})
            body, params = _filled(rule.json, ids), self._source.manifest.fetch.params
            response = await self._client.post(url, source=self._source, json=body, params=params, safe=True)
            check(response.status_code, self._source, url)
        except SourceNotFound:
            return None
        return Answer(url=url, content=response.content)

    async def page(self, at: Place | None) -> SourcePage:
        """The page of the listing at a place that an earlier page gave; the first one without."""
        url, page = addresses(self._source, self.table)[0], self.table.page
        place = _start(page) if at is None else _checked(at, page)
        params = {page.param: str(place)} if page is not None and page.param and place != "" else {}
        if page is not None and page.size_param and page.size:
            params[page.size_param] = str(page.size)
        try:
            answer = await get(self._client, self._source, url, None, params)
        except SourceNotFound:
            if at is None:
                raise
            return SourcePage(place=place)
        documents, refusals = await self._rows(answer, self.table.each)
        return _turned(page, place, _parsed(answer), self.table.each, documents, refusals)

    async def _rows(self, answer: Answer, each: str) -> tuple[list[Document], list[Refusal]]:
        """The rows of an answer as documents; a long one is read beside the loop."""
        if len(answer.content) > LONG:
            return await asyncio.to_thread(self._documents, answer, each)
        return self._documents(answer, each)

    def _documents(self, answer: Answer, each: str) -> tuple[list[Document], list[Refusal]]:
        """A row whose bytes were seen before is not read again."""
        raws = raw_rows(answer.content, each) if self.table.reader == "json" else None
        if raws is None:
            return self._read(answer, each)
        documents: list[Document] = []
        name, now, made = _name(answer, self.table), clock.now(), self._made
        for number, raw in enumerate(raws, start=1):
            row = made.get(raw)
            if row is None:
                row = _Row(self._document(orjson.loads(raw), number, name, answer.url, now))
                if len(raw) <= LONGEST_KEPT:
                    made[raw] = row
            if row.document is not None:
                documents.append(row.document)
        return documents, []

    def _read(self, answer: Answer, each: str) -> tuple[list[Document], list[Refusal]]:
        """The rows of an answer in any form, and what of it is no row."""
        name, now = _name(answer, self.table), clock.now()
        limit = self._source.manifest.fetch.max_bytes
        parsed = formats.parse(answer.content, self.table, name, limit=limit, each=each)
        documents = [self._document(row, number, name, answer.url, now) for number, row in parsed.rows]
        return [one for one in documents if one is not None], [
            Refusal(source=self._source.key, place=f"{name}:{place}", reason=f"The row {reason}.")
            for place, reason in parsed.problems
        ]

    def _document(self, given: dict[str, Any], number: int, name: str, url: str, now: datetime) -> Document | None:
        """The document of a row; None for one that the table does not want."""
        table = self.table
        row = renamed(given, table)
        if not holds(row, table.only) or (table.unless and holds_any(row, table.unless)):
            return None
        parts = [first_text(row, column) for column in self._key]
        local = "|".join(parts) if self._key and all(parts) else f"row {name}:{number}"
        return row_document(table, row, f"{table.name}:{local}", f"{name}:{number}", url, now)


class _Row(NamedTuple):
    """What became of a row."""

    document: Document | None


def raw_rows(content: bytes, path: str) -> list[bytes] | None:
    """The rows at a path of plain steps as the bytes in which they came, those that are null left out; None where the
    answer has another form, which the reader of formats then reads, or says what is wrong with it."""
    try:
        for step in path.split(".") if path else ():
            content = bytes(msgspec.json.decode(content, type=dict[str, msgspec.Raw])[step])
        rows = [bytes(raw) for raw in msgspec.json.decode(content, type=list[msgspec.Raw])]
    except (msgspec.MsgspecError, KeyError):
        return None
    rows = [row for row in rows if row != b"null"]
    return rows if all(row[:1] == b"{" for row in rows) else None


def _name(answer: Answer, table: Table) -> str:
    """How messages call an answer."""
    return unquote(urlsplit(answer.url).path.rpartition("/")[2]) or table.name


def row_document(
    table: Table,
    row: dict[str, Any],
    ref: str,
    at: str,
    url: str,
    now: datetime,
    joined: Mapping[str, Any] | None = None,
    words: Mapping[str, Any] | None = None,
) -> Document:
    """The document of a row with what was joined to it and the words of its codes."""
    data = {"table": table.name, "row": row, "joined": joined or {}, "lookups": words or {}}
    return Document(
        ref=ref,
        format="row",
        given={**data, "at": at},
        body=orjson.dumps(data),
        retrieved_at=now,
        url=url if not url.startswith("file:") else None,
        modified_at=moment(first_text(row, table.modified)) if table.modified else None,
    )


def _asked(source: Source, table: Table) -> str:
    """The address of a question, with its marks."""
    rule = table.by_id
    assert rule is not None  # noqa: S101  asked only for tables that have one
    marked = msgspec.structs.replace(table, url=rule.url, page=None)
    return addresses(source, marked)[0]


def _prefix(source: Source, record: RecordRule) -> str:
    return f"urn:credloom:{source.key}:{record.name}:"


def _filled(template: Any, ids: Sequence[str]) -> Any:
    """The document of a POST: the ids in place of "{ids}"."""
    if template == "{ids}":
        return list(ids)
    if isinstance(template, dict):
        return {key: _filled(value, ids) for key, value in template.items()}
    return [_filled(value, ids) for value in template] if isinstance(template, list) else template


def _start(page: Page | None) -> Place:
    if page is None or page.by == "cursor":
        return ""
    return page.first if page.first is not None else (1 if page.by == "page" else 0)


def _checked(at: Place, page: Page | None) -> Place:
    """A place that came back from a client: it is only ever the value of a parameter. Raises `BadUserInput`."""
    numbered = page is not None and page.by != "cursor"
    good = isinstance(at, int) and 0 <= at <= LARGEST_NUMBER if numbered else isinstance(at, str)
    if not good or len(str(at)) > LONGEST_PLACE:
        raise BadUserInput("expected a cursor that an earlier page gave.")
    return at


def _parsed(answer: Answer) -> Any:
    try:
        return orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        return None


def _turned(
    page: Page | None, place: Place, data: Any, each: str, documents: Sequence[Document], refusals: Sequence[Refusal]
) -> SourcePage:
    """The page with its total and the place of the next one, as the source tells them."""
    rows = walk(data, each) if data is not None else documents
    got = len(rows) if isinstance(rows, list) else 0
    total = _number(walk(data, page.total)) if page is not None and page.total else None
    following = _following(page, place, data, got, total)
    if page is None:
        total = got
    return SourcePage(documents=documents, refusals=refusals, place=place, total=total, following=following)


def _following(page: Page | None, place: Place, data: Any, got: int, total: int | None) -> Place | None:
    if page is None or got == 0:
        return None
    if page.by == "cursor":
        found = walk(data, page.at)
        return str(found) if isinstance(found, str | int) and found and str(found) != place else None
    if not isinstance(place, int):
        raise SourceBadData("A page without a number.")
    first = _start(page)
    behind = place - int(first) + (got if page.by == "offset" else 1)
    pages = _number(walk(data, page.pages)) if page.pages else None
    if pages is not None and page.by == "page":
        more = behind < pages
    elif total is not None and (page.by == "offset" or page.size):
        more = behind * (1 if page.by == "offset" else page.size) < total
    else:
        more = got >= page.size
    return place + (got if page.by == "offset" else 1) if more else None


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int | str) and str(value).isdigit() else None
