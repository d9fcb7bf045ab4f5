"""What commands print: tables, JSON, errors, progress; and the exit codes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from credloom import clock
from credloom.cli.output import table, wrapped
from credloom.cli.parser import parser
from credloom.cli.progress import ProgressBar, summary
from credloom.refresh.run import Progress, Result
from tests.cli.conftest import Command

AT = datetime(2026, 11, 3, 12, tzinfo=UTC)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_table_is_as_wide_as_it_needs_and_numbers_stand_right() -> None:
    assert table(["key", "count"], [["a", 5], ["longer", 12]]) == "key     count\na           5\nlonger     12"
    assert table(["key", "none"], [["a", None]]) == "key  none\na"
    assert table(["key"], []) == "key"


def test_on_a_terminal_the_last_column_is_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("COLUMNS", "44")
    shown = table(["key", "name"], [["a", "a name that is longer than the terminal is wide"], ["b", "short"]])
    assert shown == "key  name\na    a name that is longer than the terminal\n     is wide\nb    short"
    assert wrapped("ok    x: " + "word " * 10, 6).splitlines()[1].startswith("      word")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["sourcs"], "there is no 'sourcs'; expected demo, serve,"),
        (["sourcs"], "Did you mean 'sources'?"),
        (["schema", "prnt"], "Did you mean 'print'?"),
        (["serve", "--prot=1"], "unrecognized arguments: --prot=1. Did you mean '--port'?"),
        (["serve", "more"], "unrecognized arguments: more."),
        (["serve", "--port", "x"], "expected a port from 0 to 65535, found 'x'"),
    ],
)
def test_wrong_usage_names_the_nearest(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        parser().parse_args(words)
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("command", ["", "demo", "serve", "refresh", "sources", "query", "schema", "doctor"])
def test_help_fits_on_a_terminal(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit, match="0"):
        parser().parse_args([*command.split(), "--help"])
    assert max(map(len, capsys.readouterr().out.splitlines())) < 80


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nothing"],
        ["serve", "--port", "70000"],
        ["serve", "--port", "x"],
        ["serve", "--workers", "0"],
        ["sources", "new", "x"],
        ["query"],
        ["schema"],
        ["refresh", "--ful"],
        ["demo", "--workers", "2"],
    ],
)
def test_wrong_usage_ends_with_two(command: Command, words: list[str]) -> None:
    ran = command(*words)
    assert ran.code == 2
    assert "usage: credloom" in ran.err
    assert ran.out == ""


def test_help_and_version(command: Command) -> None:
    assert "start here" in command("--help").out
    assert command("--version").out.startswith("credloom ")
    for name in ("demo", "serve", "refresh", "sources", "query", "schema", "doctor"):
        ran = command(name, "--help")
        assert ran.code == 0
        assert "--json" in ran.out


def test_json_can_stand_before_or_behind_the_action() -> None:
    assert parser().parse_args(["schema", "--json", "print"]).json
    assert parser().parse_args(["schema", "print", "--json"]).json
    assert not parser().parse_args(["schema", "print"]).json


def test_errors_go_to_stderr_in_one_line_or_as_json(command: Command) -> None:
    ran = command("schema", "check", "missing.graphql")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "credloom: missing.graphql: cannot be read (No such file or directory).\n"
    ran = command("schema", "check", "missing.graphql", "--json")
    assert ran.code == 1
    told = "missing.graphql: cannot be read (No such file or directory)."
    assert json.loads(ran.err) == {"error": {"code": "BAD_USER_INPUT", "message": told}}


def test_a_setting_that_is_wrong_ends_every_command(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDLOOM_PROT", "8000")
    for words in (["sources"], ["refresh"], ["serve"], ["sources", "check"], ["sources", "new", "x", "--from", "y"]):
        ran = command(*words)
        assert ran.code == 1
        assert "CREDLOOM_PROT" in ran.err
        assert "'CREDLOOM_PORT'" in ran.err


def test_a_pipe_that_is_closed_early_is_no_error() -> None:
    program = "import sys; from credloom.cli import main; sys.exit(main(['schema', 'print']))"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


def test_schema_print_and_check(command: Command, tmp_path: Path) -> None:
    sdl = command("schema", "print").out
    assert command("schema", "print", "--json").json["sdl"].strip() == sdl.strip()
    old = tmp_path / "old.graphql"
    old.write_text("type Query { gone: Int }", encoding="utf-8")
    ran = command("schema", "check", str(old))
    assert ran.code == 1
    assert "breaks: " in ran.out
    old.write_text("type Query {", encoding="utf-8")
    assert "not a GraphQL schema" in command("schema", "check", str(old)).err


def progress(done: int, total: int | None = 400) -> Progress:
    return Progress(source="onet", done=done, total=total, added=done, refused=2)


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(clock, "monotonic", lambda: now)
    stream = Terminal()
    bar = ProgressBar(stream)
    bar(progress(100))
    now += 2
    bar(progress(200))
    bar(progress(210))  # too soon to be drawn
    text = stream.getvalue()
    assert "[######" in text
    assert "200/400" in text
    assert "100/s" in text
    assert "210" not in text
    now += 1
    bar(progress(300, None))
    assert "300  100/s" in stream.getvalue()
    bar.ended(Result(progress=progress(400), started_at=AT, finished_at=AT + timedelta(seconds=4)))
    assert stream.getvalue().endswith("onet: done (400 added, 2 refused; 4.0 s)\n")
    bar.says("compared …")
    bar.clear()
    assert stream.getvalue().endswith("\r\x1b[2Kcompared …\r\x1b[2K"), "it leaves no trace"


def test_a_log_gets_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(clock, "monotonic", lambda: now)
    stream = io.StringIO()
    bar = ProgressBar(stream)
    for done in range(10, 40, 10):
        bar(progress(done))
        now += 6
    assert [line.split()[2] for line in stream.getvalue().splitlines()] == ["10/400", "30/400"]
    bar.says("compared …")
    bar.clear()
    assert stream.getvalue().endswith("\ncompared …\n")
    quiet = io.StringIO()
    silent = ProgressBar(quiet, quiet=True)
    silent.says("compared …")
    silent(progress(1))
    silent.ended(Result(progress=progress(1), started_at=AT, finished_at=AT))
    assert quiet.getvalue() == ""


def test_a_failure_says_its_reason() -> None:
    failed = Result(
        progress=Progress(source="onet"),
        started_at=AT,
        finished_at=AT,
        code="SOURCE_TIMEOUT",
        problem="No answer.",
    )
    assert summary(failed) == "onet: failed: No answer. (nothing new; 0.0 s)"
