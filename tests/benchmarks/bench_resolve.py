"""How long resolving takes: `python tests/benchmarks/bench_resolve.py [--large] [--link N]`.

Concepts are made of words drawn with the frequencies of language, so that common words have long lists. `--large` makes
1,000,000 surfaces; `--link N` links N new competencies against N others. Beside wall time stands CPU time, which other
work on the machine moves less. The baseline beside a phrase is letter comparison with every surface (rapidfuzz), the
scan that indexes are there to spare.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from credloom.resolve.kept.linker import REACH
from credloom.resolve.learned import near, semantic
from credloom.resolve.learned.kit import Kit, best_kit, kit
from credloom.resolve.learned.making import build
from credloom.resolve.learned.ranker import Ranker
from credloom.resolve.learned.segment import Concept, load
from credloom.resolve.learned.space import Space
from credloom.resolve.learned.words import Floats
from credloom.resolve.linking import links_of

VERBS = (
    "manage operate inspect install repair design test plan teach write analyse monitor weld assemble prepare clean"
    " calibrate coordinate document evaluate maintain program sell supervise transport treat verify"
)
THINGS = (
    "pipe network patient budget vehicle turbine database kitchen contract engine payroll fabric classroom crop valve"
    " inventory sensor bridge medicine camera circuit roof forest server pump cable furnace aircraft lesson report"
)
SYLLABLES = "ba ce di fo gu ha ki lo mu ne po ra si to vu wa xe yo za bri cla dre flo gra"


def concepts(count: int, labels: int, seed: int) -> list[Concept]:
    """Made competencies: a verb, one or two things, a rarer word; other labels change one of them."""
    rng = np.random.default_rng(seed)
    syllables, verb, thing = SYLLABLES.split(), VERBS.split(), THINGS.split()
    rare = ["".join(rng.choice(syllables, 3)) for _ in range(20_000)]
    odds = 1 / np.arange(1, len(rare) + 1) ** 0.9
    words = rng.choice(len(rare), (count, labels), p=odds / odds.sum())
    verbs, things = rng.integers(0, len(verb), (count, labels)), rng.integers(0, len(thing), (count, 2))
    made = []
    for number in range(count):
        one, two = (thing[place] for place in things[number])
        texts = [
            " ".join([verb[verbs[number, place]], one, rare[words[number, max(place - 1, 0)]], *([two] * (place % 2))])
            for place in range(labels)
        ]
        group = f"framework-{number % 50}-{seed}"
        made.append(Concept(f"{seed}:{number}", texts[0], tuple(texts[1:]), f"About {one} and {two}.", group))
    return made


def median(run: Callable[[int], object], count: int) -> tuple[float, float, float]:
    """(median, 95th percentile, median of CPU time) in milliseconds."""
    took, worked = [], []
    for number in range(count):
        began, busy = time.perf_counter(), time.process_time()
        run(number)
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - busy) * 1000)
    return statistics.median(took), sorted(took)[int(len(took) * 0.95)], statistics.median(worked)


def phrases(name: str, count: int, labels: int, folder: Path, found: Kit) -> None:
    """One phrase at a time against many concepts."""
    given = concepts(count, labels, 1)
    began = time.perf_counter()
    build(given, found.encoders, folder)
    built = time.perf_counter() - began
    began = time.perf_counter()
    segment = load(folder)
    loaded = time.perf_counter() - began
    ranker = Ranker(Space([segment]), found)
    asked = [f"able to {given[(number * 7919) % count].others[0]} safely" for number in range(400)]
    for text in asked[:40]:
        ranker.rank([text], "phrase")
    middle, high, cpu = median(lambda number: ranker.rank([asked[number]], "phrase"), len(asked))
    labels_ = segment.surfaces.take(np.arange(len(segment.owner)))
    scan, _, scan_cpu = median(lambda number: process.extract(asked[number], labels_, scorer=fuzz.WRatio, limit=10), 5)
    near_ten = recall(segment.vectors, found.encoders.static.encode(asked[:100]))
    print(
        f"{name}: {len(segment.owner):,} surfaces built in {built:.1f} s, opened in {loaded * 1000:.0f} ms\n"
        f"  a phrase {middle:.2f} ms (95 %: {high:.2f}), CPU {cpu:.2f} ms; letters of all {scan:.0f} ms, CPU"
        f" {scan_cpu:.0f} ms, {scan_cpu / cpu:.0f} times as long\n"
        f"  nearest ten by bits: recall {near_ten:.4f}"
    )


def recall(vectors: near.Vectors, queries: Floats) -> float:
    """The share of the true nearest ten that are found by bits."""
    hit = 0
    for query, (places, _) in zip(queries, vectors.nearest(queries, 10), strict=True):
        cosines = np.concatenate(
            [
                vectors.cosines(query, np.arange(at, min(at + 100_000, len(vectors))))
                for at in range(0, len(vectors), 100_000)
            ]
        )
        hit += int((cosines[places] >= np.sort(cosines)[-10] - 1e-6).sum())
    return hit / (10 * len(queries))


def linking(count: int, folder: Path) -> None:
    """New competencies against as many others."""
    found = kit()
    old, new = concepts(count, 2, 2), concepts(count, 2, 3)
    began = time.perf_counter()
    first = build(old, found.encoders, folder / "old")
    second = build(new, found.encoders, folder / "new", first.statistics)
    built = time.perf_counter() - began
    ranker = Ranker(Space([first, second]), found, REACH)
    began, busy = time.perf_counter(), time.process_time()
    links = sum(len(links_of(new[at : at + 512], ranker)) for at in range(0, count, 512))
    took, cpu = time.perf_counter() - began, time.process_time() - busy
    print(f"linking {count:,} against {count:,}: made ready in {built:.0f} s; linked in {took:.0f} s, CPU {cpu:.0f} s")
    print(f"  {links:,} links")


def main() -> None:
    """Measure and print."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--large", action="store_true", help="1,000,000 surfaces too")
    told.add_argument("--semantic", action="store_true", help="the semantic tier, which is prepared first")
    told.add_argument("--link", type=int, default=0, metavar="N", help="link N against N")
    asked = told.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.semantic:
            semantic.prepare(Path(folder))
        began = time.perf_counter()
        found = best_kit(Path(folder))
        found.encoders.static.encode(["ready"])
        print(f"weights and vectors loaded in {time.perf_counter() - began:.2f} s")
        phrases("14,000 concepts", 14_000, 2, Path(folder) / "small", found)
        if asked.large:
            phrases("250,000 concepts", 250_000, 4, Path(folder) / "large", found)
        if asked.link:
            linking(asked.link, Path(folder))


if __name__ == "__main__":
    main()
