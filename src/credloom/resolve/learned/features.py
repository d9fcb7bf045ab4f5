"""What a text and a concept have in common, as numbers: one row a pair, all pairs at once.

A concept's number is that of its best surface. `GAPS` are numbers whose distance to the best candidate of the same text
is a number too: those distances tell more than the numbers themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from credloom.resolve.learned.arrays import ragged
from credloom.resolve.learned.near import Vectors
from credloom.resolve.learned.queries import Queries
from credloom.resolve.learned.segment import Segment
from credloom.resolve.learned.words import Floats, Hashes, Ints, folded

RAW = (
    "vector",
    "vector_preferred",
    "vector_about",
    "vector_mean",
    "letters",
    "letters_preferred",
    "covers_text",
    "covers_label",
    "covers_union",
    "ratio",
    "sorted_ratio",
    "partial_ratio",
    "sorted_preferred",
    "about_covers",
    "same_words",
    "words_text",
    "words_label",
)
GAPS = (
    "vector",
    "vector_preferred",
    "vector_about",
    "vector_mean",
    "letters",
    "letters_preferred",
    "covers_text",
    "about_covers",
    "sorted_ratio",
)
MEANINGS = ("meaning", "meaning_preferred", "meaning_about")
"""Further numbers of the semantic tier, each with its gap."""
_GAP_COLUMNS = [RAW.index(name) for name in GAPS]
_MEANING_COLUMNS = [len(RAW) + place for place in range(len(MEANINGS))]


def names(tier: str) -> tuple[str, ...]:
    """The numbers of a tier, in order."""
    raw, gaps = (RAW, GAPS) if tier == "default" else ((*RAW, *MEANINGS), (*GAPS, *MEANINGS))
    return (*raw, *(f"{name}_gap" for name in gaps))


Matrix = npt.NDArray[np.float64]
Scorer = Callable[..., float]
_SCORERS: tuple[Scorer, ...] = (fuzz.ratio, fuzz.token_sort_ratio, fuzz.partial_ratio)
_CLOSEST = 3
"""So many surfaces of a concept are compared letter by letter."""


class Pairs(msgspec.Struct):
    """Texts and concepts that are compared: texts ascending. `best` is the surface that a pair rests on.

    `group` and `label` are hashes of the concept's framework and of its preferred label's words.
    """

    text: Ints
    concept: Ints
    raw: Floats
    best: Ints
    group: npt.NDArray[np.uint32]
    label: npt.NDArray[np.uint32]


def compare(
    queries: Queries, segment: Segment, text: Ints, concept: Ints, hidden: npt.NDArray[np.bool_] | None = None
) -> Pairs:
    """Numbers of each pair, without gaps. `hidden` surfaces are as if they were not there."""
    start = np.asarray(segment.start)
    if not len(concept):
        none = np.zeros(0, np.uint32)
        return Pairs(text, concept, np.zeros((0, _width(segment)), np.float32), concept, none, none)
    rows, pair = ragged(start[concept], start[concept + 1] - start[concept])
    if hidden is not None:
        keep = ~hidden[rows] | (rows == start[concept][pair])
        rows, pair = rows[keep], pair[keep]
    heads = np.searchsorted(pair, np.arange(len(concept)))
    owner = text[pair]
    cosine = _cosines(segment.vectors, queries.vectors, rows, owner)
    letters = _letters(queries, segment, rows, owner)
    if hidden is not None:
        masked = hidden[rows]
        cosine[masked], letters[masked] = 0, 0
    closest = _closest(cosine + letters, pair, heads)
    lexical = np.column_stack(
        [
            _covers(queries, segment, rows[closest], owner[closest]),
            _strings(queries, segment, rows[closest], owner[closest]),
        ]
    )
    first = _strings(queries, segment, start[concept], text, _SCORERS[1:2])[:, 0]
    if hidden is not None:
        lexical[hidden[rows[closest]]] = 0
        first[hidden[start[concept]]] = 0
    near = np.searchsorted(pair[closest], np.arange(len(concept)))
    lexical = np.maximum.reduceat(lexical, near, axis=0)
    counts = np.diff(np.append(heads, len(rows)))
    words_text = np.diff(queries.word_start)[text]
    words_label = segment.word_start[start[concept] + 1] - segment.word_start[start[concept]]
    about = _cosines(segment.abouts, queries.vectors, concept, text)
    raw = np.column_stack(
        [
            np.maximum.reduceat(cosine, heads),
            cosine[heads],
            about,
            np.add.reduceat(cosine, heads) / counts,
            np.maximum.reduceat(letters, heads),
            letters[heads],
            lexical,
            first,
            _about_covers(queries, segment, concept, text),
            (lexical[:, 2] > 0.999).astype(np.float32),
            np.log1p(words_text),
            np.log1p(words_label),
        ]
    ).astype(np.float32)
    if segment.meanings is not None and segment.about_meanings is not None and queries.meanings is not None:
        meaning = _cosines(segment.meanings, queries.meanings, rows, owner)
        if hidden is not None:
            meaning[hidden[rows]] = 0
        about = _cosines(segment.about_meanings, queries.meanings, concept, text)
        raw = np.column_stack([raw, np.maximum.reduceat(meaning, heads), meaning[heads], about]).astype(np.float32)
    best = rows[closest][_argmax(cosine[closest] + letters[closest], near)]
    return Pairs(text, concept, raw, best, segment.group[concept], segment.label[concept])


def _width(segment: Segment) -> int:
    return len(RAW) + (0 if segment.meanings is None else len(MEANINGS))


def with_gaps(raw: Floats, text: Ints) -> Floats:
    """All numbers: what each pair has, and how far it is behind the best of the same text."""
    columns = _GAP_COLUMNS if raw.shape[1] == len(RAW) else [*_GAP_COLUMNS, *_MEANING_COLUMNS]
    if not len(raw):
        return np.zeros((0, raw.shape[1] + len(columns)), np.float32)
    heads = np.flatnonzero(np.diff(text, prepend=-1))
    top = np.maximum.reduceat(raw[:, columns], heads, axis=0)
    behind = np.repeat(top, np.diff(np.append(heads, len(text))), axis=0) - raw[:, columns]
    return np.column_stack([raw, behind])


def _cosines(vectors: Vectors, queries: Floats, rows: Ints, owner: Ints) -> Floats:
    if len(queries) == 1:
        return vectors.cosines(queries[0], rows)
    found = np.empty(len(rows), np.float32)
    edges = np.searchsorted(owner, np.arange(len(queries) + 1))
    for number, query in enumerate(queries):
        part = slice(edges[number], edges[number + 1])
        found[part] = vectors.cosines(query, rows[part])
    return found


def _letters(queries: Queries, segment: Segment, rows: Ints, owner: Ints) -> Floats:
    table, length = queries.gram_table(segment.statistics)
    starts, ends = segment.gram_start[rows], segment.gram_start[rows + 1]
    places, row = ragged(starts, ends - starts)
    weight = table[owner[row], segment.gram[places]]
    shared = np.add.reduceat(np.append(weight, 0), np.cumsum(ends - starts) - (ends - starts))
    return (shared / np.maximum(length[owner] * segment.gram_norm[rows], 1e-6)).astype(np.float32)


def _closest(score: Floats, pair: Ints, heads: Ints) -> Ints:
    """The places of the best surfaces of each pair, in the order of pairs."""
    order = np.lexsort((-score, pair))
    rank = np.arange(len(order)) - heads[pair[order]]
    return order[rank < _CLOSEST]


def _argmax(score: Floats, heads: Ints) -> Ints:
    """The place of the largest value of each run."""
    group = np.repeat(np.arange(len(heads)), np.diff(np.append(heads, len(score))))
    return np.lexsort((-score, group))[heads]


def _covers(queries: Queries, segment: Segment, rows: Ints, owner: Ints) -> Floats:
    """Shares of shared words: in the text (rare words count more), in the label, in both together."""
    weight = segment.statistics.word_weights(queries.word)
    total = np.add.reduceat(np.append(weight, 0), queries.word_start[:-1])
    shared, common = _shared(queries, weight, segment.word, segment.word_start, rows, owner)
    size = segment.word_start[rows + 1] - segment.word_start[rows] + np.diff(queries.word_start)[owner]
    return _columns(
        [
            shared / np.maximum(total[owner], 1e-6),
            shared / np.maximum(segment.word_total[rows], 1e-6),
            common / np.maximum(size - common, 1),
        ]
    )


def _about_covers(queries: Queries, segment: Segment, concept: Ints, owner: Ints) -> Floats:
    weight = segment.statistics.word_weights(queries.word)
    total = np.add.reduceat(np.append(weight, 0), queries.word_start[:-1])
    shared, _ = _shared(queries, weight, segment.about_word, segment.about_word_start, concept, owner)
    return (shared / np.maximum(total[owner], 1e-6)).astype(np.float32)


def _shared(
    queries: Queries, weight: Floats, word: Hashes, word_start: Ints, rows: Ints, owner: Ints
) -> tuple[Matrix, Matrix]:
    """(weight, number) of the words that a text and each row share."""
    keys, order = queries.word_keys()
    starts, ends = word_start[rows], word_start[rows + 1]
    places, row = ragged(starts, ends - starts)
    if not len(keys) or not len(places):
        return np.zeros(len(rows)), np.zeros(len(rows))
    wanted = (owner[row] << 32) | word[places]
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    hit = keys[at] == wanted
    return (
        np.bincount(row, np.where(hit, weight[order[at]], 0), len(rows)).astype(np.float64),
        np.bincount(row, hit, len(rows)).astype(np.float64),
    )


def _columns(columns: Sequence[npt.NDArray[Any]]) -> Floats:
    return np.column_stack(columns).astype(np.float32)


def _strings(
    queries: Queries, segment: Segment, rows: Ints, owner: Ints, scorers: Sequence[Scorer] = _SCORERS
) -> Floats:
    """How alike the letters of each text and surface are, from 0 to 1, one column a scorer."""
    labels = [folded(text) for text in segment.surfaces.take(rows)]
    if queries.n == 1:
        scores = [process.cdist(queries.folded, labels, scorer=scorer, dtype=np.float32)[0] for scorer in scorers]
    else:
        texts = [queries.folded[number] for number in owner.tolist()]
        scores = [process.cpdist(texts, labels, scorer=scorer, dtype=np.float32) for scorer in scorers]
    return _columns(scores) / np.float32(100)
