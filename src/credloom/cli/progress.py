"""How a refresh goes, on stderr: a bar on a terminal, else a line now and then."""

from __future__ import annotations

import shutil
import sys
from typing import TextIO

from credloom import clock
from credloom.refresh.run import Progress, Result

BAR = 24
EVERY_SECONDS = 10.0
"""How often a line is written where there is no terminal."""
REDRAW_SECONDS = 0.1


class ProgressBar:
    """Shows one source at a time; `ended` leaves a line for each."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._live = self._stream.isatty() and not quiet
        self._quiet = quiet
        self._began: dict[str, float] = {}
        self._drawn = 0.0

    def __call__(self, progress: Progress) -> None:
        """One more portion was written."""
        now = clock.monotonic()
        began = self._began.setdefault(progress.source, now)
        if self._quiet or now - self._drawn < (REDRAW_SECONDS if self._live else EVERY_SECONDS):
            return
        self._drawn = now
        line = _line(progress, now - began)
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            self._stream.write(f"\r\x1b[2K{line[:width]}")
        else:
            self._stream.write(f"{line}\n")
        self._stream.flush()

    def says(self, text: str) -> None:
        """What goes on now that is no source's own; on a terminal the next line takes its place."""
        if self._quiet:
            return
        self._stream.write(f"\r\x1b[2K{text}" if self._live else f"{text}\n")
        self._stream.flush()

    def clear(self) -> None:
        """What was said last is over."""
        if self._live:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()

    def ended(self, result: Result) -> None:
        """A source is done, or failed."""
        if self._quiet:
            return
        self.clear()
        self._stream.write(f"{summary(result)}\n")
        self._stream.flush()


def summary(result: Result) -> str:
    """What became of one source, in one line."""
    seconds = (result.finished_at - result.started_at).total_seconds()
    counts = _counts(result.progress)
    ended = f"failed: {result.problem}" if result.problem else "done"
    return f"{result.progress.source}: {ended} ({counts}; {seconds:.1f} s)"


def _line(progress: Progress, seconds: float) -> str:
    words = [progress.source, f"{progress.done:,}"]
    if progress.total:
        share = min(1.0, progress.done / progress.total)
        filled = round(share * BAR)
        words = [progress.source, f"[{'#' * filled}{'.' * (BAR - filled)}]", f"{progress.done:,}/{progress.total:,}"]
    if seconds >= 1:
        words.append(f"{progress.done / seconds:,.0f}/s")
    return "  ".join([*words, _counts(progress)])


def _counts(progress: Progress) -> str:
    kinds = ("added", "changed", "unchanged", "removed", "refused")
    return (
        ", ".join(f"{getattr(progress, kind):,} {kind}" for kind in kinds if getattr(progress, kind)) or "nothing new"
    )
