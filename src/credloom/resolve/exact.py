"""What has the same words or the same code: one search of the store for all texts.

The chances are those measured on published gold data: a text equal to one preferred label, without regard to case and
punctuation, means that competency in 97 of 100 cases; a label of one word in fewer, since such words are used
loosely. A notation is the framework's own code for exactly one competency.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from credloom.model.parts import Ref
from credloom.model.text import LangText
from credloom.model.things import Competency
from credloom.normalise.implied import normal_name
from credloom.resolve.ports import ANYWHERE, Candidate, Evidence, Scope
from credloom.store.ports import Filter, SearchQuery, Snapshot

SAME_LABEL = 0.97
"""Of a statement too."""
SAME_WORD = 0.8
SAME_NOTATION = 0.96
SHORT_NOTATION = 0.7
MOST = 5_000
"""How many competencies of the same words are looked at, over all texts of one call."""
SAME_PHRASE = 0.75
MOST_PHRASES = 5_000
MOST_WORDS = 80
LONGEST_PHRASE = 7
_SHOWN = 120
_TELLING = 5
_MIXED = re.compile(r"[^\W\d].*\d|\d.*[^\W\d]")
"""Letters and digits: a notation such as "2.1" is one of every framework."""


def names_of(competency: Competency) -> dict[str, tuple[str, str]]:
    """Every form under which a competency is found exactly: normal form to (what it is, as written)."""
    found: dict[str, tuple[str, str]] = {}
    forms: tuple[tuple[str, Iterable[LangText]], ...] = (
        ("statement", competency.texts),
        ("label", (*competency.labels, *competency.names)),
    )
    for what, texts in forms:
        for text in texts:
            found.setdefault(normal_name(text.value), (what, text.value))
    if competency.notation:
        found.setdefault(normal_name(competency.notation), ("notation", competency.notation))
    found.pop("", None)
    return found


def same_words(snapshot: Snapshot, texts: Sequence[str], scope: Scope = ANYWHERE) -> list[list[Candidate]]:
    """Competencies that have each text as statement, label or notation, likeliest first."""
    wanted = {name: None for text in texts if (name := normal_name(text))}
    if not wanted:
        return [[] for _ in texts]
    by_name: dict[str, list[Candidate]] = defaultdict(list)
    for competency in sorted(_holders(snapshot, tuple(wanted), scope), key=_published_first):
        for name, (what, written) in names_of(competency).items():
            if name in wanted:
                by_name[name].append(_candidate(competency, name, what, written))
    return [sorted(by_name[normal_name(text)], key=lambda candidate: -candidate.probability) for text in texts]


def _published_first(competency: Competency) -> tuple[bool, str]:
    """What a framework publishes stands before what some record only mentions."""
    return competency.framework is None, competency.key


def _holders(snapshot: Snapshot, names: tuple[str, ...], scope: Scope) -> list[Competency]:
    filters = [Filter("exact_name", names)]
    for field, values in (("framework", scope.frameworks), ("source", scope.sources), ("category", scope.categories)):
        if values:
            filters.append(Filter(field, values))
    page = snapshot.search(SearchQuery(kind="Competency", filters=tuple(filters), first=MOST, count=False))
    found = snapshot.get_many([hit.key for hit in page.hits])
    return [thing for thing in found if isinstance(thing, Competency)]


def _candidate(competency: Competency, name: str, what: str, written: str) -> Candidate:
    shown = written if len(written) <= _SHOWN else written[: _SHOWN - 1] + "…"
    chance = _chance(name, what)
    loosely = " A label of one word is often used loosely." if chance == SAME_WORD else ""
    return Candidate(
        competency=Ref(competency.key, "Competency"),
        kind="EXACT",
        basis="MATCHED",
        probability=chance,
        explanation=f"The {what} \u201c{shown}\u201d has the same words, case and punctuation aside.{loosely}",
        evidence=(Evidence(written),),
    )


def _chance(name: str, what: str) -> float:
    if what != "notation":
        return SAME_LABEL if " " in name else SAME_WORD
    return SAME_NOTATION if len(name) >= _TELLING and _MIXED.search(name) else SHORT_NOTATION


def phrases(snapshot: Snapshot, texts: Sequence[str], scope: Scope = ANYWHERE) -> list[list[Candidate]]:
    """Competencies whose whole label stands in each text, the longest labels first.

    Labels of one word are left out: in a sentence they are used too loosely.
    """
    listed = [list(_word_runs(text)) for text in texts]
    wanted = list(dict.fromkeys(name for names in listed for name in names))[:MOST_PHRASES]
    if not wanted:
        return [[] for _ in texts]
    sought = frozenset(wanted)
    by_name: dict[str, list[Candidate]] = defaultdict(list)
    for competency in _holders(snapshot, tuple(wanted), scope):
        for name, (what, written) in names_of(competency).items():
            if what != "notation" and name in sought:
                by_name[name].append(_within(competency, written))
    return [_longest(names, by_name) for names in listed]


def _word_runs(text: str) -> Iterable[str]:
    words = normal_name(text).split()[:MOST_WORDS]
    for length in range(min(len(words), LONGEST_PHRASE), 1, -1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def _within(competency: Competency, written: str) -> Candidate:
    return Candidate(
        competency=Ref(competency.key, "Competency"),
        kind="CLOSE",
        basis="MATCHED",
        probability=SAME_PHRASE,
        explanation=f"The text says \u201c{written[:_SHOWN]}\u201d, the whole label of this competency.",
        evidence=(Evidence(written),),
    )


def _longest(names: Iterable[str], found: dict[str, list[Candidate]]) -> list[Candidate]:
    """Candidates of the runs that are found, without runs inside a longer one that is found too."""
    kept: list[str] = []
    for name in names:
        if name in found and not any(f" {name} " in f" {longer} " for longer in kept):
            kept.append(name)
    unique = {candidate.competency.key: candidate for name in kept for candidate in found[name]}
    return list(unique.values())
