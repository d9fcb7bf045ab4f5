"""Commands that keep running, as processes of their own on free ports, and what is left when they ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120


class Running:
    """A command with `--json` that tells its address when it answers."""

    def __init__(self, process: subprocess.Popen[str], folder: Path, log: Path) -> None:
        self.process, self.folder, self._log = process, folder, log
        assert process.stdout is not None
        text = ""
        for line in process.stdout:
            text += line
            if line.startswith("}"):
                break
        assert text.endswith("}\n"), self.log()
        self.told: dict[str, Any] = json.loads(text)
        self.address: str = self.told["address"]

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def get(self, path: str) -> tuple[int, bytes]:
        return _asked(urllib.request.Request(f"{self.address}{path}"))

    def query(self, query: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        asked = urllib.request.Request(
            f"{self.address}/graphql", data=body, headers={"content-type": "application/json"}
        )
        status, answer = _asked(asked)
        assert status == 200, answer
        found: dict[str, Any] = json.loads(answer)
        return found

    def children(self) -> list[int]:
        """Processes that it started, and theirs."""
        return descendants(self.process.pid)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


def _asked(request: urllib.request.Request) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def descendants(pid: int) -> list[int]:
    """The processes below one, from /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found: list[int] = []
    level = [pid]
    while level:
        level = [child for child, parent in parents.items() if parent in level]
        found += level
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(true: Callable[[], object]) -> None:
    """Wait for something to be so."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The caller's environment without its settings; temporary files go into the test's folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CREDLOOM_", "PROMETHEUS_"))}
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    return kept | {"TMPDIR": str(temporary), "CREDLOOM_DATA_DIR": str(folder / "data")} | more


def started(words: list[str], folder: Path, log: Path, **more: str) -> subprocess.Popen[str]:
    """A command in a session of its own, its log in a file."""
    with log.open("w", encoding="utf-8") as stderr:
        return subprocess.Popen(
            [sys.executable, "-m", "credloom", *words],
            cwd=folder,
            env=environment(folder, **more),
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
        )


def ended(process: subprocess.Popen[str]) -> int:
    """The exit code of a command that ends by itself, or was told to."""
    with process:
        try:
            return process.wait(PATIENCE)
        finally:
            process.kill()  # what does not end by itself may not hold up everything else


@contextmanager
def running(words: list[str], folder: Path, **more: str) -> Iterator[Running]:
    """A command that serves, ended with the block."""
    log = folder / f"{words[0]}.log"
    process = started([*words, "--json"], folder, log, **more)
    try:
        yield Running(process, folder, log)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdout is not None:
            process.stdout.close()
