"""Writing the search index: documents of an epoch, committed and frozen before the database commits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

import tantivy

from credloom.errors import StoreError, StoreFull
from credloom.store.index_files import HEAP_BYTES, IndexFiles
from credloom.store.index_schema import Document


class IndexWriter:
    """The writer of the live index. Not for several threads at once."""

    def __init__(self, files: IndexFiles, epoch: int) -> None:
        self._files = files
        self._sound = files.thaw(epoch)
        if not self._sound:
            files.clear()
        try:
            self._open()
        except StoreFull:
            raise
        except StoreError:  # what was frozen cannot be opened: it is made anew from the truth
            self._sound = False
            files.clear()
            self._open()

    def _open(self) -> None:
        with _failures():
            self._index = self._files.open_live()
            self._schema = self._index.schema
            self._writer = self._index.writer(heap_size=HEAP_BYTES, num_threads=1)

    def sound(self, epoch: int, things: int) -> bool:
        """Whether the last epoch's index was there, can be read and holds so many things."""
        if not self._sound:
            return False
        try:
            return bool(self._files.open_view(epoch).searcher().num_docs == things)
        except (FileNotFoundError, ValueError):
            return False

    def put(self, documents: Iterable[Document]) -> None:
        """Add documents of entities that the index does not hold (or no longer: see `remove`)."""
        make, add, schema = tantivy.Document.from_dict, self._writer.add_document, self._schema
        with _failures():
            for document in documents:
                add(make(document, schema))

    def remove(self, numbers: Sequence[int]) -> None:
        """Take entities out."""
        if numbers:  # by term, a number finds nothing: the library takes it for a signed one
            found = tantivy.Query.term_set_query(self._schema, "id", list(numbers))
            with _failures():
                self._writer.delete_documents_by_query(found)

    def publish(self, epoch: int) -> None:
        """Commit, and make the view that readers of the epoch will open."""
        with _failures():
            self._writer.commit()
            self._files.freeze(epoch)

    def revert(self, epoch: int) -> None:
        """Go back to a published epoch: what was put since never was."""
        self._release()
        if not self._files.thaw(epoch):
            raise StoreError("The index of the last epoch is gone: it has to be rebuilt.")
        self._open()

    def restart(self) -> None:
        """Start from an empty index."""
        self._release()
        self._files.clear()
        self._open()

    def close(self) -> None:
        """Wait for merges and let go of the files."""
        self._release()

    def _release(self) -> None:
        writer = self.__dict__.pop("_writer", None)
        if writer is not None:
            # No rollback: it would leave merges under way that nobody waits for, in a folder that others fill anew.
            with suppress(ValueError):  # it died of a full disk: there is nothing to wait for
                writer.wait_merging_threads()
        del writer


@contextmanager
def _failures() -> Iterator[None]:
    """Failures of the index library as ours."""
    try:
        yield
    except (ValueError, OSError) as error:
        text = str(error)
        if any(sign in text for sign in ("No space left", "os error 28", "File too large", "Disk quota")):
            raise StoreFull("The disk is full: make room and try again. What was acknowledged is kept.") from error
        raise StoreError("The search index could not be written.", detail=text) from error
