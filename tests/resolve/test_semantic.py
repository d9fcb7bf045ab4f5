"""The semantic tier: what its packages prepare, what is missing is said, and nothing half prepared is ever used."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from credloom.errors import UsageError
from credloom.resolve.learned import quantised, semantic
from credloom.resolve.learned.kit import best_kit, kit
from credloom.resolve.learned.making import build
from credloom.resolve.learned.ranker import Ranker
from credloom.resolve.learned.segment import Concept, load
from credloom.resolve.learned.space import Space

TEXTS = ["look after people who are ill", "patient care", "keep the books of a company", "arc welding of steel pipes"]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    semantic.prepare(data)
    return data


def test_without_preparing_the_default_tier_is_used(tmp_path: Path) -> None:
    assert not semantic.prepared(tmp_path)
    assert best_kit(tmp_path).encoders.semantic is None
    with pytest.raises(UsageError, match="not prepared: credloom resolve --prepare"):
        kit("semantic", tmp_path)


def test_files_without_a_manifest_are_not_prepared(tmp_path: Path) -> None:
    folder = tmp_path / semantic.FOLDER
    folder.mkdir()
    (folder / semantic.MODEL).write_bytes(b"x")
    (folder / semantic.TOKENS).write_text("{}", "utf-8")
    assert not semantic.prepared(tmp_path)


def test_links_say_which_tier_found_them(tmp_path: Path) -> None:
    assert best_kit(tmp_path).version == kit().scorer.version


def test_preparing_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(UsageError, match=r"credloom\[semantic\]"):
        semantic.prepare(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_without_the_files_leaves_what_was_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", ModuleType("onnxruntime"))  # whether it is installed or not
    with pytest.raises(UsageError, match=r"there is no model\.onnx"):
        semantic.prepare(tmp_path, tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_is_prepared_means_alike_what_is_worded_otherwise(prepared: Path) -> None:
    assert semantic.prepared(prepared)
    found = best_kit(prepared)
    assert found.encoders.semantic is not None
    nurse, care, books, weld = found.encoders.semantic.encode(TEXTS)
    assert nurse @ care > max(nurse @ books, nurse @ weld, care @ books)
    assert found.version != kit().version


def test_eight_bits_say_what_floats_say(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(semantic, "quantise", lambda model, made: False)
    semantic.prepare(tmp_path)
    quick, plain = (semantic.encoder(data / semantic.FOLDER) for data in (prepared, tmp_path))
    assert quick.digest != plain.digest
    assert (quick.encode(TEXTS) * plain.encode(TEXTS)).sum(axis=1).min() > semantic.ALIKE
    each = np.vstack([quick.encode([text]) for text in TEXTS])
    assert (each * quick.encode(TEXTS)).sum(axis=1).min() > semantic.ALIKE


def test_a_model_that_eight_bits_would_spoil_is_used_as_it_is(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(semantic, "ALIKE", 1.1)
    semantic.prepare(tmp_path)
    folder = tmp_path / semantic.FOLDER
    assert {file.name for file in folder.iterdir()} == {semantic.MODEL, semantic.TOKENS, semantic.MANIFEST}
    assert semantic.encoder(folder).digest != semantic.encoder(prepared / semantic.FOLDER).digest


def test_without_the_tool_a_model_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime.quantization", None)
    with caplog.at_level(logging.WARNING):  # another test may have left a higher one
        assert not quantised.quantise(tmp_path / "model.onnx", tmp_path / "made.onnx")
    assert "package onnx is missing" in caplog.text


def test_files_of_two_models_are_refused(prepared: Path, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    model = (prepared / semantic.FOLDER / semantic.MODEL).read_bytes()
    (given / semantic.MODEL).write_bytes(model)
    (given / semantic.TOKENS).write_text("{}", "utf-8")
    with pytest.raises(UsageError, match=r"given/tokenizer\.json: this is no tokenizer"):
        semantic.prepare(tmp_path, given)
    (given / semantic.MODEL).write_bytes(model[:1000])
    with pytest.raises(UsageError, match=r"given/model\.onnx: this is no ONNX model"):
        semantic.prepare(tmp_path, given)
    assert not semantic.prepared(tmp_path)


def test_a_phrase_finds_what_it_means_by_meaning(prepared: Path, tmp_path: Path) -> None:
    concepts = [
        Concept("nurse", "care for patients", (), "Look after people who are ill.", "health"),
        Concept("books", "do bookkeeping", (), "Record transactions.", "office"),
        Concept("weld", "weld pipe", (), "Join pipes with an arc.", "trades"),
    ]
    found = best_kit(prepared)
    build(concepts, found.encoders, tmp_path)
    ranking = Ranker(Space([load(tmp_path)]), found).rank(["look after persons who are sick"], "phrase")[0]
    assert concepts[ranking.concepts[0]].key == "nurse"
