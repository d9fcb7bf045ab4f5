"""What the learned model found: links that are kept, and what a text means, each with its reason in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from credloom.model.parts import Ref
from credloom.model.things import Competency
from credloom.resolve.kept.index import Index
from credloom.resolve.kept.state import Link
from credloom.resolve.learned.ranker import Ranker, Ranking
from credloom.resolve.learned.words import content, core, read, spans
from credloom.resolve.linking import judged
from credloom.resolve.ports import Alignment, Candidate, Evidence, Scope
from credloom.resolve.traps import conflict
from credloom.store.ports import Snapshot

LIKELY = 0.5
"""From this chance on a text and a competency are called CLOSE. It counts as much as it is likely where credentials are
matched; whether it may be taken without a person's look is another question, see `basic.decide`."""
MOST_WORDS = 6
_LOOKED_AT = 40
_SHOWN = 120
_INVERSE = {"BROAD": "NARROW", "NARROW": "BROAD"}


def kept_links(index: Index, snapshot: Snapshot, keys: Sequence[str]) -> list[list[Alignment]]:
    """The kept links of each competency, from either end; those to what is gone are left out."""
    links = index.state.links(keys)
    known = {one.key for one in snapshot.get_many([end for one in links for end in (one.one, one.other)]) if one}
    by_key: dict[str, list[Alignment]] = defaultdict(list)
    wanted = set(keys)
    for link in links:
        if link.one in known and link.other in known:
            for subject, other in ((link.one, link.other), (link.other, link.one)):
                if subject in wanted:
                    by_key[subject].append(_aligned(link, subject, other))
    return [by_key[key] for key in keys]


def _aligned(link: Link, subject: str, other: str) -> Alignment:
    return Alignment(
        subject=Ref(subject, "Competency"),
        object=Ref(other, "Competency"),
        kind=_INVERSE.get(link.kind, link.kind),
        basis="MATCHED",
        probability=link.chance,
        explanation=explained(link.said, link.heard, link.chance),
        evidence=(Evidence(link.said), Evidence(link.heard)),
        model=link.model,
    )


def meant(
    ranker: Ranker, snapshot: Snapshot, texts: Sequence[str], scope: Scope, least: float
) -> list[list[Candidate]]:
    """The competencies that each text may mean by the model, likeliest first."""
    only = ranker.space.allowed(scope.frameworks, scope.sources, scope.categories) if _limited(scope) else None
    rankings = ranker.rank(texts, "phrase", only=only)
    found = [list(_candidates(text, ranking, ranker, least)) for text, ranking in zip(texts, rankings, strict=True)]
    keys = sorted({one.competency.key for many in found for one in many})
    known = {key for key, thing in zip(keys, snapshot.get_many(keys), strict=True) if isinstance(thing, Competency)}
    return [[one for one in many if one.competency.key in known] for many in found]


def _limited(scope: Scope) -> bool:
    return bool(scope.frameworks or scope.sources or scope.categories)


def _candidates(text: str, ranking: Ranking, ranker: Ranker, least: float) -> Iterator[Candidate]:
    if not content(read(text)):
        return
    count = min(int((ranking.chances >= least).sum()), _LOOKED_AT)
    asked, accept = core(read(text)), min(ranker.scorer.accept("phrase"), LIKELY)
    keys = ranker.space.keys(ranking.concepts[:count])
    surfaces = ranker.space.surfaces(ranking.surfaces[:count])
    for key, (label, preferred), chance in zip(keys, surfaces, ranking.chances[:count].tolist(), strict=True):
        kind, sure = judged(asked, label, chance, preferred=preferred, accept=accept)
        if sure >= least:
            yield Candidate(
                competency=Ref(key, "Competency"),
                kind=kind,
                basis="MATCHED",
                probability=round(sure, 4),
                explanation=explained(asked, label, sure),
                evidence=(*_places(text, label), Evidence(label)),
                model=ranker.kit.version,
            )


def _places(text: str, label: str) -> list[Evidence]:
    """Where the text says what the label says."""
    return [Evidence(text[start:end], start, end) for start, end in spans(text, set(content(label)))[:MOST_WORDS]]


def explained(text: str, label: str, chance: float) -> str:
    """Why a label may be what a text means, in words that a person can check."""
    words, theirs = content(text), set(content(label))
    shared = [text[start:end] for start, end in spans(text, theirs)[:MOST_WORDS]]
    against = conflict(text, label)
    if against is not None:
        return f"{_short(text)} and {_short(label)} are alike, but {against}."
    if set(words) == theirs:
        return f"{_short(text)} and {_short(label)} are the same words."
    how = f"share the words {', '.join(shared)}" if shared else "share no word; their meanings are near"
    return f"{_short(text)} and {_short(label)} {how}. Of links that look like this one, {chance:.0%} are right."


def _short(text: str) -> str:
    return f"\u201c{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + chr(0x2026)}\u201d"
