"""The index's files: one live folder that is written, and a view of it for every epoch that may be read.

The index library commits on its own, the database too, and no reader may ever see one without the other. So an epoch's
index is frozen first, as a folder of hard links to the immutable segment files, and becomes visible with the
database's own commit, which names the epoch: that is the one moment at which anything changes. If it never comes, the
view is a folder that nobody looks at.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

import orjson
import tantivy

from credloom.store.index_schema import register, schema

KEEP_VIEWS = 4
KEEP_SECONDS = 10.0
"""A view that was just replaced stays this long: a reader may be about to open it."""
LEASE_SECONDS = 300.0
"""How long the view of a relevance cursor stays."""
HEAP_BYTES = 32_000_000
_LEASE = "lease"
_COPY_ATTEMPTS = 20


class IndexFiles:
    """The folder of an index."""

    def __init__(self, folder: Path) -> None:
        self.live = folder / "live"
        self.views = folder / "views"
        self.wanted = folder / "rebuild"
        """A reader that found the index damaged leaves this file for the writer."""

    def view(self, epoch: int) -> Path:
        """The folder of an epoch's view."""
        return self.views / str(epoch)

    def open_view(self, epoch: int) -> tantivy.Index:
        """The index of an epoch. Raises `FileNotFoundError` where its view is gone, `ValueError` where damaged."""
        folder = self.view(epoch)
        if not (folder / "meta.json").exists():
            raise FileNotFoundError(str(folder))
        index = tantivy.Index.open(str(folder))
        index.config_reader("manual")
        register(index)
        return index

    def open_live(self) -> tantivy.Index:
        """The index that is written, made anew where there is none."""
        self.live.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(schema(), path=str(self.live))
        register(index)
        return index

    def freeze(self, epoch: int) -> None:
        """Make the view of an epoch from what the live index committed."""
        made, target = self.views / f"{epoch}.new", self.view(epoch)
        for attempt in range(_COPY_ATTEMPTS):
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir(parents=True)
            try:
                _link(self.live, made)
                break
            except FileNotFoundError:  # a background merge replaced segments meanwhile: look again
                if attempt == _COPY_ATTEMPTS - 1:
                    raise
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)

    def thaw(self, epoch: int) -> bool:
        """Make the live index what an epoch's view is; false where there is no such view, or it is damaged."""
        folder = self.view(epoch)
        if not (folder / "meta.json").exists():
            return False
        shutil.rmtree(self.live, ignore_errors=True)
        self.live.mkdir(parents=True)
        try:
            _link(folder, self.live)
        except (FileNotFoundError, ValueError, LookupError, TypeError):
            shutil.rmtree(self.live, ignore_errors=True)
            return False
        return True

    def lease(self, epoch: int) -> None:
        """Keep a view for some minutes more, because a cursor was given that needs it."""
        with suppress(OSError):  # without it the cursor expires sooner, which is all
            (self.view(epoch) / _LEASE).touch()

    def prune(self, epoch: int) -> None:
        """Remove views that no reader needs any more, and what a crash left."""
        now = time.time()
        known = sorted((int(p.name), p) for p in self.views.iterdir() if p.name.isdigit())
        for number, folder in known[:-KEEP_VIEWS]:
            if number != epoch and now - _touched(folder) > KEEP_SECONDS and not _leased(folder, now):
                shutil.rmtree(folder, ignore_errors=True)
        for number, folder in known:
            if number > epoch:
                shutil.rmtree(folder, ignore_errors=True)
        for left in self.views.glob("*.new"):
            shutil.rmtree(left, ignore_errors=True)

    def clear(self) -> None:
        """Forget the live index and ask for nothing more."""
        shutil.rmtree(self.live, ignore_errors=True)
        self.wanted.unlink(missing_ok=True)


def _touched(folder: Path) -> float:
    try:
        return (folder / "meta.json").lstat().st_ctime
    except OSError:
        return 0.0


def _leased(folder: Path, now: float) -> bool:
    try:
        return now - (folder / _LEASE).stat().st_mtime < LEASE_SECONDS
    except OSError:
        return False


def _link(source: Path, target: Path) -> None:
    """Link every file that the source's commit names; the commit itself is copied, for its file is replaced.

    Raises `FileNotFoundError` where a background merge replaced segments meanwhile.
    """
    meta = (source / "meta.json").read_bytes()
    wanted = {one["segment_id"].replace("-", ""): one for one in orjson.loads(meta)["segments"]}
    linked = [".managed.json", "meta.json"]
    for file in source.iterdir():
        segment, _, rest = file.name.partition(".")
        if segment in wanted and _current(rest, wanted[segment]):
            _hard(file, target / file.name)
            linked.append(file.name)
    if (source / "meta.json").read_bytes() != meta:
        raise FileNotFoundError("meta.json")
    (target / ".managed.json").write_bytes(orjson.dumps(linked[1:]))
    (target / "meta.json").write_bytes(meta)


def _current(rest: str, segment: dict[str, object]) -> bool:
    """Whether a segment's file belongs to the commit: of the deletions only the newest does."""
    if not rest.endswith("del"):
        return True
    deletes = segment.get("deletes")
    return isinstance(deletes, dict) and rest == f"{deletes['opstamp']}.del"


def _hard(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)
