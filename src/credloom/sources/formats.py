"""Bytes → rows: separated text, JSON, JSON lines, workbooks. Every row keeps the number that a person finds it by."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from importlib import import_module
from typing import Any, Literal

import msgspec
import orjson

from credloom.errors import SourceBadData
from credloom.sources.rules import Table

Row = dict[str, Any]
Numbered = tuple[int, Row]

MAX_CELL = 1 << 24
csv.field_size_limit(MAX_CELL)

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PAGE = re.compile(rb"^\s*<(?:!doctype html|html)\b", re.IGNORECASE)
DELIMITERS = ",;\t|~^"
"""Marks between cells that are found by themselves, the usual ones first."""


class Parsed(msgspec.Struct, frozen=True):
    """Rows with their numbers, and what could not be read (place within the file, reason)."""

    rows: list[Numbered]
    problems: list[tuple[str, str]] = []


def parse(content: bytes, table: Table, name: str, *, limit: int, each: str | None = None) -> Parsed:
    """The rows of one file or answer. `name` is how messages call it. Raises `SourceBadData` if it is none at all.

    `each` takes the place of the table's own, for answers of another shape than its listing.
    """
    if each is not None and each != table.each:
        table = msgspec.structs.replace(table, each=each)
    content = unpacked(content, name, limit)
    if _PAGE.match(content[:512]):
        raise SourceBadData(f"{name}: an HTML page came where {table.reader} was expected.")
    return _PARSERS[table.reader](content, table, name)


def unpacked(content: bytes, name: str, limit: int) -> bytes:
    """The content, unzipped where it is gzip. Raises `SourceBadData` for more than `limit` bytes."""
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            found = file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceBadData(f"{name}: is no whole gzip file ({error}).") from error
    if len(found) > limit:
        raise SourceBadData(f"{name}: unpacks to more than {limit >> 20} MB.")
    return found


def decoded(content: bytes, encoding: str, name: str) -> str:
    """The text: in the encoding of its byte-order mark, the given one, UTF-8, else Windows-1252."""
    for mark, marked in _BOMS:
        if content.startswith(mark):
            encoding, content = marked, content[len(mark) :]
            break
    try:
        return content.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding:
            line = content[: error.start].count(b"\n") + 1
            raise SourceBadData(f"{name}:{line}: is not {encoding}, as was expected.") from error
        return content.decode("cp1252", errors="replace")


def _separated(content: bytes, table: Table, name: str) -> Parsed:
    text = decoded(content, table.encoding, name).replace("\0", "")
    lines = text.splitlines(keepends=True) if table.skip else []
    if table.skip:
        text = "".join(lines[table.skip :])
    delimiter = table.delimiter or ("\t" if table.reader == "tsv" else _delimiter(text))
    quoting: Literal[0, 3] = csv.QUOTE_NONE if table.reader == "tsv" and '"' not in text[:65536] else csv.QUOTE_MINIMAL
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    try:
        return _with_header(_numbered(reader, table.skip), name)
    except csv.Error as error:
        raise SourceBadData(
            f"{name}:{reader.line_num + table.skip}: cannot be read as {table.reader}: {error}."
        ) from error


def _numbered(reader: Any, skip: int) -> Iterator[tuple[int, list[Any]]]:
    start = 0
    for values in reader:
        yield skip + start + 1, values
        start = reader.line_num


def _delimiter(text: str) -> str:
    """The separator that occurs most often in the first line, outside of quotes."""
    head = re.sub(r'"[^"]*"', "", text[:65536].lstrip("\r\n").partition("\n")[0])
    return max(DELIMITERS, key=head.count)


def _with_header(lines: Iterable[tuple[int, list[Any]]], name: str) -> Parsed:
    rows: list[Numbered] = []
    problems: list[tuple[str, str]] = []
    header: list[str] = []
    for number, values in lines:
        if not any(value not in (None, "") for value in values):
            continue
        if not header:
            header = headers(values)
            continue
        if len(values) > len(header):
            extra = [value for value in values[len(header) :] if value not in (None, "")]
            if extra:
                problems.append((str(number), f"has {len(values)} cells, the header has {len(header)}"))
        rows.append((number, {key: value for key, value in zip(header, values, strict=False) if key}))
    if not header:
        raise SourceBadData(f"{name}: is empty; expected a line with the names of the columns.")
    return Parsed(rows, problems)


def headers(values: Iterable[Any]) -> list[str]:
    """Names of columns, white space tidied; a name that comes again gets its count (`Name 2`)."""
    seen: dict[str, int] = {}
    made = []
    for value in values:
        name = " ".join(str(value).split()) if value is not None else ""
        seen[name] = seen.get(name, 0) + 1
        made.append(f"{name} {seen[name]}" if name and seen[name] > 1 else name)
    return made


def strict_json(content: bytes, name: str) -> Any:
    """One strict JSON value (RFC 8259), a byte-order mark allowed. Raises `SourceBadData` with line and column."""
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        content = decoded(content, "", name).encode()
    try:
        return orjson.loads(content.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        raise SourceBadData(f"{name}:{error.lineno}:{error.colno}: is not strict JSON: {_reason(error)}.") from error


def _reason(error: orjson.JSONDecodeError) -> str:
    return error.msg.partition(": line")[0] or "unexpected character"


def _json(content: bytes, table: Table, name: str) -> Parsed:
    return objects(strict_json(content, name), table.each, name)


def objects(data: Any, each: str, name: str) -> Parsed:
    """The rows at a path: steps into lists make rows that know their parent as `^`; `*` steps into every member."""
    found: list[tuple[Row | None, Any]] = [(None, data)]
    steps = [step for step in each.split(".") if step]
    for step in steps:
        found = [pair for parent, value in found for pair in _step(parent, value, step, name)]
    rows: list[Numbered] = []
    problems: list[tuple[str, str]] = []
    for parent, value in found:
        for item in value if isinstance(value, list) else [value]:
            number = len(rows) + len(problems) + 1
            row = _row(item)
            if row is None:
                problems.append((str(number), f"expected an object, found {type(item).__name__}"))
            else:
                rows.append((number, row if parent is None else {**row, "^": parent}))
    return Parsed(rows, problems)


def _row(item: Any) -> Row | None:
    if isinstance(item, dict):
        return item
    if isinstance(item, list):
        return {str(place): value for place, value in enumerate(item)}
    return None if item is None else {"value": item}


def _step(parent: Row | None, value: Any, step: str, name: str) -> Iterator[tuple[Row | None, Any]]:
    """One step down. Only what stands in a list (or under `*`) becomes a parent: what is around a list is no row."""
    many = value if isinstance(value, list) else [value]
    for item in many:
        if not isinstance(item, dict):
            raise SourceBadData(f"{name}: expected an object with {step!r}, found {type(item).__name__}.")
        if step == "*":
            for key, inner in item.items():
                yield parent, [{"@key": key, **inner} if isinstance(inner, dict) else {"@key": key, "value": inner}]
        elif step not in item:
            if not isinstance(value, list):
                known = ", ".join(list(item)[:12]) or "nothing"
                raise SourceBadData(f"{name}: there is no {step!r}; the answer holds {known}.")
        elif item[step] is not None:
            listed = isinstance(value, list) or parent is not None
            above = {key: inner for key, inner in item.items() if key != step} if listed else None
            yield ({**above, "^": parent} if above is not None and parent is not None else above), item[step]


def _json_lines(content: bytes, table: Table, name: str) -> Parsed:
    rows: list[Numbered] = []
    problems: list[tuple[str, str]] = []
    lines = content.removeprefix(codecs.BOM_UTF8).split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = orjson.loads(line)
            rows.extend((number, row) for _, row in objects(value, table.each, f"{name}:{number}").rows)
        except orjson.JSONDecodeError as error:
            problems.append((str(number), f"is not strict JSON: {_reason(error)}"))
    if problems and not rows:
        raise SourceBadData(f"{name}:{problems[0][0]}: {problems[0][1]}.")
    return Parsed(rows, problems)


def _workbook(content: bytes, table: Table, name: str) -> Parsed:
    calamine = import_module("python_calamine")  # slow to import, and few sources need it

    _check_packed(content, name)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = book.sheet_names
        if table.sheet and table.sheet not in sheets:
            raise SourceBadData(f"{name}: has no sheet {table.sheet!r}; there are {', '.join(sheets)}.")
        sheet = book.get_sheet_by_name(table.sheet) if table.sheet else book.get_sheet_by_index(0)
        lines = enumerate(sheet.iter_rows(), start=1)
        return _with_header(((n, [_cell(value) for value in row]) for n, row in lines if n > table.skip), name)
    except calamine.CalamineError as error:
        raise SourceBadData(f"{name}: is no workbook ({type(error).__name__}).") from error


MAX_RATIO = 100
"""How many times larger than its file a workbook's content may be: real ones stay below 30."""


def _check_packed(content: bytes, name: str) -> None:
    """Refuse a workbook that would unpack to far more than it is, before anything unpacks it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(member.file_size for member in packed.infolist())
    except zipfile.BadZipFile as error:
        raise SourceBadData(f"{name}: is no workbook ({type(error).__name__}).") from error
    if size > max(MAX_RATIO * len(content), 1 << 24):
        raise SourceBadData(f"{name}: unpacks to {size >> 20} MB, far more than a workbook of its size does.")


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if value == "":
        return None
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


_PARSERS: dict[str, Callable[[bytes, Table, str], Parsed]] = {
    "csv": _separated,
    "tsv": _separated,
    "json": _json,
    "jsonl": _json_lines,
    "xlsx": _workbook,
}
