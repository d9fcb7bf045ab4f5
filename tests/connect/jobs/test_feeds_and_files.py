"""JSON feeds in one answer and in pages, and files and folders."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import orjson
import pytest

from credloom.errors import SourceBadData, SourceNotFound
from tests.connect.jobs.sites import HOST, Site, harvest, page, posting, refs, source_of

FEED = f"{HOST}/feed.json"


def paged(count: int, size: int, **more: Any) -> Site:
    """A feed in pages that name the next one."""
    items = [posting(f"Job {number}", identifier=f"J{number}") for number in range(count)]
    site = Site()
    for start in range(0, count, size):
        number = start // size + 1
        path = "/feed.json" if number == 1 else f"/feed.json?page={number}"
        following = f"/feed.json?page={number + 1}" if start + size < count else None
        site.pages[path] = {"items": items[start : start + size], "next": following, **more}
    return site


def test_a_feed_is_read_to_its_last_page() -> None:
    portions = harvest(source_of(FEED), paged(7, 3))
    assert refs(portions) == [f"J{number}" for number in range(7)]
    assert portions[-1].complete


def test_an_unchanged_feed_is_not_read_again() -> None:
    site = paged(7, 3)
    last = harvest(source_of(FEED), site)[-1]
    site.asked_now()
    again = harvest(source_of(FEED), site, last.checkpoint)
    assert not refs(again)
    assert not again[-1].complete
    assert len(site.asked_now()) == 3


def test_only_changed_postings_of_a_feed_are_handed_on_and_missing_ones_are_gone() -> None:
    site = paged(6, 3)
    last = harvest(source_of(FEED), site)[-1]
    site.pages["/feed.json"]["items"][0]["title"] = "Job 0, changed"
    del site.pages["/feed.json?page=2"]["items"][-1]
    again = harvest(source_of(FEED), site, last.checkpoint)
    assert refs(again) == ["J0"]
    assert [ref for portion in again for ref in portion.removed] == ["J5"]


def test_the_link_header_and_last_modified_are_understood() -> None:
    site = Site({"/feed.json": [posting("A", id=1)], "/more": [posting("B", id=2)]}, tags=False)
    site.headers["/feed.json"] = {"link": '</more>; rel="next"', "last-modified": "Wed, 01 Jul 2026 00:00:00 GMT"}
    assert refs(harvest(source_of(FEED), site)) == ["1", "2"]


@pytest.mark.parametrize(
    ("options", "paths"),
    [
        ({"page": {"by": "page", "param": "p", "size": 2, "size_param": "n"}, "each": "data"}, "/feed.json?p={}&n=2"),
        ({"page": {"by": "offset", "param": "o", "first": 0, "total": "total"}, "each": "data"}, "/feed.json?o={}"),
    ],
)
def test_pages_by_number_and_offset(options: dict[str, Any], paths: str) -> None:
    site = Site()
    for turn in range(3):
        rows = [{"title": f"T{turn}{n}", "id": f"{turn}{n}"} for n in range(2)] if turn < 2 else []
        number = turn * 2 if options["page"]["by"] == "offset" else turn + 1
        site.pages[paths.format(number)] = {"data": rows, "total": 4}
    site.pages["/feed.json?n=2&p=1"] = site.pages.get("/feed.json?p=1&n=2")
    site.pages["/feed.json?n=2&p=2"] = site.pages.get("/feed.json?p=2&n=2")
    site.pages["/feed.json?n=2&p=3"] = site.pages.get("/feed.json?p=3&n=2")
    site.pages["/feed.json"] = {"data": [], "total": 4}
    assert refs(harvest(source_of(FEED, **options), site)) == ["00", "01", "10", "11"]


def test_a_feed_that_leads_to_another_host_is_refused() -> None:
    site = Site({"/feed.json": {"items": [posting("A")], "next": "http://elsewhere.example/feed"}})
    with pytest.raises(SourceBadData, match="another host"):
        harvest(source_of(FEED), site)


def test_a_feed_that_leads_to_itself_ends() -> None:
    site = Site({"/feed.json": {"items": [posting("A", id=1)], "next": "/feed.json"}})
    assert refs(harvest(source_of(FEED), site)) == ["1"]


def test_two_postings_with_one_name_are_both_kept() -> None:
    site = Site(
        {"/feed.json": [posting("A", url="https://x.example/jobs"), posting("B", url="https://x.example/jobs")]}
    )
    assert refs(harvest(source_of(FEED), site)) == ["https://x.example/jobs", "https://x.example/jobs#2"]


def test_a_feed_that_turns_into_html_stops_the_refresh_and_loses_nothing() -> None:
    site = paged(3, 3)
    last = harvest(source_of(FEED), site)[-1]
    site.pages["/feed.json"] = b"<html>maintenance</html>"
    with pytest.raises(SourceBadData):
        harvest(source_of(FEED), site, last.checkpoint)


def test_a_feed_without_postings_is_told() -> None:
    portions = harvest(source_of(FEED), Site({"/feed.json": {"items": [{"x": 1}]}}))
    assert "There is no JobPosting" in portions[0].refusals[0].reason


def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_bytes(page(posting("A"), posting("A2")))
    (tmp_path / "b.json").write_bytes(orjson.dumps({"jobs": [posting("B", id="b")]}))
    (tmp_path / "c.jsonl").write_bytes(b"\n".join(orjson.dumps(posting(t, id=t)) for t in "cd") + b"\n{broken\n")
    (tmp_path / "e.json.gz").write_bytes(gzip.compress(orjson.dumps([posting("E", id="e")])))
    (tmp_path / "notes.txt").write_text("not read")
    return tmp_path


def test_a_folder_with_files_of_every_kind(tmp_path: Path) -> None:
    portions = harvest(source_of(folder(tmp_path).as_uri()))
    assert refs(portions) == ["a.html", "a.html#2", "b", "c", "d", "e"]
    assert [refusal.place for portion in portions for refusal in portion.refusals] == ["c.jsonl:3"]
    assert portions[-1].complete


def test_only_changed_files_are_read_again(tmp_path: Path) -> None:
    source = source_of(folder(tmp_path).as_uri())
    last = harvest(source)[-1]
    (tmp_path / "b.json").write_bytes(orjson.dumps({"jobs": [posting("B, changed", id="b")]}))
    (tmp_path / "f.json").write_bytes(orjson.dumps(posting("F")))
    assert refs(harvest(source, None, last.checkpoint)) == ["b", "f.json"]


def test_a_file_that_is_gone_takes_its_postings_with_it(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.json").write_bytes(orjson.dumps(posting(str(number))))
    source = source_of(tmp_path.as_uri())
    last = harvest(source)[-1]
    (tmp_path / "3.json").unlink()
    assert [ref for portion in harvest(source, None, last.checkpoint) for ref in portion.removed] == ["3.json"]


def test_one_bad_file_never_stops_the_others(tmp_path: Path) -> None:
    (folder(tmp_path) / "0.json").write_bytes(b'{"title": ')
    (tmp_path / "1.json.gz").write_bytes(b"\x1f\x8bnot gzip")
    portions = harvest(source_of(tmp_path.as_uri()))
    assert len(refs(portions)) == 6
    assert [refusal.place for refusal in portions[0].refusals[:2]] == ["0.json", "1.json.gz"]
    assert not portions[-1].complete


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="nowhere"):
        harvest(source_of((tmp_path / "nowhere").as_uri()))


def test_a_file_with_many_postings_is_cut_and_goes_on_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("credloom.connect.jobs.reader.PORTION", 3)
    file = tmp_path / "all.json"
    file.write_bytes(orjson.dumps([posting(f"J{n}", id=f"J{n}") for n in range(8)]))
    source = source_of(file.as_uri())
    whole = harvest(source)
    assert [len(portion.documents) for portion in whole] == [3, 3, 2, 0]
    rest = harvest(source, None, whole[0].checkpoint)
    assert refs(rest) == refs(whole)[3:]
    assert rest[-1].complete
    file.write_bytes(orjson.dumps([posting(f"K{n}", id=f"K{n}") for n in range(2)]))
    assert refs(harvest(source, None, whole[0].checkpoint)) == ["K0", "K1"]


def test_a_posting_that_cannot_be_written_down_is_told() -> None:
    site = Site(
        {"/sitemap.xml": b"<urlset><url><loc>http://jobs.example/a</loc></url></urlset>", "/a": page(posting("A", x=1))}
    )
    text = orjson.dumps(posting("A", x=1)).decode().replace('"x":1', '"x":' + '{"a":' * 300 + "1" + "}" * 300)
    site.pages["/a"] = page(text, posting("B"))
    portions = harvest(source_of(), site)
    assert len(refs(portions)) == 1
    assert "cannot be kept" in portions[0].refusals[0].reason
