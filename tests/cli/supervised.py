"""Run as a program by the tests of the supervisor: children that live, die, or will not end. Prints what happens."""

from __future__ import annotations

import os
import signal
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

from credloom.cli import supervisor
from credloom.cli.processes import begin, tell
from credloom.cli.supervisor import Child, Supervisor
from credloom.errors import CredloomError
from credloom.settings import Settings


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())  # a signal may come in the middle of it, and say more


def steady(ready: Connection, name: str) -> None:
    """Lives until SIGTERM."""
    begin(Settings())

    def end(*_: object) -> None:
        say("ended", name)
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    say("pid", name, os.getpid())
    tell(ready)
    while True:
        time.sleep(60)


def dies_once(ready: Connection, name: str, mark: Path) -> None:
    """Dies the first time, lives the second."""
    if mark.exists():
        steady(ready, name)
    mark.touch()
    tell(ready)
    sys.exit(3)


def cannot_start(ready: Connection) -> None:
    sys.exit(4)


def says_why(ready: Connection) -> None:
    ready.send_bytes(b"The store is locked.")
    time.sleep(60)


def stubborn(ready: Connection) -> None:
    """Hears nothing."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    say("pid stubborn", os.getpid())
    tell(ready)
    time.sleep(600)


def here(name: str) -> str:
    return f"tests.cli.supervised:{name}"


def groups(mode: str, folder: Path) -> list[list[Child]]:
    if mode == "order":
        return [
            [Child("a", here("steady"), ("a",), 5), Child("b", here("steady"), ("b",), 5)],
            [Child("writer", here("steady"), ("writer",), 5)],
        ]
    if mode == "restart":
        return [[Child("a", here("dies_once"), ("a", folder / "mark"), 5)]]
    if mode == "stubborn":
        return [[Child("a", here("stubborn"), (), 0.5)]]
    if mode == "refused":
        return [[Child("a", here("says_why"), (), 5)]]
    return [[Child("a", here("cannot_start"), (), 5)]]


if __name__ == "__main__":
    supervisor.FIRST_DELAY = 0.05
    try:
        made = groups(sys.argv[1], Path(sys.argv[2]))
        Supervisor(made, on_ready=lambda: say("ready"), on_end=lambda: say("ending")).run()
    except CredloomError as error:
        say("refused", error)
