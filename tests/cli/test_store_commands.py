"""`refresh`, `query`, `doctor` in one process, on a store of the test's own."""

from __future__ import annotations

import json
import logging
import sqlite3
from argparse import Namespace
from pathlib import Path

import pytest

from credloom.cli.setup import settings_of
from credloom.refresh.inbox import Inbox, Learned
from credloom.store import open_store
from tests.cli.conftest import ROWS, Command

SEARCH = "query Find($text: String) { learningOpportunities(search: $text) { totalCount nodes { name } } }"


def refresh(command: Command, *words: str) -> dict[str, object]:
    ran = command("refresh", *words, "--json")
    found: dict[str, object] = ran.json[0]
    return found


@pytest.mark.usefixtures("catalog")
def test_refresh_tells_counts_and_what_was_refused(command: Command) -> None:
    ran = command("refresh")
    assert ran.code == 0, ran.err
    assert "elsewhere: done" in ran.err
    assert "Refused of elsewhere" in ran.out
    assert "no such code" in ran.out
    again = refresh(command, "elsewhere")
    assert again["progress"]["added"] == again["progress"]["changed"] == 0  # type: ignore[index]
    assert again["code"] is None
    assert again["refusals"] == []


@pytest.mark.parametrize(("level", "logged"), [("", False), ("info", False), ("debug", True)])
def test_what_is_logged_stands_in_no_table(
    command: Command, catalog: Path, monkeypatch: pytest.MonkeyPatch, level: str, logged: bool
) -> None:
    """With competencies to compare, whose end is logged: as JSON, since standard error is no terminal here."""
    manifest = catalog.parent / "connectors" / "elsewhere" / "manifest.toml"
    with manifest.open("a", encoding="utf-8") as more:
        more.write('"ceterms:teaches" = "Title"\n')
    monkeypatch.setenv("CREDLOOM_LOG_LEVEL", level)
    ran = command("refresh")
    assert ran.code == 0
    assert ran.out.startswith("source ")
    assert "elsewhere: done" in ran.err
    assert ("competencies linked" in ran.err) is logged
    assert ("{" in ran.err) is logged
    assert "{" not in ran.out


