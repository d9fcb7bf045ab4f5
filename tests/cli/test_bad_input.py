"""Bad input to every command, manifest, query and file: what is wrong and where, an exit code, and nothing lost."""

from __future__ import annotations

import gzip
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from credloom.settings import Settings
from tests.cli.conftest import CATALOG, ROWS, Command, Ran

DEEP = b'{"a":' * 200_000 + b"1" + b"}" * 200_000
BINARY = bytes(range(256)) * 20
Files = dict[str, bytes]

COMMANDS: dict[str, tuple[Files, str, int, str]] = {
    "no such command": ({}, "refesh", 2, "refresh"),
    "no such flag": ({}, "refresh --ful", 2, "--full"),
    "a port that is none": ({}, "serve --port 99999", 2, "expected a port from 0 to 65535, found '99999'"),
    "no workers": ({}, "serve --workers 0", 2, "expected a number of at least 1"),
    "a source that is not there": ({}, "refresh elsewher", 1, "Did you mean 'elsewhere'?"),
    "a source to check that is not there": ({}, "sources check elsewher", 1, "Did you mean 'elsewhere'?"),
    "no query": ({}, "query q.graphql", 1, "q.graphql: cannot be read (No such file or directory)."),
    "a name where a document should be": (
        {},
        "query q",
        1,
        "Expected a file with a GraphQL document, or - for standard",
    ),
    "a folder as a query": ({"q/x": b""}, "query q", 1, "q: cannot be read (Is a directory)."),
    "a binary query": ({"q": BINARY}, "query q", 1, "q: this is not UTF-8 text (byte 128)."),
    "an empty query": ({"q": b""}, "query q", 1, "Syntax Error"),
    "a query of white space": ({"q": b" \n"}, "query q", 1, "Syntax Error"),
    "a query with a typing error": (
        {"q": b"{ credentals { totalCount } }"},
        "query q",
        1,
        "Did you mean 'credentials'",
    ),
    "a query that does not close": ({"q": b"{ sources { key }"}, "query q", 1, "Syntax Error"),
    "a deep query": ({"q": b"{ a" * 3000 + b"}" * 3000}, "query q", 1, "QUERY_TOO_LARGE"),
    "a query of too many words": ({"q": b"{ " + b"__typename " * 3000 + b"}"}, "query q", 1, "QUERY_TOO_LARGE"),
    "an operation that is not there": (
        {"q": b"query A { __typename } query B { __typename }"},
        "query q --operation C",
        1,
        "The document holds no operation 'C'.",
    ),
    "variables that are no object": (
        {"q": b"{ __typename }", "v": b"[1]"},
        "query q --variables v",
        1,
        "v: expected an object",
    ),
    "variables that are no JSON": (
        {"q": b"{ __typename }", "v": b"{"},
        "query q --variables v",
        1,
        "v:1:2: this is not",
    ),
    "empty variables": ({"q": b"{ __typename }", "v": b""}, "query q --variables v", 1, "v:1:1: this is not JSON"),
    "deep variables": ({"q": b"{ __typename }", "v": DEEP}, "query q --variables v", 1, "this is not JSON"),
    "no variables file": ({"q": b"{ __typename }"}, "query q --variables v", 1, "v: cannot be read"),
    "a variable of the wrong type": (
        {"q": b"query Q($n: Int!) { credentials(first: $n) { totalCount } }", "v": b'{"n": "many"}'},
        "query q --variables v",
        1,
        "Variable '$n' has invalid value",
    ),
    "too many at once": ({"q": b"{ credentials(first: 9999) { totalCount } }"}, "query q", 1, "first"),
    "a schema that is not there": ({}, "schema check old.graphql", 1, "old.graphql: cannot be read"),
    "a schema that is none": ({"o": b"type {"}, "schema check o", 1, "o:1:6"),
    "an empty schema": ({"o": b""}, "schema check o", 1, "o"),
    "a binary schema": ({"o": BINARY}, "schema check o", 1, "o: "),
    "a configuration that is not there": ({}, "sources --config no.toml", 1, "no.toml: cannot be read"),
    "a configuration that is no TOML": ({"c": b"x ="}, "sources --config c", 1, "c: this is not TOML"),
    "a binary configuration": ({"c": BINARY}, "sources --config c", 1, "c: this is not TOML"),
    "an unknown setting": (
        {"c": b'\ndata_dirr = "x"'},
        "sources --config c",
        1,
        "c:2: data_dirr: there is no such setting",
    ),
    "a setting of the wrong type": (
        {"c": b'port = "x"'},
        "sources --config c",
        1,
        "c:1: port: expected a whole number",
    ),
    "a secret in the configuration": (
        {"c": b'[source.elsewhere]\nkey = "k"'},
        "sources --config c",
        1,
        "c:2: source.elsewhere.key: a secret comes from the environment",
    ),
    "no folder for the demonstration": ({}, "demo --port 0 --data nowhere", 1, "nowhere: there is no such folder"),
    "an empty folder for it": ({"d/.keep": b""}, "demo --port 0 --data d", 1, "d: nothing in it can be served"),
    "nothing that can be served": ({"d/x.bin": BINARY}, "demo --port 0 --data d", 1, "x.bin"),
    "no sample": ({}, "sources new us-xx --from s.csv", 1, "s.csv"),
    "a folder as a sample": ({"s/x": b""}, "sources new us-xx --from s", 1, "s"),
    "an empty sample": ({"s.csv": b""}, "sources new us-xx --from s.csv", 1, "s.csv"),
    "a sample of a header alone": ({"s.csv": b"Id,Title\n"}, "sources new us-xx --from s.csv", 1, "s.csv"),
    "a binary sample": ({"s.csv": BINARY}, "sources new us-xx --from s.csv", 1, "s.csv"),
    "a deep sample": ({"s.json": DEEP}, "sources new us-xx --from s.json", 1, "s.json"),
    "a sample that is not JSON": ({"s.json": b"[{]"}, "sources new us-xx --from s.json", 1, "s.json:1:"),
    "a key that is none": ({"s.csv": ROWS.encode()}, "sources new US_xx! --from s.csv", 1, "US_xx!"),
    "a key that leads out": ({"s.csv": ROWS.encode()}, "sources new ../evil --from s.csv", 1, "../evil"),
    "a key that is taken": ({"s.csv": ROWS.encode()}, "sources new elsewhere --from s.csv", 1, "elsewhere"),
}


