"""Things that share telling words with a text: any is enough, rare ones and those in names count most (BM25)."""

from __future__ import annotations

from collections.abc import Sequence

import tantivy

from credloom.store.index_schema import WEIGHTS
from credloom.store.pins import Pin
from credloom.store.ports import SearchQuery
from credloom.store.read_things import rows
from credloom.store.search_filters import Filters, all_of
from credloom.store.search_words import Words

MOST_WORDS = 24
"""The rarest words of a text that are looked for."""
COMMON = 0.1
"""A word that more than this share of all things have finds nothing by itself."""
_FIELDS = ("name", "code", "body")
_KEYS = (
    "WITH RECURSIVE now(asked, id) AS (SELECT value, value FROM json_each(?) "
    "UNION ALL SELECT asked, became FROM now JOIN entity USING (id) WHERE became IS NOT NULL) "
    "SELECT asked, key FROM now JOIN entity USING (id) WHERE sort IS NOT NULL"
)


def alike(pin: Pin, texts: Sequence[str], query: SearchQuery) -> list[list[str]]:
    """See `ports.Snapshot.alike`."""
    index, searcher = pin.index(pin.epoch)
    filters = Filters(pin, index.schema, searcher)
    limits = [*filters.all_of(query.kind, query.filters), *filters.ranges(query.kind, query.ranges)]
    if query.near is not None:
        limits.append(filters.near(query.near)[0])
    found = [_numbers(searcher, index.schema, text, limits, query.first) for text in texts]
    keys = dict(rows(pin, _KEYS, sorted({number for many in found for number in many})))
    return [[keys[number] for number in many if number in keys] for many in found]


def _numbers(
    searcher: tantivy.Searcher, schema: tantivy.Schema, text: str, limits: Sequence[tantivy.Query], first: int
) -> list[int]:
    words = _rarest(searcher, text)
    if not words:
        return []
    parts = [
        (
            tantivy.Occur.Should,
            tantivy.Query.boost_query(tantivy.Query.term_query(schema, field, word, "freq"), WEIGHTS[field]),
        )
        for word in words
        for field in _FIELDS
    ]
    hits = searcher.search(all_of([tantivy.Query.boolean_query(parts), *limits]), first, count=False).hits
    values = searcher.fast_field_values("id", [address for _, address in hits])
    return [int(value) for value in values if value is not None]


def _rarest(searcher: tantivy.Searcher, text: str) -> list[str]:
    """The words of a text that some but not too many things have, rarest first."""
    stems = dict.fromkeys(stem for piece in _portions(text) for _, stem in Words(piece).pairs)
    counts = {stem: max(searcher.doc_freq(field, stem) for field in _FIELDS) for stem in stems}
    known = sorted((stem for stem in stems if counts[stem]), key=lambda stem: counts[stem])
    telling = [stem for stem in known if counts[stem] <= COMMON * searcher.num_docs]
    return (telling or known)[:MOST_WORDS]


def _portions(text: str, size: int = 30) -> list[str]:
    """A text in pieces of as many words as are read at once."""
    words = text[:8_000].split()
    return [" ".join(words[place : place + size]) for place in range(0, len(words), size)]
