"""Dates as people write them, and files of every shape."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from credloom.errors import SourceBadData
from credloom.sources.dates import day, moment
from credloom.sources.formats import Parsed, parse
from credloom.sources.rules import Table

MB = 1 << 20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-08-01", "2026-08-01"),
        ("2026-08-01T10:00:00Z", "2026-08-01"),
        ("20260801", "2026-08-01"),
        ("8/1/2026", "2026-08-01"),
        ("08-01-26", "2026-08-01"),
        ("31/12/2026", "2026-12-31"),
        ("Aug 1, 2026", "2026-08-01"),
        ("1 August 2026", "2026-08-01"),
        ("August 1st 2026", "2026-08-01"),
        ("46235", "2026-08-01"),
        ("1785542400", "2026-08-01"),
        ("1785542400000", "2026-08-01"),
        ("2026-02-31", None),
        ("13/13/2026", None),
        ("soon", None),
        ("", None),
    ],
)
def test_days(text: str, expected: str | None) -> None:
    assert day(text) == expected


def test_day_first_where_the_manifest_says_so() -> None:
    assert day("1/8/2026", "dmy") == "2026-08-01"
    assert moment("1/8/2026", "dmy") == datetime(2026, 8, 1, tzinfo=UTC)
    assert moment("never") is None


@given(st.dates(min_value=date(1971, 1, 1), max_value=date(2068, 12, 31)))
def test_a_date_is_read_from_every_way_to_write_it(when: date) -> None:
    ways = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%y", "%B %d, %Y", "%d %b %Y", "%Y%m%d")
    assert {day(when.strftime(way)) for way in ways} == {when.isoformat()}


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = day(text)
    assert found is None or date.fromisoformat(found)


def read(content: bytes, reader: str = "csv", **more: object) -> Parsed:
    return parse(content, Table(name="rows", reader=reader, **more), "list", limit=MB)  # type: ignore[arg-type]


def rows(content: bytes, reader: str = "csv", **more: object) -> list[dict[str, object]]:
    return [row for _, row in read(content, reader, **more).rows]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_separator(mark: str) -> None:
    assert rows(f'a{mark}b\n"x{mark}y"{mark}2\n'.encode()) == [{"a": f"x{mark}y", "b": "2"}]


def test_encodings() -> None:
    text = "name,place\nCafé,Zürich\n"
    expected = [{"name": "Café", "place": "Zürich"}]
    for content in (text.encode(), text.encode("utf-8-sig"), text.encode("cp1252"), text.encode("utf-16")):
        assert rows(content) == expected
    assert rows(text.encode("latin-1"), encoding="latin-1") == expected
    with pytest.raises(SourceBadData, match=r"list:2: is not utf-8"):
        rows(text.encode("latin-1"), encoding="utf-8")


def test_quoted_line_ends_and_line_numbers() -> None:
    found = read(b'\xef\xbb\xbfid,text\r\n1,"two\r\nlines"\r\n\r\n2,x\r\n')
    assert found.rows == [(2, {"id": "1", "text": "two\r\nlines"}), (5, {"id": "2", "text": "x"})]


def test_headers_are_tidied_and_told_apart() -> None:
    assert rows(b"Name , Name,,Total\nCost\na,b,c,d\n", skip=0)[0] == {"Name": "Cost"}
    assert rows(b"title\n\nName,  Full  Name ,Name,\na,b,c,d\n", skip=1) == [
        {"Name": "a", "Full Name": "b", "Name 2": "c"}
    ]


def test_rows_that_are_too_long_are_told_and_kept() -> None:
    found = read(b"a,b\n1,2,3\n4,5,\n6\n")
    assert [row for _, row in found.rows] == [{"a": "1", "b": "2"}, {"a": "4", "b": "5"}, {"a": "6"}]
    assert found.problems == [("2", "has 3 cells, the header has 2")]


def test_what_is_no_list() -> None:
    with pytest.raises(SourceBadData, match="is empty"):
        rows(b"\n\n")
    with pytest.raises(SourceBadData, match="an HTML page came where csv was expected"):
        rows(b"<!DOCTYPE html><html>Bad gateway</html>")
    with pytest.raises(SourceBadData, match="list:2: cannot be read as csv"):
        rows(b"a,b\n" + b"x" * (17 * MB) + b",2\n")


def test_tab_separated_text_with_lone_quotes() -> None:
    assert rows(b'a\tb\n5" pipe\tx\n', "csv", delimiter="\t")[0]["a"] == '5" pipe'
    assert rows(b"a\tb\n1\t2\n", "tsv") == [{"a": "1", "b": "2"}]


def test_gzip() -> None:
    assert rows(gzip.compress(b"a\n1\n")) == [{"a": "1"}]
    with pytest.raises(SourceBadData, match="unpacks to more than 1 MB"):
        rows(gzip.compress(b"a\n" + b"1\n" * MB))
    with pytest.raises(SourceBadData, match="no whole gzip file"):
        rows(gzip.compress(b"a\n1\n")[:-4])


def test_json_paths() -> None:
    assert rows(b'[{"a":1},null,3,[4,5]]', "json") == [{"a": 1}, {"value": 3}, {"0": 4, "1": 5}]
    assert rows(b'{"a":1}', "json") == [{"a": 1}]
    assert rows(b'{"x":{"items":[{"a":1}]},"total":1}', "json", each="x.items") == [{"a": 1}]
    assert rows(b'{"byId":{"p":{"a":1},"q":2}}', "json", each="byId.*") == [
        {"@key": "p", "a": 1},
        {"@key": "q", "value": 2},
    ]
    tree = b'[{"area":"A","paths":[{"path":"P","jobs":[{"job":"J"},{"job":"K"}]}]},{"area":"B","paths":null}]'
    found = rows(tree, "json", each="paths.jobs")
    assert found[1] == {"job": "K", "^": {"path": "P", "^": {"area": "A"}}}


def test_json_that_is_no_list() -> None:
    with pytest.raises(SourceBadData, match="there is no 'items'; the answer holds error"):
        rows(b'{"error":"x"}', "json", each="items")
    with pytest.raises(SourceBadData, match="expected an object with 'a', found str"):
        rows(b'{"items":"x"}', "json", each="items.a")
    with pytest.raises(SourceBadData, match="list:2:3: is not strict JSON"):
        rows(b"[\n 1,]", "json")
    assert rows(b"\xef\xbb\xbf" + b'[{"a":1}]', "json") == [{"a": 1}]
    assert rows('[{"a":"é"}]'.encode("utf-16"), "json") == [{"a": "é"}]


def test_json_lines() -> None:
    found = read(b'{"a":1}\n\n{bad\n{"a":2}\n', "jsonl")
    assert found.rows == [(1, {"a": 1}), (4, {"a": 2})]
    assert found.problems[0][0] == "3"
    with pytest.raises(SourceBadData, match="list:1: is not strict JSON"):
        rows(b"{bad\n", "jsonl")


def test_workbooks() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Approved list"])
    sheet.append(["Name", "Cost", "Listed", "Seen"])
    sheet.append(["Welding", 12.5, datetime(2026, 8, 1), datetime(2026, 8, 1, 9, 30)])  # noqa: DTZ001  as in a workbook
    book.create_sheet("Other").append(["x"])
    content = io.BytesIO()
    book.save(content)
    found = read(content.getvalue(), "xlsx", skip=1)
    assert found.rows == [(3, {"Name": "Welding", "Cost": 12.5, "Listed": "2026-08-01", "Seen": "2026-08-01T09:30:00"})]
    with pytest.raises(SourceBadData, match="has no sheet 'Third'; there are Sheet, Other"):
        read(content.getvalue(), "xlsx", sheet="Third")
    with pytest.raises(SourceBadData, match="is no workbook"):
        read(b"PK\x03\x04 not really", "xlsx")
