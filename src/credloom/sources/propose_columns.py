"""A sample file → its rows, and of every column the words of its name and what its values look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
import orjson

from credloom.errors import UsageError
from credloom.model import codes
from credloom.model.identity import ctid_of
from credloom.model.regions import region
from credloom.sources import formats
from credloom.sources.cells import EMPTY, scalars, text_of, walk
from credloom.sources.dates import day
from credloom.sources.propose_header import Start, is_value, start_of
from credloom.sources.propose_lists import rows_of_lists
from credloom.sources.propose_rows import holder_of, rows_at
from credloom.sources.propose_words import words_of
from credloom.sources.rules import Page, Table

LIMIT = 256 << 20
MOST = 500
"""Rows that are looked at."""
PROSE = 40
"""How long sentences that describe something are on average, at least."""

_NUMBER = re.compile(
    r"^\s*(?:[$€£]?\s*-?(?:[\d,]+(?:\.\d+)?|\d{1,3}(?:[. \u00a0\u202f'\u2019]\d{3})+(?:,\d{1,2})?)"
    r"\s*(?:%|usd|€)?|free|no cost)\s*$",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"^\s*P(?:T?\d+(?:\.\d+)?[YMWDHS])+\s*$|^\s*\d+(?:\.\d+)?(?:\s*(?:-|to)\s*\d+(?:\.\d+)?)?\s*[a-z-]*\s*(?:hour|hr|day|week|wk|month|mo|year|yr)s?\b",
    re.IGNORECASE,
)
_SOC = re.compile(r"^\d{2}-\d{4}(?:\.\d{2})?\b")
_CIP = re.compile(r"^\d{1,2}\.\d{2,4}\b")
_URL = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)
_ZIP = re.compile(r"^\d{5}(?:-\d{4})?$")
_MARKUP = re.compile(r"</?(?:p|br|b|i|ul|ol|li|div|span|strong|em|a|h\d)\b|&(?:amp|nbsp|lt|#\d+);", re.IGNORECASE)
_UNIT = re.compile(r"^(?:clock |contact )?(?:hour|day|week|month|year|hr|wk|mo|yr)s?$", re.IGNORECASE)


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column: `path` within the row, or within the objects of the list at `each`; `words` of its name."""

    path: str
    each: str
    words: str
    texts: tuple[str, ...]
    filled: float
    many: bool = False
    flags: bool = False

    def share(self, test: Callable[[str], object]) -> float:
        """Which part of the values passes a test."""
        return sum(bool(test(text)) for text in self.texts) / len(self.texts) if self.texts else 0.0

    @property
    def distinct(self) -> int:
        """How many different values there are."""
        return len(set(self.texts))

    @property
    def length(self) -> float:
        """How long a value is on average."""
        return sum(map(len, self.texts)) / len(self.texts) if self.texts else 0.0

    @property
    def kind(self) -> str:
        """What most values look like."""
        found = next((name for name, test, least in _KINDS if self.share(test) >= least), "")
        return found or ("long" if self.length > 90 else "text" if self.texts else "")

    @property
    def separator(self) -> str:
        """What parts several values in one cell."""
        if self.many:
            return ""
        return next((mark for mark in (";", "|") if self.share(lambda text, m=mark: m in text) >= 0.15), "")  # type: ignore[misc]


_KINDS: tuple[tuple[str, Callable[[str], object], float], ...] = (
    ("ctid", ctid_of, 0.8),
    ("url", _URL.match, 0.7),
    ("soc", lambda text: _SOC.match(text) and codes.soc_code(text), 0.7),
    ("span", _SPAN.match, 0.6),
    ("unit", _UNIT.match, 0.7),
    ("number", _NUMBER.match, 0.7),
    ("date", day, 0.7),
    ("region", lambda text: len(text) < 25 and region(text), 0.8),
    ("markup", _MARKUP.search, 0.3),
)


def looks_cip(column: Column) -> bool:
    """Whether the values are CIP codes that the published list holds."""
    known = column.share(lambda text: _CIP.match(text) and codes.title(codes.CIP, codes.cip_code(text) or ""))
    return known >= 0.6


def holds_cip(column: Column) -> bool:
    """Whether the values of a column that is called so are CIP codes, with or without a point."""
    return column.share(lambda text: codes.title(codes.CIP, codes.cip_code(text) or "")) >= 0.6


