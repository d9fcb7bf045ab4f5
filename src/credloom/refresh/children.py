"""Processes that are started for a part of the work: whether one pays, and how it ends with who started it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def end_with_parent() -> None:
    """End this process, as by SIGTERM, when the one that started it has ended, however that came about."""
    threading.Thread(target=_end_behind, name="ending", daemon=True).start()


def _end_behind() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
