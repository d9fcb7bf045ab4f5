"""Learns the weights of `judge`: `python -m credloom.requirements.train SKILLSPAN.jsonl SPANS.jsonl… [--out FILE]`.

The first file holds sentences with marked skills (`{"idx", "tokens", "tags_skill", "tags_knowledge"}`, tags B, I, O),
the others labelled texts as `credloom evaluate` reads them, of which those with `part` "dev" are used, and single
lines (`{"text", "asks"}`). Both regressions are convex and start from zero, without chance, so that the result is
always the same. The odds of words that the second one learns from are those of texts that the first one has not seen.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import orjson

from credloom.requirements import joints, judge, leads, rules
from credloom.requirements.context import described
from credloom.requirements.fit import Told, fitted
from credloom.requirements.linear import Model
from credloom.requirements.sentences import Sentence, read

LEAST_WORDS, LEAST_CONTEXT, LEAST_JOINTS = 3, 8, 5
"""Sentences that a feature has to be in."""
RIDGE_WORDS, RIDGE_CONTEXT, RIDGE_JOINTS = 0.0005, 0.002, 0.001
SMALLEST = 0.05
"""Weights of words that are smaller are left out."""
FOLDS = 5
MARKED_WORDS, MARKED_CONTEXT = 1.0, 0.1
OWN = 3.0
"""What a sentence counts: one of the marked sentences in each regression, one of a labelled text in the first."""
_PART = 3
_MOSTLY = 0.6


Place = tuple[int, int]


class Text(NamedTuple):
    """A text, where in it something is asked for, what its sentences count in each regression, and its clauses."""

    id: str
    text: str
    asks: tuple[Place, ...]
    words: float
    context: float
    clauses: tuple[Place, ...]


class Example(NamedTuple):
    """A text's sentences, what rules find in them, and whether they ask for something."""

    text: Text
    sentences: list[Sentence]
    ruled: list[str | None]
    asks: list[bool]


def marked(file: Path) -> Iterator[Text]:
    """Texts of sentences of which some have a marked skill or piece of knowledge."""
    rows = [orjson.loads(line) for line in file.read_bytes().splitlines()]
    for number, group in groupby(rows, key=lambda row: row["idx"]):
        text, asks = "", []
        for row in group:
            said = " ".join(row["tokens"])
            if any(tag != "O" for name in ("tags_skill", "tags_knowledge") for tag in row[name]):
                asks.append((len(text), len(text) + len(said)))
            text += said + "\n"
        yield Text(f"{file.stem}:{number}", text, tuple(asks), MARKED_WORDS, MARKED_CONTEXT, ())


def labelled(file: Path) -> Iterator[Text]:
    """Labelled texts of the part "dev", and single lines that ask for something or do not."""
    for number, line in enumerate(file.read_bytes().splitlines()):
        row = orjson.loads(line)
        if row.get("part", "dev") == "dev":
            yield text_of(row, f"{file.stem}:{number}")


def text_of(row: Mapping[str, Any], name: str) -> Text:
    """A labelled text or line; `name` is its id where it has none."""
    if "asks" in row:
        asks: tuple[Place, ...] = ((0, len(row["text"])),) if row["asks"] else ()
        return Text(name, row["text"], asks, OWN, 1.0, asks)
    asks = tuple((span["start"], span["end"]) for span in row["spans"])
    return Text(row.get("group") or row.get("id") or name, row["text"], asks, OWN, 1.0, asks)


def example(text: Text) -> Example:
    """A text as it is read."""
    sentences = read(text.text)
    return Example(text, sentences, rules.ruled(text.text, sentences), [_asks(one, text.asks) for one in sentences])


