"""Static word vectors: a text's vector is the mean of its tokens'. No neural network runs.

The vectors are those that the installed package `wordllama` carries. Its own loader asks a model hub although the files
are in the wheel, so they are read here directly.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from credloom.errors import CredloomError
from credloom.resolve.learned.words import Floats

NAME = "wordllama-l2-supercat-256"
WIDTH = 256
_TOKENS = Path("tokenizers/l2_supercat_tokenizer_config.json")
_WEIGHTS = Path("weights/l2_supercat_256.safetensors")
_LETTERS = 1_000


class StaticEncoder:
    """Texts to vectors of unit length. Safe to use in several threads."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self._tokens = Tokenizer.from_file(str(folder / _TOKENS))
        self._tokens.no_padding()
        self._tokens.no_truncation()
        self._vectors: Floats = np.asarray(next(iter(load_file(folder / _WEIGHTS).values())), np.float32)

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row a text; a text without tokens gives zeros."""
        return unit(self.sums(texts))

    def sums(self, texts: Sequence[str]) -> Floats:
        """One row a text, as long as its tokens make it: the row of two texts in one is about the sum of theirs."""
        coded = self._tokens.encode_batch_fast([text[:_LETTERS] for text in texts], add_special_tokens=False)
        ids = [one.ids for one in coded]
        rows = np.zeros((len(ids), WIDTH), np.float32)
        lengths = np.array([len(row) for row in ids], np.int64)
        for length in np.unique(lengths[lengths > 0]):
            here = np.flatnonzero(lengths == length)
            rows[here] = self._vectors[np.array([ids[place] for place in here])].sum(axis=1)
        return rows


def unit(rows: Floats) -> Floats:
    """Rows of unit length; zeros stay zeros."""
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    length[length == 0] = 1
    found: Floats = rows / length
    return found


@cache
def encoder() -> StaticEncoder:
    """The one encoder of this process. Takes a quarter of a second when it is first asked for."""
    found = importlib.util.find_spec("wordllama")
    if found is None or found.origin is None:
        raise CredloomError(
            "The package wordllama is not installed, which holds the word vectors: pip install wordllama."
        )
    return StaticEncoder(Path(found.origin).parent)
