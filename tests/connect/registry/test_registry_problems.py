"""Every shape of error, whatever sends it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from credloom.connect.registry.options import Options, options_of
from credloom.connect.registry.problems import check, instead_of_list, said, text_fault
from credloom.connect.registry.wire import server_time
from credloom.errors import (
    ManifestError,
    SourceBadData,
    SourceError,
    SourceNotFound,
    SourceRateLimited,
    SourceRefused,
    SourceUnavailable,
)
from credloom.sources.manifest import Manifest
from credloom.sources.parse import parse
from tests.connect.registry.registries import source


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"errors": ["depth does not have a valid value"]}, "depth does not have a valid value"),
        (
            {"errors": "envelope_community does not have a valid value"},
            "envelope_community does not have a valid value",
        ),
        ({"error": "You are not authorized to perform this action"}, "You are not authorized to perform this action"),
        ({"errors": [{"@id": "is required"}, {"@type": "is odd"}]}, "@id is required; @type is odd"),
        ({"errors": {"page": "is odd"}}, "page is odd"),
        ({"errors": []}, ""),
        ({"errors": [None, 5]}, "None; 5"),
        ({"error": None, "message": "late"}, "late"),
        ({"message": "late\n  again."}, "late again"),
        ({}, ""),
        ([], ""),
        (5, "5"),
        (None, ""),
        ({"error": "write to someone@school.example now"}, "write to now"),
    ],
)
def test_three_shapes_and_their_relatives(body: Any, words: str) -> None:
    assert said(orjson.dumps(body)) == words


@pytest.mark.parametrize("page", [b"<html><body>502</body>", b"\n <!DOCTYPE html><h1>Bad</h1>", b"<head>"])
def test_html_is_told_as_such(page: bytes) -> None:
    assert said(page) == "an HTML page"
    assert instead_of_list(page, ValueError("bad")) == "an HTML page, expected a JSON list"
    assert instead_of_list(b'{"a": 1}', ValueError("bad")) == "no JSON list (bad)"


def test_long_words_are_cut_and_no_json_is_no_words() -> None:
    assert len(said(orjson.dumps({"error": "x" * 1000}))) == 200
    assert said(b"plain") == said(b"") == ""


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"errors": ["a"]}, SourceBadData),
        (401, {"errors": ["a"]}, SourceRefused),
        (403, {"error": "a"}, SourceRefused),
        (404, {"errors": ["a"]}, SourceNotFound),
        (410, {}, SourceNotFound),
        (413, None, SourceBadData),
        (422, {"errors": [{"a": "b"}]}, SourceBadData),
        (429, {}, SourceRateLimited),
        (500, {"errors": ["a"]}, SourceUnavailable),
        (500, {"error": "Unsupported property: `x`"}, SourceBadData),
        (500, {"error": "Unindexed property: `x`"}, SourceBadData),
        (502, None, SourceUnavailable),
        (503, {"errors": ["locked"]}, SourceUnavailable),
    ],
)
def test_statuses_are_errors_of_their_kind(status: int, body: Any, kind: type[SourceError]) -> None:
    response = httpx.Response(status, content=orjson.dumps(body), headers={"Retry-After": "7"})
    with pytest.raises(kind) as caught:
        check(response, source("secret"), "http://registry.example/search?fts=a+person")
    assert type(caught.value) is kind
    assert str(caught.value).startswith(f"registry answered {status}")
    assert caught.value.retry_after == 7
    assert caught.value.detail == "http://registry.example/search"


@pytest.mark.parametrize("status", [200, 204, 304])
def test_success_is_none(status: int) -> None:
    check(httpx.Response(status), source(), "http://registry.example")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b'{"data": []}', None),
        (b"[]", None),
        (b"Invalid request", "Invalid request"),
        (b'"Invalid\\u0020"', "Invalid\\u0020"),
        (b"Oh: Error: late", "Oh: Error: late"),
        (b"something else", None),
    ],
)
def test_texts_with_status_200(content: bytes, fault: str | None) -> None:
    assert text_fault(content) == fault


@pytest.mark.parametrize("date", [None, "yesterday", "Mon, 03 Aug 2026 10:00:00 -0000"])
def test_without_a_date_our_own_clock_counts(date: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("credloom.clock.now", lambda: "now")
    headers = {} if date is None else {"date": date}
    assert server_time(httpx.Response(200, headers=headers)) == "now"


def _manifest(options: str) -> Manifest:
    text = f'[source]\nname = "R"\n\n[fetch]\nreader = "registry"\nurl = "https://r.example"\n\n[fetch.options]\n{options}\n'
    return parse(text, Path("connectors/r"))


def test_options_are_read() -> None:
    text = 'community = "navy"\nper_page = 50\noverlap = "1h"\nfull_every = "1d"\nprovisional = "include"\n'
    found = options_of(_manifest(text + 'only = { owned_by = ["CE-1", "x"] }\nshared_identifiers = { A = "a" }'))
    expected = Options(community="navy", per_page=50, overlap=3600, full_every=86_400, provisional="include")
    assert found.only == {"owned_by": "CE-1,x"}
    assert {**msgspec_dict(found), "only": {}} == msgspec_dict(expected)
    assert options_of(_manifest("")) == Options()


def test_shared_identifiers_are_words() -> None:
    with pytest.raises(ManifestError, match="shared_identifiers"):
        options_of(_manifest('shared_identifiers = ["Program ID"]'))


def msgspec_dict(value: Options) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__struct_fields__}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("per_pag = 5", "is no key here; expected one of .* Did you mean 'per_page'"),
        ("per_page = 500", "the Registry gives at most 200 a page, found 500"),
        ("per_page = 0", "expected a number of at least 1"),
        ('overlap = "soon"', "expected a duration"),
        ('provisional = "includ"', "expected one of exclude, include, only, found 'includ'. Did you mean 'include'"),
        ('only = { owned_bi = "x" }', "is no filter of the Registry; .* Did you mean 'owned_by'"),
        ('only = "x"', "expected a table"),
        ("community = 5", "expected a text"),
    ],
)
def test_options_that_are_wrong_name_file_key_and_the_nearest(text: str, words: str) -> None:
    with pytest.raises(ManifestError, match=words) as caught:
        options_of(_manifest(text))
    assert str(caught.value).startswith("connectors/r/manifest.toml:")


def test_the_line_of_a_wrong_option_is_named(tmp_path: Path) -> None:
    text = '[source]\nname = "R"\n[fetch]\nreader = "registry"\n[fetch.options]\nper_pag = 5\n'
    (tmp_path / "manifest.toml").write_text(text)
    with pytest.raises(ManifestError, match=r"manifest\.toml:6: fetch\.options\.per_pag"):
        options_of(parse(text, tmp_path))
