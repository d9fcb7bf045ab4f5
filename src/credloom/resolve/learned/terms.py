"""BM25 over the words of surfaces and of descriptions, by tantivy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tantivy

from credloom.resolve.learned.words import Ints

MOST_TERMS = 24
"""Words of one query beyond these are not looked for."""
_HEAP = 64_000_000
_FIELDS = ("surface", "about")


class Terms:
    """Which surfaces and descriptions have some words."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        index.register_tokenizer("words", _analyzer())
        self._searcher = index.searcher()

    @classmethod
    def build(cls, surfaces: Sequence[Sequence[str]], abouts: Sequence[Sequence[str]], folder: Path | None) -> Terms:
        """The index of words: in memory, or in a folder."""
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(_schema(), path=None if folder is None else str(folder))
        index.register_tokenizer("words", _analyzer())
        writer = index.writer(_HEAP, 1)
        for name, texts in zip(_FIELDS, (surfaces, abouts), strict=True):
            for place, words in enumerate(texts):
                if words:
                    document = tantivy.Document()
                    document.add_text(name, " ".join(words))
                    document.add_unsigned("place", place)
                    writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return cls(index)

    @classmethod
    def open(cls, folder: Path) -> Terms:
        """The index of a folder."""
        return cls(tantivy.Index.open(str(folder)))

    def surfaces(self, words: Sequence[str], count: int) -> Ints:
        """Surfaces that have some of the words, best BM25 first."""
        return self._found("surface", words, count)

    def abouts(self, words: Sequence[str], count: int) -> Ints:
        """Concepts whose description has some of the words, best BM25 first."""
        return self._found("about", words, count)

    def _found(self, field: str, words: Sequence[str], count: int) -> Ints:
        schema = self._index.schema
        parts = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, field, word, "freq")) for word in words[:MOST_TERMS]
        ]
        if not parts:
            return np.zeros(0, np.int64)
        hits = self._searcher.search(tantivy.Query.boolean_query(parts), count, count=False).hits
        places = self._searcher.fast_field_values("place", [address for _, address in hits])
        return np.array(places, np.int64)


def _schema() -> tantivy.Schema:
    made = tantivy.SchemaBuilder()
    for name in _FIELDS:
        made.add_text_field(name, tokenizer_name="words", index_option="freq")
    made.add_unsigned_field("place", fast=True)
    return made.build()


def _analyzer() -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
