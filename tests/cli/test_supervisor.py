"""The supervisor with real processes: order, restarts, what will not end, what is left when it is killed itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30


@contextmanager
def supervised(mode: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.cli.supervised", mode, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def until(process: subprocess.Popen[str], word: str) -> list[str]:
    """Lines up to the one that begins with a word."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if line.startswith(word):
            break
    return lines


def rest(process: subprocess.Popen[str]) -> list[str]:
    return process.communicate(timeout=PATIENCE)[0].split("\n")[:-1]


def pids(lines: list[str]) -> list[int]:
    return [int(line.split()[-1]) for line in lines if line.startswith("pid")]


def gone(pid: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_the_writer_ends_last(tmp_path: Path) -> None:
    with supervised("order", tmp_path) as process:
        assert until(process, "ready")[-1] == "ready"
        process.send_signal(signal.SIGTERM)
        lines = [line for line in rest(process) if not line.startswith("pid")]
        assert lines[0] == "ending"
        assert sorted(lines[1:3]) == ["ended a", "ended b"]
        assert lines[3] == "ended writer"
        assert process.returncode == 0


def test_what_dies_is_started_again(tmp_path: Path) -> None:
    with supervised("restart", tmp_path) as process:
        lines = until(process, "pid a")
        assert len(pids(lines)) == 1
        process.send_signal(signal.SIGINT)
        assert "ended a" in rest(process)


def test_what_will_not_end_is_killed(tmp_path: Path) -> None:
    with supervised("stubborn", tmp_path) as process:
        lines = until(process, "ready")
        process.send_signal(signal.SIGHUP)
        rest(process)
        assert process.returncode == 0
        assert gone(pids(lines)[0])


def test_what_cannot_start_ends_all(tmp_path: Path) -> None:
    with supervised("broken", tmp_path) as process:
        assert any(line.startswith("refused The a process cannot start") for line in rest(process))


def test_a_child_can_say_why_it_cannot_start(tmp_path: Path) -> None:
    with supervised("refused", tmp_path) as process:
        assert "refused The store is locked." in rest(process)


def test_children_do_not_outlive_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with supervised("order", tmp_path) as process:
        lines = until(process, "ready")
        found = pids(lines)
        assert len(found) >= 2
        process.kill()
        assert all(gone(pid) for pid in found)
