"""Stage 5: what the sources told, kept and searchable.

`open_store` is the way in, `ports` what it gives, `fields` what can be searched by. The embedded implementation:

`schema` tables and migrations · `writer` transactions: `documents` and `records` of a batch, `derive` what follows for
the entities (`merge`, `links`), `indexing` their index documents · `index_files` the index of every epoch · `pins` a
database and an index of one epoch · `read_*`, `search*`, `suggest` reading them · `renormalise` from kept originals.
"""

from __future__ import annotations

from pathlib import Path

from credloom.store.database import FILE
from credloom.store.embedded import open_embedded
from credloom.store.ports import Snapshot, Store


def open_store(data_dir: Path, *, write: bool, mend: bool = True) -> Store:
    """The store of a data directory, made where there is none.

    One process opens it with `write`; any number read beside it. Raises `StoreLocked` where another process writes,
    `StoreDamaged` where the truth cannot be read, `StoreFull`, and `StoreError` for anything else about the directory.
    A search index that is missing or damaged is made anew. A reader is the writer for a moment where that, or a new
    release, asks for it; without `mend` it raises `StoreError` then, because another process is about to do it.
    """
    return open_embedded(data_dir, write=write, mend=mend)


def is_there(data_dir: Path) -> bool:
    """Whether a data directory holds a store already; looking makes none."""
    try:
        return (data_dir / FILE).is_file()
    except OSError:  # it may not be looked into: `open_store` says why
        return True


__all__ = ["Snapshot", "Store", "is_there", "open_store"]