def _asks(sentence: Sentence, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a third of a sentence is labelled, or most of a labelled span lies in it."""
    common = [max(0, min(sentence.end, end) - max(sentence.start, start)) for start, end in spans]
    return sum(common) * _PART >= sentence.end - sentence.start or any(
        each >= _MOSTLY * (end - start) for each, (start, end) in zip(common, spans, strict=True)
    )


def fold(name: str) -> int:
    """The part of the texts that one belongs to, by its name."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS


_GAP = re.compile(r"[ .;]*\n\s*(?:[^\w\s\"'($&*+]{1,2}\s*|[*+]\s+|\d+\.\s+)?")
_NEAR = 12
_LINES = 4


def run_on(text: Text) -> Text:
    """A text as it is where its lines and bullets were lost."""
    out, place, begin, length = [], [0] * (len(text.text) + 1), 0, 0
    for hit in _GAP.finditer(text.text):
        place[begin : hit.start()] = range(length, length + hit.start() - begin)
        out.append(text.text[begin : hit.start()])
        length += hit.start() - begin
        place[hit.start() : hit.end()] = [length] * (hit.end() - hit.start())
        out.append(" ")
        length, begin = length + 1, hit.end()
    out.append(text.text[begin:])
    place[begin:] = range(length, length + len(text.text) - begin + 1)
    asks = tuple((place[start], place[end - 1] + 1) for start, end in text.asks)
    return Text(text.id, "".join(out), asks, text.words, text.context, asks)


def with_run_on(texts: Sequence[Text]) -> Iterator[Text]:
    """Texts, and those of our own labelling once more without their lines."""
    yield from texts
    yield from (run_on(one) for one in texts if one.context == 1.0 and one.text.count("\n") > _LINES)


def divided(examples: Iterable[Example]) -> Iterator[tuple[Mapping[str, float], bool]]:
    """Places where a clause may end, and whether one does: between labelled spans, and not within one."""
    for one in examples:
        text, spans = one.text.text, one.text.clauses
        for sentence, rule in zip(one.sentences, one.ruled, strict=True):
            here = [(start, end) for start, end in spans if start < sentence.end and end > sentence.start]
            if not here:
                continue
            otherwise = rule or rules.guessed(text, sentence)
            _, last = leads.tidy(text, sentence.start, sentence.end)
            start, _ = leads.bare(text, sentence.start, last)
            places, cuts = joints.opened(text, start, last, otherwise)
            told = joints.described(text, start, last, places, cuts, otherwise)
            for place, features in zip(places, told, strict=True):
                if (ends := _ends(place, here)) is not None:
                    yield features, ends


def _ends(place: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool | None:
    """Whether a clause ends at a place; None where nothing labelled is near."""
    if any(start < place[0] and place[1] < end for start, end in spans):
        return False
    before = max((end for _, end in spans if end <= place[1]), default=None)
    after = min((start for start, _ in spans if start >= place[0]), default=None)
    if before is None or after is None:
        return None
    return True if place[0] - before < _NEAR or after - place[1] < _NEAR else None


def learned_joints(examples: Iterable[Example]) -> Model:
    """The regression of places where a clause may end."""
    found = list(divided(examples))
    if not found:
        return Model(0.0, {})
    told = Told.of([features for features, _ in found], LEAST_JOINTS)
    right = np.array([ends for _, ends in found], float)
    return _model(told, fitted(told, right, np.ones(len(found)), RIDGE_JOINTS), 0.02)


def learned(examples: Sequence[Example]) -> tuple[Model, Model]:
    """The regression of words, and the one of these in their context."""
    folds = np.array([fold(one.text.id) for one in examples for _ in one.sentences])
    right = np.array([asks for one in examples for asks in one.asks], float)
    said = [
        dict.fromkeys(judge.features(one.text.text[each.start : each.end]), 1.0)
        for one in examples
        for each in one.sentences
    ]
    counts = np.array([one.text.words for one in examples for _ in one.sentences])
    told = Told.of(said, LEAST_WORDS)
    odds = np.zeros(len(said))
    for number in range(FOLDS):
        seen = folds != number
        unseen = fitted(told.some(seen), right[seen], counts[seen], RIDGE_WORDS)
        odds[~seen] = told.some(~seen).odds(unseen)
    words = fitted(told, right, counts, RIDGE_WORDS)
    around = list(_described(examples, odds))
    context_counts = np.array([one.text.context for one in examples for _ in one.sentences])
    context = Told.of(around, LEAST_CONTEXT)
    return _model(told, words, SMALLEST), _model(context, fitted(context, right, context_counts, RIDGE_CONTEXT), 0.0)


def _described(examples: Sequence[Example], odds: Any) -> Iterator[Mapping[str, float]]:
    place = 0
    for one in examples:
        some = odds[place : place + len(one.sentences)].tolist()
        place += len(one.sentences)
        yield from described(one.text.text, one.sentences, some, one.ruled)


def _model(told: Told, found: Any, smallest: float) -> Model:
    weights = {
        name: round(float(weight), 3)
        for name, weight in zip(told.names, found[:-1], strict=True)
        if abs(weight) >= max(smallest, 0.0005)
    }
    return Model(round(float(found[-1]), 3), weights)


def main(arguments: Sequence[str]) -> None:
    """Reads the gold, learns, writes."""
    parser = argparse.ArgumentParser(prog="python -m credloom.requirements.train", description=__doc__)
    parser.add_argument("marked", type=Path)
    parser.add_argument("labelled", type=Path, nargs="*")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name(judge.FILE))
    options = parser.parse_args(arguments)
    texts = [*marked(options.marked), *(one for file in options.labelled for one in labelled(file))]
    examples = [example(text) for text in texts]
    words, context = learned(examples)
    ends = learned_joints(example(text) for text in with_run_on(texts))
    manifest = {
        "files": {
            file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (options.marked, *options.labelled)
        },
        "texts": len(texts),
        "sentences": sum(len(one.sentences) for one in examples),
        "asking": sum(asks for one in examples for asks in one.asks),
        "ridge": [RIDGE_WORDS, RIDGE_CONTEXT, RIDGE_JOINTS],
        "features": [len(one.weights) for one in (words, context, ends)],
    }
    content = orjson.dumps(msgspec.to_builtins((words, context, ends)), option=orjson.OPT_SORT_KEYS)
    version = f"judge-2-{hashlib.sha256(content).hexdigest()[:12]}"
    made = judge.Weights(version, words, context, ends, manifest)
    options.out.write_bytes(orjson.dumps(msgspec.to_builtins(made), option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