def test_a_gateway_logs_what_the_settings_say(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDLOOM_LOG_LEVEL")
    arguments = Namespace(config=None)
    settings_of(arguments, serves=True)
    assert logging.getLogger().level == logging.INFO
    settings_of(arguments)
    assert logging.getLogger().level == logging.WARNING


def test_what_a_changed_manifest_makes_anew_counts_as_changed(command: Command, catalog: Path) -> None:
    assert refresh(command)["progress"] == _counted(added=3, refused=2)
    manifest = catalog.parent / "connectors" / "elsewhere" / "manifest.toml"
    told = manifest.read_text(encoding="utf-8")
    manifest.write_text(f'{told}"ceterms:keyword" = "Title"\n', encoding="utf-8")
    assert refresh(command)["progress"] == _counted(changed=3, refused=2)
    manifest.write_text(f'{told}"ceterms:codedNotation" = "Code"\n', encoding="utf-8")
    catalog.write_text(ROWS.replace("Dance,no such code", "Dance,"), encoding="utf-8")
    progress = refresh(command)["progress"]
    assert (progress["added"], progress["unchanged"]) == (0, 0)  # type: ignore[index]
    manifest.write_text(told, encoding="utf-8")
    catalog.unlink()
    ended = refresh(command)
    assert ended["problem"]
    assert ended["progress"]["changed"] == 2  # type: ignore[index]


def _counted(**counts: int) -> dict[str, object]:
    none = dict.fromkeys(("added", "changed", "unchanged", "removed", "refused"), 0)
    return {"source": "elsewhere", "done": 4, "total": 4, **none, **counts}


def test_a_source_that_fails_is_exit_code_one_and_its_records_stay(command: Command, catalog: Path) -> None:
    assert command("refresh").code == 0
    catalog.unlink()
    ran = command("refresh", "--json")
    assert ran.code == 1
    assert ran.json[0]["problem"]
    (catalog.parent / "q.graphql").write_text(SEARCH, encoding="utf-8")
    assert command("query", "q.graphql").json["data"]["learningOpportunities"]["totalCount"] == 3


def test_a_drop_has_to_be_accepted(command: Command, catalog: Path) -> None:
    more = "".join(f"{number},Program {number},48.0508\n" for number in range(10, 60))
    catalog.write_text(ROWS + more, encoding="utf-8")
    assert command("refresh").code == 0
    catalog.write_text(ROWS, encoding="utf-8")
    ran = command("refresh", "--full")
    assert ran.code == 1
    assert "--accept-drop" in ran.out
    ran = command("refresh", "--full", "--accept-drop", "--json")
    assert ran.code == 0
    assert ran.json[0]["progress"]["removed"] == 50


@pytest.mark.usefixtures("catalog")
def test_refresh_of_an_unknown_source(command: Command) -> None:
    ran = command("refresh", "elswhere")
    assert ran.code == 1
    assert "Did you mean 'elsewhere'?" in ran.err


def test_query_with_variables_and_a_chosen_operation(command: Command, catalog: Path) -> None:
    command("refresh")
    folder = catalog.parent
    (folder / "q.graphql").write_text(f"query Other {{ __typename }} {SEARCH}", encoding="utf-8")
    (folder / "v.json").write_text('{"text": "welding"}', encoding="utf-8")
    ran = command("query", "q.graphql", "--variables", "v.json", "--operation", "Find")
    assert ran.code == 0, ran.out
    assert ran.json["data"]["learningOpportunities"]["nodes"] == [{"name": "Welding"}]
    ran = command("query", "q.graphql")
    assert ran.code == 1
    assert "operationName" in ran.json["errors"][0]["message"]


@pytest.mark.parametrize(
    ("query", "variables", "words"),
    [
        (None, None, "q.graphql: cannot be read"),
        (b"\xff", None, "q.graphql: this is not UTF-8"),
        (b"{ __typename }", b"{", "v.json:1:2: this is not JSON"),
        (b"{ __typename }", b"[]", "v.json: expected an object"),
    ],
)
def test_files_of_a_query_that_cannot_be_used(
    command: Command, catalog: Path, query: bytes | None, variables: bytes | None, words: str
) -> None:
    if query is not None:
        (catalog.parent / "q.graphql").write_bytes(query)
    if variables is not None:
        (catalog.parent / "v.json").write_bytes(variables)
    ran = command("query", "q.graphql", *(("--variables", "v.json") if variables is not None else ()))
    assert (ran.code, ran.out) == (1, "")
    assert words in ran.err


@pytest.mark.parametrize(
    "typed",
    ["{ sources { key } }", " query Q($n: Int) { sources { key } }", "fragment F on Source {\n key }", "{" * 5000],
)
@pytest.mark.usefixtures("catalog")
def test_a_document_where_its_file_should_be(command: Command, typed: str) -> None:
    ran = command("query", typed)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "credloom: Expected a file with a GraphQL document, or - for standard input; found the text itself. "
        "Put it into a file, or pipe it in.\n"
    )


@pytest.mark.parametrize("name", ["query.graphql", "queries/nursing", "mutation"])
def test_a_file_that_is_not_there_keeps_its_name(command: Command, name: str) -> None:
    assert command("query", name).err.startswith(f"credloom: {name}: cannot be read (No such file or directory).")


def test_variables_where_their_file_should_be(command: Command, tmp_path: Path) -> None:
    (tmp_path / "q.graphql").write_text(SEARCH, encoding="utf-8")
    ran = command("query", "q.graphql", "--variables", '{"text": "welding"}')
    assert ran.code == 1
    assert "Expected a file with the variables as JSON, or - for standard input; found the text itself." in ran.err