@pytest.fixture
def filled(command: Command, catalog: Path, tmp_path: Path) -> Iterator[Path]:
    """A store with three programs; afterwards they must be there."""
    assert command("refresh").code == 0
    (tmp_path / "count.graphql").write_text("{ learningOpportunities { totalCount nodes { name } } }")
    before = command("query", "count.graphql", "--json").json["data"]
    assert before["learningOpportunities"]["totalCount"] == 3
    yield tmp_path
    after = command("query", "count.graphql", "--json")
    assert after.json["data"] == before, "something was lost"


def _no_trace(ran: Ran) -> None:
    assert "Traceback" not in ran.err
    assert "INTERNAL" not in ran.out + ran.err
    assert "Something went wrong" not in ran.out + ran.err


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_is_wrong(command: Command, filled: Path, name: str) -> None:
    files, words, code, told = COMMANDS[name]
    for file, content in files.items():
        (filled / file).parent.mkdir(exist_ok=True)
        (filled / file).write_bytes(content)
    ran = command(*words.split())
    _no_trace(ran)
    assert ran.code == code, ran
    assert told in ran.out + ran.err
    assert len(ran.err) < 2000


MANIFESTS: dict[str, tuple[str, str, str]] = {
    "no TOML": ('name = "', "name = ", "manifest.toml"),
    "an unknown section": ("[fetch]", "[fetsch]", "fetch"),
    "an unknown key": ("url =", "ulr =", "Did you mean 'url'?"),
    "an unknown reader": ('"csv"', '"cvs"', "Did you mean 'csv'?"),
    "an unknown term": ("ceterms:name", "ceterms:nmae", "Did you mean 'ceterms:name'?"),
    "an unknown class": ('"LearningProgram"', '"LearningProgramme"', "LearningProgram"),
    "a column that is not there": ('"Title"', '"Titel"', "There is no column 'Titel' in rows. Did you mean 'Title'?"),
    "an id that is not there": ('id = "Id"', 'id = "Ids"', "There is no column 'Ids' in rows. Did you mean 'Id'?"),
    "no name": ('name = "Colleges of Elsewhere"', "", "name"),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_says_file_line_and_the_nearest(command: Command, filled: Path, name: str) -> None:
    before, after, told = MANIFESTS[name]
    file = filled / "connectors" / "elsewhere" / "manifest.toml"
    good = file.read_text()
    assert before in good
    file.write_text(good.replace(before, after, 1))
    for words in (("sources", "check", "elsewhere"), ("refresh", "--full")):
        ran = command(*words)
        _no_trace(ran)
        assert told in ran.out + ran.err, ran
        if "column" not in told:
            assert ran.code == 1
            assert f"{file}:" in ran.err
    file.write_text(good)


def test_a_connector_that_is_broken_names_itself_among_good_ones(command: Command, filled: Path) -> None:
    broken = filled / "connectors" / "broken"
    broken.mkdir()
    (broken / "manifest.toml").write_bytes(BINARY)
    ran = command("sources")
    _no_trace(ran)
    assert (ran.code, ran.out) == (1, "")
    assert str(broken / "manifest.toml") in ran.err
    (broken / "manifest.toml").unlink()
    broken.rmdir()


CONTENTS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", ""),
    "binary": (BINARY, ""),
    "NULs": (ROWS.replace("Welding", "Wel\0ding").encode(), ""),
    "a page": (b"<!doctype html><html><body>Sorry</body></html>", "HTML"),
    "no gzip": (b"\x1f\x8b\x08\x00broken", "gzip"),
    "a gzip bomb": (gzip.compress(b"Id,Title,Code\n" + b"x" * 200_000_000, 1), "unpacks to more than 64 MB"),
    "one endless line": (b"Id,Title,Code\n1," + b"x" * 40_000_000, ""),
    "other columns": (b"A,B\n1,2\n", "Id"),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_a_file_that_went_bad_loses_no_record(command: Command, filled: Path, name: str) -> None:
    """With less than a fifth gone, or with an error: never silently nothing."""
    content, told = CONTENTS[name]
    file = filled / "programs.csv"
    good = file.read_bytes()
    file.write_bytes(content)
    os.utime(file, ns=(1, 1))
    ran = command("refresh")
    _no_trace(ran)
    assert told in ran.out + ran.err
    if name != "NULs":
        assert ran.code == 1, ran
    file.write_bytes(good)
    assert command("refresh").code == 0


def test_a_file_that_became_a_folder_or_went_away(command: Command, filled: Path) -> None:
    file = filled / "programs.csv"
    good = file.read_bytes()
    file.unlink()
    ran = command("refresh")
    _no_trace(ran)
    assert ran.code == 1
    assert "programs.csv" in ran.out + ran.err
    file.mkdir()
    ran = command("refresh")
    _no_trace(ran)
    assert ran.code == 1
    file.rmdir()
    file.write_bytes(good)


def test_more_than_a_source_may_send_is_refused_unread(command: Command, filled: Path) -> None:
    file = filled / "programs.csv"
    good = file.read_bytes()
    with file.open("r+b") as sparse:
        sparse.truncate(300 * 1024 * 1024)
    ran = command("refresh")
    _no_trace(ran)
    assert ran.code == 1
    assert "64 MB" in ran.out + ran.err
    file.write_bytes(good)


def test_a_data_directory_that_is_a_file(command: Command, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (filled / "file").write_text("not a folder")
    monkeypatch.setenv("CREDLOOM_DATA_DIR", str(filled / "file"))
    for words in (("refresh",), ("query", "count.graphql"), ("doctor",), ("serve", "--port", "0")):
        ran = command(*words)
        _no_trace(ran)
        assert ran.code == 1, words
        assert str(filled / "file") in ran.out + ran.err
    monkeypatch.setenv("CREDLOOM_DATA_DIR", str(filled / "data"))


def test_a_port_in_use(command: Command, filled: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for name in ("serve", "demo"):
            ran = command(name, "--port", str(port))
            _no_trace(ran)
            assert ran.code == 1
            assert f"127.0.0.1:{port}" in ran.err


def test_errors_as_json_have_a_code(command: Command, filled: Path) -> None:
    ran = command("refresh", "elsewher", "--json")
    assert ran.code == 1
    assert json.loads(ran.err)["error"]["code"] == "BAD_USER_INPUT"


def test_the_manifest_of_these_tests_is_good() -> None:
    assert CATALOG.count("{url}") == 1
    assert Settings().data_dir.name == "credloom"
