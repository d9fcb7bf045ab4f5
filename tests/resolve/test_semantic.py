"""The semantic tier's interface: what is missing is said, and nothing half prepared is ever used."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from credloom.errors import UsageError
from credloom.resolve.learned import semantic
from credloom.resolve.learned.kit import best_kit, kit


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