@pytest.mark.usefixtures("catalog")
def test_query_of_an_empty_store_says_so(command: Command, tmp_path: Path) -> None:
    (tmp_path / "q.graphql").write_text(SEARCH, encoding="utf-8")
    ran = command("query", "q.graphql")
    assert ran.code == 0
    assert ran.json["data"]["learningOpportunities"]["totalCount"] == 0
    assert "credloom refresh" in ran.err


def test_query_of_a_folder_that_cannot_be_a_store(command: Command, catalog: Path) -> None:
    (catalog.parent / "data").write_text("a file", encoding="utf-8")
    (catalog.parent / "q.graphql").write_text(SEARCH, encoding="utf-8")
    ran = command("query", "q.graphql", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert json.loads(ran.err)["error"]["code"] == "STORE_UNAVAILABLE"
    assert command("refresh").code == 1


def test_what_waits_in_the_inbox_is_written_by_the_next_refresh(command: Command, catalog: Path) -> None:
    command("refresh")
    data = catalog.parent / "data"
    inbox = Inbox(data)
    inbox.put(Learned("elsewhere", ()))
    inbox.put(Learned("switched-off", ()))
    command("refresh")
    assert inbox.take() == []
    inbox.close()


@pytest.mark.usefixtures("catalog")
def test_doctor_finds_nothing_bad_in_a_good_house(command: Command) -> None:
    command("refresh")
    ran = command("doctor", "--json")
    told = {finding["about"]: finding for finding in ran.json}
    assert ran.code == 0
    assert told["store"]["state"] == told["index"]["state"] == told["refresh of elsewhere"]["state"] == "ok"
    assert "3 records" in told["store"]["found"]
    assert "ok    store: " in command("doctor").out


def test_doctor_says_what_is_wrong_and_how_to_mend_it(
    command: Command, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {finding["about"]: finding for finding in command("doctor", "--json").json}
    assert told["store"]["state"] == "warning"
    assert "credloom refresh" in told["store"]["mend"]
    data = catalog.parent / "data"
    assert not data.exists()
    data.mkdir()
    assert "credloom refresh" in command("doctor").out
    assert list(data.iterdir()) == [], "looking makes no store"
    catalog.unlink()
    ran = command("doctor")
    assert ran.code == 1
    assert "BAD   source elsewhere" in ran.out
    monkeypatch.setenv("CREDLOOM_SOURCES", "nothing")
    assert "There is no connector 'nothing'" in command("doctor").out
    monkeypatch.setenv("CREDLOOM_WORKERS", "many")
    ran = command("doctor", "--json")
    assert ran.code == 1
    assert ran.json[-1]["about"] == "settings"


def test_a_store_that_cannot_be_read_is_an_error_everywhere(command: Command, catalog: Path) -> None:
    command("refresh")
    data = catalog.parent / "data"
    for file in data.rglob("*"):
        if file.is_file() and file.suffix in (".sqlite", ".db") and "inbox" not in file.name:
            file.write_bytes(b"this is no database" * 1_000)
            for beside in (f"{file}-wal", f"{file}-shm"):
                Path(beside).unlink(missing_ok=True)
    (catalog.parent / "q.graphql").write_text("{ sources { key } }", encoding="utf-8")
    for words in (["refresh"], ["query", "q.graphql"], ["doctor"]):
        ran = command(*words)
        assert ran.code == 1
        assert "Traceback" not in ran.err
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(next(data.rglob("credloom.sqlite"))).execute("SELECT * FROM sqlite_master").fetchall()


def test_one_writer_at_a_time(command: Command, catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh beside a writer that is no gateway waits until it can be the writer itself."""
    command("refresh")
    monkeypatch.setattr("credloom.cli.commands.refresh.UNANSWERED_SECONDS", 0.2)
    holder = open_store(catalog.parent / "data", write=True)
    monkeypatch.setattr("credloom.cli.commands.refresh.time.sleep", lambda _: holder.close())
    assert command("refresh").code == 0
