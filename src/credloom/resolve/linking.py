"""Links of competencies to those of other frameworks: which of the candidates count, and as what.

A competency is the same as at most one of each other framework (cannot-link within a framework), and links are kept as
they were found: a star around each competency. Nothing follows from two links together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from credloom.resolve.kept.state import Link
from credloom.resolve.learned.ranker import Ranker, Ranking
from credloom.resolve.learned.segment import Concept
from credloom.resolve.learned.words import content, core, folded, hashes, read
from credloom.resolve.traps import MOST_CHANCE, conflict

LEAST = 0.3
"""Links of less chance are not kept."""
MOST = 8
"""Links of one competency that are kept."""
SAME_LABEL = 0.97
SAME_WORD = 0.8
"""Of equal labels of one word, which are used loosely. See `exact`."""
_LONG = 25
_LOOKED_AT = 20


def asked(concept: Concept) -> str:
    """The words by which a competency is looked for: its label, or its statement where the label is a single word."""
    if len(content(concept.label)) > 1:
        return concept.label
    longer = [text for text in (*concept.others, concept.about) if 1 < len(content(text)) <= _LONG]
    return longer[0] if longer else concept.label


def links_of(concepts: Sequence[Concept], ranker: Ranker) -> list[Link]:
    """The links of competencies, all at once."""
    texts = [core(read(asked(one))) for one in concepts]
    return [
        link
        for one, text, ranking in zip(concepts, texts, ranker.rank(texts, "link"), strict=True)
        for link in _links(one, text, ranking, ranker)
    ]


def _links(one: Concept, text: str, ranking: Ranking, ranker: Ranker) -> Iterator[Link]:
    near = int((ranking.chances[:_LOOKED_AT] >= LEAST / 2).sum())
    places = ranking.concepts[:near]
    group = int(hashes([one.group])[0])
    taken: set[int] = set()
    rows = zip(
        ranker.space.keys(places),
        ranker.space.groups(places),
        ranker.space.surfaces(ranking.surfaces[:near]),
        ranking.chances[:near].tolist(),
        strict=True,
    )
    found = []
    for key, theirs, (label, preferred), chance in rows:
        if key == one.key or (group and theirs == group):
            continue
        kind, sure = judged(text, label, chance, preferred=preferred, accept=ranker.scorer.accept("link"))
        if sure >= LEAST:
            found.append((sure, key, theirs, kind, label))
    found.sort(key=lambda row: (-row[0], row[1]))
    for sure, key, theirs, kind, label in found[:MOST]:
        said = "RELATED" if theirs and theirs in taken else kind
        if theirs and kind in ("EXACT", "CLOSE"):
            taken.add(theirs)
        yield Link(one.key, key, said, round(sure, 4), text, label, ranker.kit.version)


def judged(text: str, label: str, chance: float, *, preferred: bool, accept: float) -> tuple[str, float]:
    """(kind, chance) of a link between two labels. A kind is never read off a likeness: the same words are the same
    (EXACT for a preferred label), what the model is sure of is CLOSE, the rest is RELATED."""
    if conflict(text, label) is not None:
        return "RELATED", min(chance, MOST_CHANCE * chance)
    words, theirs = content(text), content(label)
    if set(words) == set(theirs):
        if len(words) > 1:
            return ("EXACT" if preferred else "CLOSE"), max(chance, SAME_LABEL)
        if folded(text) == folded(label) and preferred:
            return "EXACT", max(min(chance, SAME_WORD), SAME_WORD)
    if len(theirs) == 1 and not preferred:  # a word is called so by many: never enough
        return "RELATED", min(chance, SAME_WORD / 2)
    return ("CLOSE" if chance >= accept else "RELATED"), chance