def holds_soc(column: Column) -> bool:
    """Whether the values of a column that is called so are SOC codes, with or without a hyphen."""
    return column.share(lambda text: codes.title(codes.SOC, codes.soc_code(text) or "")) >= 0.6


def holds_onet(column: Column) -> bool:
    """Whether the values of a column that is called so are O*NET-SOC codes, with or without marks."""
    return holds_soc(column) and column.share(codes.onet_code) >= 0.6


def looks_zip(column: Column) -> bool:
    """Whether the values are postal codes."""
    return column.share(_ZIP.match) >= 0.7


def looks_prose(column: Column) -> bool:
    """Whether the values are sentences: long enough, mostly in small letters, each row's its own; no list of words."""
    if column.kind not in ("text", "long") or column.many or column.separator or column.length < PROSE:
        return False
    return column.share(_is_sentence) >= 0.6 and column.distinct > len(column.texts) / 2


def _is_sentence(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    small = sum(word.islower() for word in words[1:])
    listed = "," in text and all(len(part.split()) <= 4 for part in text.split(","))
    return len(words) >= 5 and small >= 0.6 * len(words[1:]) and not listed


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A sample as a table: its reader, where it begins, the path of its rows, how it is paged, and its columns.

    `names` gives cells of rows that are lists their names, with their places.
    """

    reader: str
    start: Start = Start()
    each: str = ""
    names: dict[str, str] = {}
    page: Page | None = None
    rows: list[dict[str, Any]] = []
    columns: list[Column] = []


def sample(content: bytes, filename: str) -> Sample:
    """The table in a file. Raises `UsageError` or `SourceBadData` where there is none."""
    content = formats.unpacked(content, filename, LIMIT)
    reader = _reader(content, filename)
    if reader in ("json", "jsonl"):
        return _json(content, filename, reader)
    start = start_of(content, reader, filename)
    table = Table(name="rows", reader=reader, skip=start.skip, sheet=start.sheet)
    rows = [row for _, row in formats.parse(content, table, filename, limit=LIMIT).rows[:MOST]]
    _named(_needs(rows, filename)[0], f"{filename}:{start.skip + 1}")
    return Sample(reader=reader, start=start, rows=rows, columns=columns(rows))


def _needs(rows: list[dict[str, Any]], filename: str) -> list[dict[str, Any]]:
    if not rows:
        raise UsageError(f"{filename}: holds no row to learn from.")
    return rows


_YEAR = re.compile(r"^(?:19|20)\d\d$")


def _named(row: dict[str, Any], place: str) -> None:
    """Refuse a table whose first line holds no names: taken for them, its first record would be lost silently."""
    values = [name for name in row if not _YEAR.match(name) and is_value(name)]
    if len(values) > 1:
        found = ", ".join(repr(value[:40]) for value in values[:3])
        raise UsageError(f"{place}: expected the names of columns, found values ({found}); put a line of names above.")


def _reader(content: bytes, filename: str) -> str:
    name = filename.lower().removesuffix(".gz")
    if content[:4] == b"PK\x03\x04":
        return "xlsx"
    head = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if head in (b"{", b"["):
        lines = content.split(b"\n", 2)
        return "jsonl" if head == b"{" and len(lines) > 1 and _is_object(lines[0]) and _is_object(lines[1]) else "json"
    return "tsv" if name.endswith((".tsv", ".tab")) else "csv"


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _json(content: bytes, filename: str, reader: str) -> Sample:
    if reader == "jsonl":
        rows = [row for _, row in formats.parse(content, Table(name="rows", reader=reader), filename, limit=LIMIT).rows]
        return Sample(reader=reader, rows=rows[:MOST], columns=columns(_needs(rows[:MOST], filename)))
    data = formats.strict_json(content, filename)
    if (listed := rows_of_lists(data)) is not None:
        each, names = listed
        found_rows = [row for _, row in formats.objects(data, each, filename).rows][:MOST]
        rows = [{name: row.get(place) for name, place in names.items()} for row in found_rows]
        return Sample(reader=reader, each=each, names=names, rows=rows, columns=columns(_needs(rows, filename)))
    each = rows_at(data)
    rows = [row for _, row in formats.objects(data, each, filename).rows][:MOST]
    found = columns(_needs(rows, filename), holder=holder_of(each))
    return Sample(reader=reader, each=each, page=page_of(data, each), rows=rows, columns=found)


_NEXT = (
    "next",
    "nextPage",
    "next_page",
    "nextLink",
    "links.next",
    "_links.next.href",
    "paging.next",
    "@odata.nextLink",
)
_CURSOR = ("nextCursor", "next_cursor", "cursor", "meta.next_cursor", "nextToken", "next_token", "nextPageToken")
_TOTALS = ("total", "totalCount", "total_count", "count", "totalResults", "meta.total", "numFound", "totalRecords")
_SIZES = ("per_page", "pageSize", "page_size", "perPage", "size", "limit", "meta.per_page")


def page_of(data: Any, each: str) -> Page | None:
    """How the listing seems to be paged, by the usual names beside the rows."""
    if not isinstance(data, dict) or not each:
        return None
    for path in _NEXT:
        if isinstance(found := walk(data, path), str) and ("/" in found or "?" in found):
            return Page(by="next", at=path)
    for path in _CURSOR:
        if isinstance(walk(data, path), str):
            return Page(by="cursor", at=path, param="cursor" if "ursor" in path else path)
    total = next((path for path in _TOTALS if isinstance(walk(data, path), int)), "")
    size = next((path for path in _SIZES if isinstance(walk(data, path), int)), "")
    counted = {"size": int(walk(data, size)) if size else 0, "size_param": size.rpartition(".")[2], "total": total}
    for name in ("offset", "start", "skip", "meta.offset"):
        if isinstance(walk(data, name), int):
            return Page(by="offset", param=name.rpartition(".")[2], **counted)  # type: ignore[arg-type]
    for name in ("page", "currentPage", "current_page", "pageNumber", "meta.page", "meta.current_page"):
        if isinstance(found := walk(data, name), int):
            return Page(by="page", param=name.rpartition(".")[2], first=min(found, 1), **counted)  # type: ignore[arg-type]
    return None


def columns(rows: Iterable[dict[str, Any]], *, holder: str = "provider") -> list[Column]:
    """All columns of rows, those of nested objects and of lists of objects too.

    `holder` is what the objects are that hold lists of rows (`^`): the word before the names of their columns.
    """
    listed = list(rows)
    found: dict[tuple[str, str], list[Any]] = {}
    for row in listed:
        seen: dict[tuple[str, str], list[Any]] = {}
        for each, path, value in _leaves(row, "", "", 0):
            seen.setdefault((each, path), []).append(value)
        for place, values in seen.items():
            found.setdefault(place, []).append(values)
    return [_column(each, path, values, len(listed), holder) for (each, path), values in found.items()]


def _column(each: str, path: str, rows: list[list[Any]], count: int, holder: str) -> Column:
    values = [list(scalars(values)) for values in rows]
    texts = [text_of(value) for many in values for value in many]
    filled = [text[:2000] for text in texts if text.strip().lower() not in EMPTY]
    named = f"{each}.{path}" if each else path
    return Column(
        path=path,
        each=each,
        words=words_of(_ABOVE.sub(f"{holder} ", _WRAPPED.sub("", named))),
        texts=tuple(filled[: MOST * 2]),
        filled=sum(bool(many) and text_of(many[0]).lower() not in EMPTY for many in values) / max(count, 1),
        many=any(isinstance(value, list) for values_ in rows for value in values_),
        flags=bool(filled) and all(text.lower() in ("true", "false", "yes", "no", "y", "n") for text in filled),
    )


_WRAPPED = re.compile(r"^(?:properties|attributes|fields|data|item|node|record|row|_source)\.|\.\$\w+$")
"""What rows and values are wrapped in that says nothing of them."""
_ABOVE = re.compile(r"^(?:\^\.)+")
"""What stands before the columns of the objects that hold the rows."""


def _leaves(value: dict[str, Any], path: str, each: str, depth: int) -> Iterator[tuple[str, str, Any]]:
    for key, inner in value.items():
        here = f"{path}.{key}" if path else key
        if isinstance(inner, dict):
            if depth < 4:
                yield from _leaves(inner, here, each, depth + 1)
        elif isinstance(inner, list) and any(isinstance(item, dict) for item in inner):
            if not each:
                for item in inner:
                    if isinstance(item, dict):
                        yield from _leaves(item, "", here, depth + 1)
        else:
            yield each, here, inner
