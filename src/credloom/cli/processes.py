"""What every process of `serve` does at its start: logs, signals, and the word that it is ready."""

from __future__ import annotations

import gc
import signal
from multiprocessing.connection import Connection

from credloom import log, settings
from credloom.cli.supervisor import READY
from credloom.refresh.children import end_with_parent
from credloom.settings import Settings


def tell(ready: Connection) -> None:
    """Say to the supervisor that this process does its work: everything is loaded, garbage is collected from here."""
    gc.enable()
    ready.send_bytes(READY)
    ready.close()


def begin(found: Settings) -> None:
    """Logs as everywhere; Ctrl-C is the supervisor's business; no life without it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    log.configure(found.log_level, found.log_format, secrets=settings.secrets_of(found))
    end_with_parent()
