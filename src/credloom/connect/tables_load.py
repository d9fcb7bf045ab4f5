"""One table as a whole: its answers fetched, parsed, renamed, filtered, repeated rows made one."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from credloom.connect.pages import Answer, Getter, Validator, addresses, get, pages
from credloom.errors import SourceNotFound
from credloom.sources import formats
from credloom.sources.cells import first_text, holds, holds_any, walk
from credloom.sources.manifest import Source
from credloom.sources.rules import Table

Row = dict[str, Any]


class Located(msgspec.Struct, frozen=True):
    """A row, where a person finds it (`programs.csv:17`), the address it came from and its stable name."""

    row: Row
    place: str
    url: str
    ref: str


class Listing(msgspec.Struct, frozen=True):
    """All rows of a table, what could not be read of it, the columns that it has, a digest of its content; what the
    source counts and did not give, as address and sentence."""

    rows: list[Located]
    problems: list[tuple[str, str]]
    columns: frozenset[str]
    digest: str
    missing: tuple[tuple[str, str], ...] = ()


class Loader:
    """Loads the tables of a source; `validators` are what the answers gave for the next conditional requests."""

    def __init__(self, source: Source, client: Getter) -> None:
        self._source, self._client = source, client
        self._gate = asyncio.Semaphore(source.manifest.fetch.concurrency)
        self._have: dict[str, Answer] = {}
        self.validators: dict[str, Validator] = {}

    async def unchanged(self, validators: Mapping[str, Validator]) -> bool:
        """Whether every address of every table says that nothing changed; what did change is kept for `load`."""
        tables = [table for table in self._source.manifest.tables if table.listed]
        urls = [url for table in tables for url in addresses(self._source, table)]
        paged = any(table.page is not None and table.page.by != "list" for table in tables)
        if paged or not validators or not set(urls) <= set(validators):
            return False
        answers = await asyncio.gather(*(self._get(url, validators[url], optional=False) for url in urls))
        return all(answer is not None and answer.unchanged for answer in answers)

    async def load(self, table: Table) -> Listing:
        """The rows of a table."""
        answers = await self._answers(table)
        made = _Rows(self._source, table)
        for answer in answers:
            if not answer.missing:
                made.add(answer)
        missing = tuple((answer.url, answer.missing) for answer in answers if answer.missing)
        return msgspec.structs.replace(made.listing(), missing=missing)

    async def _answers(self, table: Table) -> list[Answer]:
        urls = addresses(self._source, table)
        if table.page is None or table.page.by == "list":
            found = await asyncio.gather(*(self._get(url, None, optional=table.optional) for url in urls))
            there = [answer for answer in found if answer is not None]
            if not there and len(urls) > 1:
                raise SourceNotFound(
                    f"None of the {len(urls)} parts of {table.name} is there.", source=self._source.key
                )
            return there
        try:
            return [
                answer for url in urls for answer in [a async for a in pages(self._client, self._source, table, url)]
            ]
        except SourceNotFound:
            if table.optional:
                return []
            raise

    async def _get(self, url: str, validator: Validator | None, *, optional: bool) -> Answer | None:
        have = self._have.get(url)
        if have is not None and not have.unchanged:
            return have
        async with self._gate:
            try:
                answer = await get(self._client, self._source, url, validator, {})
            except SourceNotFound:
                if optional:
                    return None
                raise
        self._have[url] = answer
        if answer.etag or answer.modified:
            self.validators[url] = Validator(answer.etag, answer.modified)
        return answer


class _Rows:
    """The rows of a table while its answers come in."""

    def __init__(self, source: Source, table: Table) -> None:
        self._source, self._table = source, table
        self._key = table.key or identity(source, table)
        self._rows: dict[str, Located] = {}
        self._problems: list[tuple[str, str]] = []
        self._columns: set[str] = set()
        self._digest = hashlib.sha256()

    def add(self, answer: Answer) -> None:
        """Parse an answer and take its rows in."""
        table = self._table
        name = unquote(urlsplit(answer.url).path.rpartition("/")[2]) or table.name
        parsed = formats.parse(answer.content, table, name, limit=self._source.manifest.fetch.max_bytes)
        self._digest.update(hashlib.sha256(answer.content).digest())
        self._problems.extend((f"{name}:{place}", reason) for place, reason in parsed.problems)
        for number, given in parsed.rows:
            row = renamed(given, table)
            self._columns.update(row)
            if holds(row, table.only) and not (table.unless and holds_any(row, table.unless)):
                self._take(row, f"{name}:{number}", answer.url)

    def _take(self, row: Row, place: str, url: str) -> None:
        parts = [first_text(row, column) for column in self._key]
        local = "|".join(parts) if self._key and all(parts) else f"row {place}"
        ref = f"{self._table.name}:{local}"
        known = self._rows.get(ref)
        if known is None:
            self._rows[ref] = Located(row, place, url, ref)
        elif known.row != row:
            self._repeated(ref, known, row, place)

    def _repeated(self, ref: str, known: Located, row: Row, place: str) -> None:
        how = self._table.repeats
        if how == "gather":
            self._rows[ref] = msgspec.structs.replace(known, row=gathered(known.row, row))
            return
        if how == "last":
            self._rows[ref] = msgspec.structs.replace(known, row=row, place=place)
        kept = "the later one was" if how == "last" else "the earlier one was"
        self._problems.append((place, f"says something else of {ref} than {known.place}; {kept} kept"))

    def listing(self) -> Listing:
        """What came of all answers."""
        rows = list(self._rows.values())
        return Listing(rows, self._problems, frozenset(self._columns), self._digest.hexdigest())


def identity(source: Source, table: Table) -> tuple[str, ...]:
    """The columns that name the table's first record."""
    for record in source.manifest.records:
        if record.table == table.name:
            return record.about or record.id or tuple(filter(None, (record.ctid or record.iri,)))
    return ()


def renamed(row: Row, table: Table) -> Row:
    """The row with the table's own names of columns; as it is where the table gives none."""
    if not table.columns:
        return row
    found = {}
    for name, paths in table.columns:
        value = next((value for path in paths if (value := walk(row, path)) not in (None, "", [])), None)
        if value is not None:
            found[name] = value
    return found


def gathered(known: Row, more: Row) -> Row:
    """Two rows of one thing as one: columns in which they differ hold all values, each once."""
    found = dict(known)
    for column, value in more.items():
        have = found.get(column)
        if have == value or value in (None, ""):
            continue
        if have in (None, ""):
            found[column] = value
            continue
        many = list(have) if isinstance(have, list) else [have]
        many.extend(item for item in (value if isinstance(value, list) else [value]) if item not in many)
        found[column] = many
    return found
