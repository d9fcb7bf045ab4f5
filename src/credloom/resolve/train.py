"""Learning the weights from gold data: `python -m credloom.resolve.train --gold DIR [--out FILE]`.

DIR holds `targets.jsonl` and sets of queries as `credloom evaluate` reads them. Five parts of the queries, divided by
what they mean, are ranked by weights learned from the other four; calibration, thresholds and the figures in the
manifest come from those rankings alone. Then the weights are learned once more, from all. Both profiles count alike.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from credloom.resolve.evaluate import gold, measures
from credloom.resolve.evaluate.linking import Labels
from credloom.resolve.learned import semantic, static
from credloom.resolve.learned.encoders import Encoders
from credloom.resolve.learned.features import Pairs, names, with_gaps
from credloom.resolve.learned.fit import Matrix, chance, choice, sigmoid
from credloom.resolve.learned.kit import Kit
from credloom.resolve.learned.making import build
from credloom.resolve.learned.model import Calibration, Model, Scorer, Tier, signs, widened
from credloom.resolve.learned.ranker import Ranker
from credloom.resolve.learned.space import Space
from credloom.resolve.learned.words import Floats

PARTS = 5
MOST = 3_000
"""Queries of one set beyond these are left out: the others are drawn by their hash."""
RIDGE, CALM = 30.0, 1.0
EACH_PROFILE = 1_000.0
"""What all queries of a profile weigh together."""
FRAMEWORKS = (0.5, 0.1, 0.01)
WANTED = 0.955
LEAST_ACCEPTED = 30
"""A threshold has to rest on so many accepted queries."""


NOTHING = Model("default", (), (), (), (), 0.0, {})
"""Ranks nothing: candidates are wanted before there are weights."""


class Example(msgspec.Struct):
    """A query: what it means, its candidates and their numbers, the part it is in."""

    name: str
    profile: str
    gold: frozenset[int]
    pairs: Pairs
    part: int

    def numbers(self) -> Floats:
        """The numbers of each candidate."""
        return with_gaps(self.pairs.raw, self.pairs.text)

    def right(self) -> Matrix:
        """1 for each right candidate."""
        return np.array([float(one in self.gold) for one in self.pairs.concept.tolist()])


def examples(folder: Path, encoders: Encoders) -> list[Example]:
    """The queries of every set of a folder with their candidates."""
    targets = gold.targets(folder)
    segment = build([one.concept() for one in targets], encoders)
    number = {one.id: place for place, one in enumerate(targets)}
    how, labels = gold.how(folder), Labels(segment)
    ranker = Ranker(Space([segment]), Kit(Scorer(NOTHING), encoders))
    found = []
    for name, file in gold.sets(folder, gold.QUERIES).items():
        read = how.get(name, gold.How())
        for query in _drawn(gold.queries(file, number)):
            means = frozenset(number[one] for one in query.gold)
            hidden = labels.hidden(query.q, means) if read.hide_query_surface else None
            pairs = ranker.compared([query.q], read.profile, hidden=hidden)
            part = zlib.crc32(repr(min(means, default=query.q)).encode()) % PARTS
            found.append(Example(name, read.profile, means, pairs, part))
    return found


def _drawn(queries: Sequence[gold.Query]) -> Sequence[gold.Query]:
    return sorted(queries, key=lambda one: (zlib.crc32(one.q.encode()), one.q))[:MOST]


def learned(found: Sequence[Example], tier: Tier) -> Model:
    """Weights from examples; every profile is calibrated as a logistic with no sign but a constant at first."""
    counts = Counter(one.profile for one in found)
    useful = [one for one in found if one.right().any()]
    numbers = widened(np.concatenate([one.numbers() for one in useful]))
    mean, scale = numbers.mean(axis=0), numbers.std(axis=0) + 1e-6
    text = np.repeat(np.arange(len(useful)), [len(one.pairs.concept) for one in useful])
    weight = np.array([EACH_PROFILE / counts[one.profile] for one in useful])
    right = np.concatenate([one.right() for one in useful])
    weights = choice((numbers - mean) / scale, right, text, weight, RIDGE)
    model = Model(tier, names(tier), _short(mean), _short(scale), _short(weights), 0.0, {})
    return msgspec.structs.replace(model, background=_background(model, useful))


def _background(model: Model, found: Sequence[Example]) -> float:
    """The usual score of all wrong candidates of a text together."""
    scorer = Scorer(model)
    totals = [float(np.logaddexp.reduce(scorer.scores(one.numbers())[one.right() == 0])) for one in found]
    return round(float(np.median(totals)), 4)


def judged(model: Model, found: Sequence[Example]) -> list[tuple[Example, Matrix, Matrix]]:
    """(example, scores, signs of each candidate)."""
    scorer = Scorer(model)
    out = []
    for one in found:
        scores = scorer.scores(one.numbers())
        out.append((one, scores, signs(one.pairs, scores, model.background)))
    return out


def cross_fitted(
    found: Sequence[Example], tier: Tier, judged_on: Sequence[Example] | None = None
) -> list[tuple[Example, Matrix, Matrix]]:
    """Every example judged by weights that were learned without its part; learned from others where they are given."""
    out = []
    for part in range(PARTS):
        model = learned([one for one in judged_on or found if one.part != part], tier)
        out += judged(model, [one for one in found if one.part == part])
    return out


def _elsewhere(found: Sequence[Example]) -> Iterator[Example]:
    """Labels looked for in a framework of a half, a tenth or a hundredth of the targets, once with what they mean and
    once without."""
    for number, one in enumerate(found):
        if one.profile != "label":
            continue
        rng = np.random.default_rng(number)
        kept = rng.random(len(one.pairs.concept)) < FRAMEWORKS[number % len(FRAMEWORKS)]
        right = one.right() > 0
        for mask, gold_ in ((kept | right, one.gold), (kept & ~right, frozenset[int]())):
            yield Example(one.name, "link", gold_, _only(one.pairs, mask), one.part)


def _only(pairs: Pairs, mask: npt.NDArray[np.bool_]) -> Pairs:
    return Pairs(*(column[mask] for column in msgspec.structs.astuple(pairs)))


def _calibrated(rows: Sequence[tuple[Example, Matrix, Matrix]]) -> tuple[Calibration, dict[str, float | None]]:
    best = [int(np.argmax(scores)) for _, scores, _ in rows]
    top = np.array([told[at] for (_, _, told), at in zip(rows, best, strict=True)])
    right = np.array([one.right()[at] for (one, _, _), at in zip(rows, best, strict=True)])
    linkable = np.array([bool(one.gold) for one, _, _ in rows])
    made, chances = calibrated(top, right)
    accepted = chances >= (made.accept or 2)
    return made, {
        "n": len(rows),
        "ece": round(measures.ece(np.column_stack([chances, right])), 4),
        "accept_precision": round(float(right[accepted].mean()), 4) if accepted.any() else None,
        "accept_coverage": round(float(accepted[linkable].mean()), 4),
    }


def calibrated(rows: Matrix, right: Matrix) -> tuple[Calibration, Matrix]:
    """(calibration, chances that it gives to the same rows when it is learned without them)."""
    part = np.arange(len(rows)) % PARTS
    chances = np.zeros(len(rows))
    for number in range(PARTS):
        chances[part == number] = sigmoid(
            rows[part == number] @ chance(rows[part != number], right[part != number], CALM)
        )
    order = np.argsort(-chances)
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision[LEAST_ACCEPTED - 1 :] >= WANTED)
    accept = None if not len(enough) else round(float(chances[order[enough[-1] + LEAST_ACCEPTED - 1]]), 4)
    return Calibration(_short(chance(rows, right, CALM)), accept), chances


def train(folder: Path, tier: Tier = "default", data: Path | None = None) -> Model:
    """The model of a folder of gold data; of the semantic tier with what is prepared in a data directory."""
    more = None if data is None or tier == "default" else semantic.encoder(data / semantic.FOLDER)
    found = examples(folder, Encoders(static.encoder(), more))
    told = cross_fitted(found, tier)
    figures: dict[str, Mapping[str, float | None]] = dict(_figures(told))
    profiles: dict[str, Calibration] = {}
    for profile in ("label", "phrase", "link"):
        rows = told if profile != "link" else cross_fitted(list(_elsewhere(found)), tier, judged_on=found)
        rows = [row for row in rows if row[0].profile == profile and len(row[1])]
        if rows:
            profiles[profile], figures[profile] = _calibrated(rows)
    model = learned(found, tier)
    return msgspec.structs.replace(model, profiles=profiles, manifest=_manifest(folder, found, figures))


def _figures(told: Sequence[tuple[Example, Matrix, Matrix]]) -> Iterator[tuple[str, Mapping[str, float]]]:
    for name in sorted({one.name for one, _, _ in told}):
        rows = [
            (one.pairs.concept[np.argsort(-scores, kind="stable")].tolist(), one.gold)
            for one, scores, _ in told
            if one.name == name and one.gold
        ]
        made = {"mrr": [measures.reciprocal(*row) for row in rows]}
        made |= {f"r@{k}": [measures.recall(*row, k) for row in rows] for k in (1, 10)}
        made |= {f"rp@{k}": [measures.r_precision(*row, k) for row in rows] for k in (5, 10)}
        yield name, {"n": len(rows), **{key: round(float(np.mean(values)), 4) for key, values in made.items()}}


def _manifest(folder: Path, found: Sequence[Example], figures: Mapping[str, Any]) -> dict[str, Any]:
    files = [folder / gold.TARGETS, folder / gold.HOW, *gold.sets(folder, gold.QUERIES).values()]
    return {
        "command": "python -m credloom.resolve.train --gold DIR",
        "vectors": static.NAME,
        "gold": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.exists()},
        "queries": {name: sum(one.name == name for one in found) for name in sorted({one.name for one in found})},
        "cross_validated": dict(figures),
        "parts": PARTS,
        "ridge": RIDGE,
    }


def _short(values: Matrix) -> tuple[float, ...]:
    return tuple(float(f"{value:.6g}") for value in values)


def main(argv: Sequence[str] | None = None) -> int:
    """The command line."""
    here = Path(__file__).parent / "learned" / "data"
    told = argparse.ArgumentParser("python -m credloom.resolve.train", description=__doc__)
    told.add_argument("--gold", type=Path, required=True, metavar="DIR", help="gold data")
    told.add_argument("--semantic", type=Path, metavar="DATA_DIR", help="learn the semantic tier, prepared in DATA_DIR")
    told.add_argument("--out", type=Path, metavar="FILE", help="default: the package's own")
    asked = told.parse_args(argv)
    tier: Tier = "semantic" if asked.semantic else "default"
    model = train(asked.gold, tier, asked.semantic)
    (asked.out or here / f"{tier}.json").write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n")
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(model.manifest), indent=2).decode() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
