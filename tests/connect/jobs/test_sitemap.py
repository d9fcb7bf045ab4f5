"""Pages found through sitemaps: what is read, what is read again, what is gone."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credloom.connect.jobs import sitemap as maps
from credloom.errors import CredloomError, SourceBadData, SourceError, SourceUnavailable
from tests.connect.jobs.sites import HOST, Site, harvest, page, posting, refs, sitemap, source_of


def site_of(*names: str, lastmod: str = "2026-07-01") -> Site:
    pages = {f"/{name}": page(posting(name)) for name in names}
    return Site({"/sitemap.xml": sitemap(*((f"/{name}", lastmod) for name in names)), **pages})


def test_every_page_of_a_sitemap_is_read_once() -> None:
    site = site_of("a", "b", "c")
    portions = harvest(source_of(), site)
    assert refs(portions) == [f"{HOST}/a", f"{HOST}/b", f"{HOST}/c"]
    assert [(p.finished, p.complete) for p in portions] == [(False, False), (True, True)]
    assert sorted(site.asked_now()) == ["/a", "/b", "/c", "/sitemap.xml"]


def test_an_index_leads_to_zipped_and_plain_maps() -> None:
    site = Site(
        {
            "/sitemap.xml": sitemap(("/one.xml.gz", ""), ("/two.xml", ""), root="sitemapindex", entry="sitemap"),
            "/one.xml.gz": gzip.compress(sitemap(("/a", ""))),
            "/two.xml": sitemap(("/b", ""), ("/a", "")),
            "/a": page(posting("A")),
            "/b": page(posting("B")),
        }
    )
    assert refs(harvest(source_of(), site)) == [f"{HOST}/a", f"{HOST}/b"]


def test_a_page_whose_lastmod_is_the_same_is_not_asked_for_again() -> None:
    site = site_of("a", "b")
    last = harvest(source_of(), site)[-1]
    site.asked_now()
    site.pages["/sitemap.xml"] = sitemap(("/a", "2026-07-01"), ("/b", "2026-07-09"))
    site.pages["/b"] = page(posting("B, changed"))
    again = harvest(source_of(), site, last.checkpoint)
    assert refs(again) == [f"{HOST}/b"]
    assert site.asked_now() == ["/sitemap.xml", "/b"]
    assert again[-1].finished
    assert not again[-1].complete, "what was not asked for must not be taken for gone"


def test_without_lastmod_the_entity_tag_decides() -> None:
    site = Site({"/sitemap.xml": sitemap(("/a", ""), ("/b", "")), "/a": page(posting("A")), "/b": page(posting("B"))})
    last = harvest(source_of(), site)[-1]
    site.pages["/a"] = page(posting("A2"))
    assert refs(harvest(source_of(), site, last.checkpoint)) == [f"{HOST}/a"]


def test_without_lastmod_and_tag_the_content_decides() -> None:
    site = Site(
        {"/sitemap.xml": sitemap(("/a", ""), ("/b", "")), "/a": page(posting("A")), "/b": page(posting("B"))},
        tags=False,
    )
    last = harvest(source_of(), site)[-1]
    site.pages["/b"] = page(posting("B2"))
    assert refs(harvest(source_of(), site, last.checkpoint)) == [f"{HOST}/b"]


def test_a_page_that_left_the_sitemap_is_gone() -> None:
    names = [f"n{number}" for number in range(10)]
    site = site_of(*names)
    last = harvest(source_of(), site)[-1]
    site.pages["/sitemap.xml"] = sitemap(*((f"/{name}", "2026-07-01") for name in names[1:]))
    again = harvest(source_of(), site, last.checkpoint)
    assert [ref for portion in again for ref in portion.removed] == [f"{HOST}/n0"]
    third = harvest(source_of(), site, again[-1].checkpoint)
    assert not [ref for portion in third for ref in portion.removed]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_no_longer_there_is_gone(status: int) -> None:
    site = site_of("a", "b", lastmod="")
    last = harvest(source_of(), site)[-1]
    site.status["/a"] = status
    again = harvest(source_of(), site, last.checkpoint)
    assert [ref for portion in again for ref in portion.removed] == [f"{HOST}/a"]
    assert not [refusal for portion in again for refusal in portion.refusals]


def test_when_many_pages_are_gone_everything_is_read_so_that_the_store_can_ask() -> None:
    names = [f"n{number}" for number in range(10)]
    site = site_of(*names)
    last = harvest(source_of(), site)[-1]
    site.pages["/sitemap.xml"] = sitemap(*((f"/{name}", "2026-07-01") for name in names[:5]))
    again = harvest(source_of(), site, last.checkpoint)
    assert len(refs(again)) == 5
    assert again[-1].complete
    assert not [ref for portion in again for ref in portion.removed]


def test_one_bad_page_never_stops_the_others() -> None:
    site = site_of("a", "b", "c")
    site.status["/b"] = 500
    portions = harvest(source_of(), site)
    assert refs(portions) == [f"{HOST}/a", f"{HOST}/c"]
    assert [refusal.place for portion in portions for refusal in portion.refusals] == [f"{HOST}/b"]
    assert portions[-1].finished
    assert not portions[-1].complete, "a page that could not be read is not gone"
    site.status.clear()
    again = harvest(source_of(), site, portions[-1].checkpoint)
    assert refs(again) == [f"{HOST}/b"], "it is asked for again, though its lastmod is the same"


def test_a_bad_page_keeps_what_was_known_of_it() -> None:
    site = site_of("a", "b", lastmod="")
    last = harvest(source_of(), site)[-1]
    site.status["/a"] = 503
    again = harvest(source_of(), site, last.checkpoint)
    assert not [ref for portion in again for ref in portion.removed]
    assert not refs(again)


def test_a_site_that_is_down_stops_the_refresh() -> None:
    site = site_of("a", "b")
    site.status |= {"/a": 500, "/b": 500}
    with pytest.raises(SourceUnavailable):
        harvest(source_of(), site)
    site = Site()
    site.status["/sitemap.xml"] = 503
    with pytest.raises(SourceUnavailable):
        harvest(source_of(), site)


def test_pages_on_other_hosts_are_refused_unless_named() -> None:
    site = site_of("a")
    site.pages["/sitemap.xml"] = sitemap(("/a", ""), ("http://elsewhere.example/x", ""))
    portions = harvest(source_of(), site)
    assert refs(portions) == [f"{HOST}/a"]
    assert [refusal.place for refusal in portions[0].refusals] == ["http://elsewhere.example/x"]
    site.pages["/x"] = page(posting("X"))
    assert len(refs(harvest(source_of(hosts=["Elsewhere.example"]), site))) == 2


def test_patterns_choose_pages() -> None:
    site = site_of("jobs/a", "jobs/archive", "about")
    assert refs(harvest(source_of(only="/jobs/", unless="archive$"), site)) == [f"{HOST}/jobs/a"]


def test_robots_txt_is_obeyed_and_names_the_sitemap() -> None:
    site = site_of("jobs/a", "private/b")
    site.pages["/robots.txt"] = b"User-agent: *\nDisallow: /private\nSitemap: http://jobs.example/sitemap.xml\n"
    portions = harvest(source_of(HOST), site)
    assert refs(portions) == [f"{HOST}/jobs/a"]
    assert "robots.txt" in portions[0].refusals[0].reason
    assert "/private/b" not in site.asked_now()


def test_a_start_page_leads_to_its_sitemap() -> None:
    site = site_of("a")
    site.pages["/"] = b"<!doctype html><html><body>Welcome</body></html>"
    assert refs(harvest(source_of(f"{HOST}/"), site)) == [f"{HOST}/a"]


def test_a_part_of_the_index_that_is_down_is_told_and_nothing_counts_as_gone() -> None:
    site = Site(
        {
            "/sitemap.xml": sitemap(("/one.xml", ""), ("/two.xml", ""), root="sitemapindex", entry="sitemap"),
            "/one.xml": sitemap(("/a", "1")),
            "/two.xml": sitemap(("/b", "1")),
            "/a": page(posting("A")),
            "/b": page(posting("B")),
        }
    )
    last = harvest(source_of(), site)[-1]
    site.status["/two.xml"] = 500
    again = harvest(source_of(), site, last.checkpoint)
    assert not [ref for portion in again for ref in portion.removed]
    assert "/two.xml" in again[0].refusals[0].place
    assert not again[-1].complete
    site.status.clear()
    third = harvest(source_of(), site, again[-1].checkpoint)
    assert not refs(third), "what was known before the fault is still known"


def test_a_stopped_harvest_goes_on_behind_what_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("credloom.connect.jobs.reader.PORTION", 2)
    site = site_of("a", "b", "c", "d", "e")
    whole = harvest(source_of(), site)
    site.asked_now()
    rest = harvest(source_of(), site, whole[0].checkpoint)
    assert refs(rest) == refs(whole)[2:]
    assert rest[-1].complete
    assert "/a" not in site.asked_now()


def test_a_stopped_harvest_of_another_list_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("credloom.connect.jobs.reader.PORTION", 2)
    site = site_of("a", "b", "c")
    first = harvest(source_of(), site)[0]
    site.pages |= {"/sitemap.xml": sitemap(("/z", ""), ("/a", ""), ("/b", "")), "/z": page(posting("Z"))}
    assert refs(harvest(source_of(), site, first.checkpoint)) == [f"{HOST}/z", f"{HOST}/a", f"{HOST}/b"]


def test_full_reads_everything_again() -> None:
    site = site_of("a", "b")
    last = harvest(source_of(), site)[-1]
    again = harvest(source_of(), site, last.checkpoint, full=True)
    assert len(refs(again)) == 2
    assert again[-1].complete


def test_other_options_read_everything_again() -> None:
    site = site_of("a", "b")
    last = harvest(source_of(), site)[-1]
    assert len(refs(harvest(source_of(unless="b$"), site, last.checkpoint))) == 1


@pytest.mark.parametrize("checkpoint", [b"nonsense", b"", b"{}"])
def test_a_checkpoint_of_another_version_counts_as_none(checkpoint: bytes) -> None:
    assert len(refs(harvest(source_of(), site_of("a"), checkpoint))) == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>', "document type"),
        (b"<urlset><url><loc>", "no whole XML"),
        (b"plain words", "expected a sitemap"),
    ],
)
def test_what_is_no_sitemap_is_refused(body: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        harvest(source_of(), Site({"/sitemap.xml": body}))


def test_a_sitemap_that_breaks_off_keeps_what_stands_before() -> None:
    site = site_of("a", "b")
    site.pages["/sitemap.xml"] = sitemap(("/a", ""), ("/b", "")).removesuffix(b"</url></urlset>")
    portions = harvest(source_of(), site)
    assert refs(portions) == [f"{HOST}/a"]
    assert "is no whole XML" in portions[0].refusals[0].reason
    assert not portions[-1].complete


def test_options_are_checked() -> None:
    for options, words in (
        ({"onyl": "x"}, "Did you mean 'only'"),
        ({"only": "("}, "cannot be used"),
        ({"hosts": "x"}, "cannot be used"),
    ):
        with pytest.raises(SourceBadData, match=words):
            harvest(source_of(**options), site_of("a"))


def test_too_many_pages_are_given_up() -> None:
    with pytest.raises(SourceBadData, match="more than 2 pages"):
        harvest(source_of(max_pages=2), site_of("a", "b", "c"))


@given(st.binary(max_size=300))
def test_any_bytes_give_a_sitemap_or_a_refusal(body: bytes) -> None:
    for content in (body, b"<urlset><url><loc>" + body + b"</loc></url></urlset>"):
        try:
            found = maps.parse(content, "any")
        except CredloomError:
            continue
        assert all(entry.url for entry in found.pages)


def test_a_crawl_delay_makes_requests_come_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("credloom.connect.jobs.robots.MAX_DELAY", 0.01)
    site = site_of("a", "b", "c")
    site.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 5\n"
    assert len(refs(harvest(source_of(), site))) == 3
    assert site.most_at_once == 1


def test_as_many_requests_as_the_manifest_allows() -> None:
    site = site_of(*(f"n{number}" for number in range(12)))
    harvest(source_of(), site)
    assert 1 < site.most_at_once <= source_of().manifest.fetch.concurrency


@pytest.mark.parametrize("status", [401, 403, 404, 418])
def test_a_site_without_readable_rules_allows_everything(status: int) -> None:
    site = site_of("a")
    site.status["/robots.txt"] = status
    assert len(refs(harvest(source_of(), site))) == 1


def test_a_site_whose_rules_cannot_be_asked_for_is_down() -> None:
    site = site_of("a")
    site.status["/robots.txt"] = 500
    with pytest.raises(SourceUnavailable):
        harvest(source_of(), site)
