"""Rows that are asked for while a query runs: a page of a listing, or the rows of some ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote, unquote, urlsplit

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
_JSON = {"content-type": "application/json", "accept": "application/json"}


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
        self._ctids = any(record.ctid for record in self._records)
        self._addresses = any(record.iri for record in self._records)
        self._local = tuple(_prefix(source, record) for record in self._records if len(record.id) == 1)

    @property
    def pages(self) -> bool:
        """Whether one page of the listing can be asked for by itself."""
        return self.table.listed and (self.table.page is None or self.table.page.by in PAGED)

    def ids(self, keys: Sequence[str]) -> list[str]:
        """Of some keys, what this table can be asked for, as the source writes it."""
        if self.table.by_id is None:
            return []
        return [local_part(key) for key in keys if self.takes(key)]

    def takes(self, key: str) -> bool:
        """Whether a key may be that of a row of this table."""
        if self.table.by_id is None:
            return False
        if key.startswith("urn:"):
            return key.startswith(self._local)
        return self._addresses if "://" in key else self._ctids and key.startswith("ce-")

    async def by_id(self, ids: Sequence[str]) -> Found:
        """The rows of some ids, in as few requests as the source allows; what it does not know is missing."""
        rule = self.table.by_id
        if rule is None or not ids:
            return Found()
        each = 1 if "{id}" in self._asked else rule.most
        documents: list[Document] = []
        refusals: list[Refusal] = []
        for start in range(0, len(ids), each):
            answer = await self._answer(rule, ids[start : start + each])
            if answer is not None:
                rows, problems = self._rows(answer, rule.each)
                documents.extend(rows)
                refusals.extend(problems)
        return Found(documents=documents, refusals=refusals)

    async def _answer(self, rule: ById, ids: Sequence[str]) -> Answer | None:
        url = self._asked.replace("{ids}", ",".join(quote(one, safe="") for one in ids))
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
        documents, refusals = self._rows(answer, self.table.each)
        return _turned(page, place, _parsed(answer), self.table.each, documents, refusals)

    def _rows(self, answer: Answer, each: str) -> tuple[list[Document], list[Refusal]]:
        table, key = self.table, self._source.key
        name = unquote(urlsplit(answer.url).path.rpartition("/")[2]) or table.name
        parsed = formats.parse(answer.content, table, name, limit=self._source.manifest.fetch.max_bytes, each=each)
        now = clock.now()
        documents = [
            self._document(row, number, name, answer.url, now)
            for number, given in parsed.rows
            if _stays(row := renamed(given, table), table)
        ]
        return documents, [
            Refusal(source=key, place=f"{name}:{place}", reason=f"The row {reason}.")
            for place, reason in parsed.problems
            if "NoneType" not in reason
        ]

    def _document(self, row: dict[str, Any], number: int, name: str, url: str, now: datetime) -> Document:
        parts = [first_text(row, column) for column in self._key]
        local = "|".join(parts) if self._key and all(parts) else f"row {name}:{number}"
        return row_document(self.table, row, f"{self.table.name}:{local}", f"{name}:{number}", url, now)


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
        data={**data, "at": at},
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


def _stays(row: dict[str, Any], table: Table) -> bool:
    return holds(row, table.only) and not (table.unless and holds_any(row, table.unless))


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
