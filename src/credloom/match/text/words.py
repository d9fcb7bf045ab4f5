"""Words of postings and credentials as families ("welder", "welding"), and how rare each is.

`data/word-counts.tsv` says in how many of 50,000 public descriptions of occupations, tasks, skills and programs a
family stands; `count.py` beside it makes such a file from texts of one's own.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources

import tantivy

from credloom.store.index_schema import words_analyzer
from credloom.store.synonyms import LONG_FORMS

MOST_CHARACTERS = 4_000
"""Of one text."""
_ENDINGS = ("icist", "ician", "ist", "ian", "ant", "ic", "er", "or", "al", "i", "y", "e")
_SHORTEST = 4
"""Letters that an ending has to leave."""
_TOGETHER = (
    ("analy", "analyst analysi analyz analyt analys"),
    ("technician", "technologist technician"),
    ("phlebotom", "phlebotomi venipunctur phlebotomist"),
    ("licens", "licens licenc licensur"),
    ("certif", "certifi certif"),
    ("dent", "dentist dentistri dental"),
    ("aide", "aid aide"),
    ("child", "child children childhood"),
    ("program", "programm programmer program"),
    ("surg", "surgeon surgic surgeri"),
    ("infant", "babi infant"),
    ("carpent", "carpenter carpentri"),
    ("lawyer", "lawyer attorney"),
    ("janit", "janitor custodian"),
    ("cook", "cook chef"),
    ("paraeduc", "paraeduc paraprofession"),
    ("auto", "car automobil automot auto"),
    *((word, word) for word in ("commun", "communic", "human", "medic")),
)
_FAMILY = {stem: name for name, stems in _TOGETHER for stem in stems.split()}
"""Stems that the endings would join or part wrongly."""
_SHORT = re.compile(r"\b(?:c\+\+|c#|f#|a\+|(?:[a-z]\.){2,}|[a-z]&[a-z])(?!\w)", re.IGNORECASE)
_COMPOUNDS = (
    *("machine learning", "deep learning", "data entry", "data center", "data centre", "social media"),
    *("social security", "real estate", "service technician", "human resources", "home health", "service dog"),
    *("interior design", "fashion design", "floral design", "neural network", "public relations", "public health"),
    *("customer service", "video games", "computer games", "solar eclipse", "solar system", "speech language"),
    *("speech recognition", "heavy equipment", "first aid", "high school", "supply chain", "law enforcement"),
)
"""Two words that mean another thing than each of them."""
_DOTTED = re.compile(r"\b[A-Za-z]\.[A-Za-z]\.")
_MARKS = str.maketrans({"+": "plus", "#": "sharp", ".": "", "&": ""})


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    return words_analyzer()


@cache
def _joining() -> frozenset[str]:
    """Words that only join others."""
    text = resources.files(__package__).joinpath("lexicon.toml").read_text("utf-8")
    return frozenset(tomllib.loads(text)["joining"].split())


@lru_cache(maxsize=65_536)
def family(stem: str) -> str:
    """The family of a stem: who does something, what is done and the field have one name."""
    if (known := _FAMILY.get(stem)) is not None:
        return known
    for ending in _ENDINGS:
        if stem.endswith(ending) and len(stem) - len(ending) >= _SHORTEST:
            return stem[: -len(ending)]
    return stem


@cache
def _compounds() -> dict[tuple[str, str], str]:
    """The stems of two words that are one, and the family of both."""
    pairs = (_analyzer().analyze(words) for words in _COMPOUNDS)
    return {(one, other): one + other for one, other in pairs}


def families(text: str) -> list[str]:
    """The words of a text in order, without those that only join others; two words that are one thing are one."""
    text = text[:MOST_CHARACTERS]
    if "+" in text or "#" in text or "&" in text or _DOTTED.search(text):
        text = _SHORT.sub(lambda found: found[0].lower().translate(_MARKS), text)
    stems, joined, stop = _analyzer().analyze(text), _compounds(), _joining()
    found: list[str] = []
    before = ""
    for stem in stems:
        both = joined.get((before, stem))
        if both is not None:
            found[-1] = both
        elif stem not in stop:
            found.append(family(stem))
        before = "" if both is not None else stem
    return found


@lru_cache(maxsize=65_536)
def first_family(word: str) -> str | None:
    """The family of a single word, of one with a hyphen that of its first part; None where it only joins others."""
    return next(iter(families(word)), None)


def word_set(text: str) -> frozenset[str]:
    """The families of a text and those of the long forms of its abbreviations."""
    return frozenset(expanded(families(text)))


def expanded(words: Iterable[str]) -> list[str]:
    """Families with those of the long forms of the abbreviations among them."""
    found = list(words)
    for word in tuple(found):
        found.extend(other for form in long_forms(word) for other in sorted(form))
    return found


@lru_cache(maxsize=4_096)
def long_forms(word: str) -> tuple[frozenset[str], ...]:
    """What an abbreviation stands for, each as families; none for any other word."""
    return tuple(frozenset(families(form)) for form in LONG_FORMS.get(word, ()))


@cache
def _counts() -> tuple[int, dict[str, int]]:
    text = resources.files("credloom.match.data").joinpath("word-counts.tsv").read_text("utf-8")
    (_, total), *rows = [line.split("\t") for line in text.splitlines()]
    return int(total), {word: int(count) for word, count in rows}


@lru_cache(maxsize=65_536)
def rarity(word: str) -> float:
    """How rare a family is: 0 in every text, 1 in hardly any."""
    total, counts = _counts()
    return math.log((total + 1) / (counts.get(word, 0) + 1)) / math.log(total + 1)
