"""Where a table begins: lines above its header, the sheet that holds it, the mark between its cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

import msgspec

from credloom.errors import SourceBadData
from credloom.sources import formats
from credloom.sources.dates import day

_LINES = 40
"""Lines that are looked at."""
_VALUE = re.compile(r"^\s*(?:[$€£]?\s*-?[\d.,]+\s*%?|https?://\S+|\S+@\S+)\s*$")


class Start(msgspec.Struct, frozen=True):
    """How many lines to pass over, and the sheet where it is not the first."""

    skip: int = 0
    sheet: str = ""


def start_of(content: bytes, reader: str, name: str) -> Start:
    """Where the table in a file begins. Raises `SourceBadData` where there is no table."""
    if reader == "xlsx":
        return _in_workbook(content, name)
    text = formats.decoded(content, "", name).replace("\0", "")
    mark = "\t" if reader == "tsv" else _mark(text)
    lines = csv.reader(io.StringIO(text[: 1 << 20], newline=""), delimiter=mark)
    rows: list[tuple[int, list[Any]]] = []
    before = 0
    try:
        for values in lines:
            rows.append((before, values))
            before = lines.line_num
            if len(rows) >= _LINES:
                break
    except csv.Error:
        return Start()
    return Start(_header(rows))


def _mark(text: str) -> str:
    """The mark that most lines have in the same number."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text[: 1 << 16].splitlines()[:_LINES]]

    def weight(mark: str) -> int:
        counts = [count for line in lines if (count := line.count(mark))]
        usual = max(set(counts), key=counts.count, default=0)
        return usual * counts.count(usual)

    return max(formats.DELIMITERS, key=weight)


def _in_workbook(content: bytes, name: str) -> Start:
    load_workbook = import_module("openpyxl").load_workbook  # slow to import
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:
        raise SourceBadData(f"{name}: is no workbook ({type(error).__name__}).") from error
    try:
        best, found = -1, Start()
        for place, sheet in enumerate(book.worksheets[:20]):
            rows = list(enumerate([list(v) for v in sheet.iter_rows(values_only=True, max_row=500)]))
            filled = sum(bool(_filled(values)) for _, values in rows) * max(
                (len(_filled(v)) for _, v in rows), default=0
            )
            if filled > best:
                best, found = filled, Start(_header(rows[:_LINES]), sheet.title if place else "")
        return found
    finally:
        book.close()


def _header(rows: Iterable[tuple[int, Sequence[Any]]]) -> int:
    """The lines above the header: the first row of names that is nearly as wide as the widest row."""
    listed = list(rows)
    width = max((len(_filled(values)) for _, values in listed), default=0)
    for before, values in listed:
        names = _filled(values)
        if len(names) >= max(0.6 * width, 1) and len(set(names)) == len(names) and not any(map(is_value, names)):
            return before if before != _first(listed) else 0
    return 0


def _first(rows: Sequence[tuple[int, Sequence[Any]]]) -> int:
    """The first line that is not empty: a reader finds the header there by itself."""
    return next((before for before, values in rows if _filled(values)), 0)


def _filled(values: Sequence[Any]) -> list[str]:
    return [str(value).strip() for value in values if value is not None and str(value).strip()]


def is_value(text: str) -> bool:
    """Whether a text is a number, an amount, an address or a date, and so no name of a column."""
    return bool(_VALUE.match(text) or (day(text) and not text.isdigit()))
