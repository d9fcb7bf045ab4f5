"""Kinds, levels, credentials, headings and what stands around a requirement."""

from __future__ import annotations

from pathlib import Path

import msgspec
import orjson
import pytest

from credloom.requirements import credentials, judge, kinds, leads, levels, train
from credloom.requirements.blocks import blocks, sentences
from credloom.requirements.headings import heading
from credloom.requirements.verbs import form_at, forms


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CDL Class A", "CREDENTIAL"),
        ("Licensed electrician", "CREDENTIAL"),
        ("journeyman electrician", "CREDENTIAL"),
        ("CompTIA A+", "CREDENTIAL"),
        ("CPA", "CREDENTIAL"),
        ("active secret clearance", "CREDENTIAL"),
        ("Associate's degree or certificate", "EDUCATION"),
        ("a four-year college degree", "EDUCATION"),
        ("BS in biology", "EDUCATION"),
        ("MS Office", "COMPETENCY"),
        ("five (5) years of experience", "EXPERIENCE"),
        ("Prior experience with bread", "EXPERIENCE"),
        ("clean driving record", "EXPERIENCE"),
        ("Works well in a team", "COMPETENCY"),
        ("inspect certificates of conformance", "COMPETENCY"),
        ("18 years of age", "COMPETENCY"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert kinds.kind(text) == kind


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Spanish preferred", "Spanish"),
        ("Spanish is strongly preferred.", "Spanish"),
        ("required", "required"),
        ("Document care preferred", "Document care"),
        ("Bread (a plus)", "Bread"),
        ("Candidates must have a keen eye", "keen eye"),
        ("The technician assists the pharmacist", "assists the pharmacist"),
        ("You will be responsible for cleaning tanks", "cleaning tanks"),
        ("ACLS within 6 months of hire", "ACLS"),
        ("Bread must be loved", "Bread must be loved"),
        ("Fluency in a second language would be an advantage", "Fluency in a second language"),
    ],
)
def test_what_stands_around_a_requirement_is_taken_off(text: str, bare: str) -> None:
    start, end = leads.tidy(text, 0, len(text))
    start, end = leads.bare(text, start, end)
    assert text[start:end] == bare


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("Ability to read blueprints", "read blueprints"),
        ("Strong knowledge of Python", "Python"),
        ("Experience with AWS", "AWS"),
        ("Proficient in the use of grinders", "grinders"),
        ("weld pipe", "weld pipe"),
        ("Knowledge of", "Knowledge of"),
    ],
)
def test_words_for_matching(text: str, core: str) -> None:
    assert leads.core(text) == core


@pytest.mark.parametrize(
    ("text", "kind", "scheme", "code"),
    [
        ("five (5) years of experience", "EXPERIENCE", levels.YEARS_SCHEME, "5"),
        ("2-5 years in sales", "EXPERIENCE", levels.YEARS_SCHEME, "2"),
        ("18 months of experience", "EXPERIENCE", levels.YEARS_SCHEME, "1.5"),
        ("advanced Excel skills", "COMPETENCY", levels.PROFICIENCY, "ADVANCED"),
        ("bachelor's or master's degree", "EDUCATION", levels.DEGREES, "BACHELOR"),
        ("High school diploma or GED", "EDUCATION", levels.DEGREES, "SECONDARY"),
    ],
)
def test_levels(text: str, kind: str, scheme: str, code: str) -> None:
    found = levels.level(text, kind)
    assert found is not None
    assert (found.scheme, found.code) == (scheme, code)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("weld pipe", "COMPETENCY"),
        ("a diploma", "EDUCATION"),
        ("RN license", "CREDENTIAL"),
        ("several years", "EXPERIENCE"),
    ],
)
def test_no_level_is_made_up(text: str, kind: str) -> None:
    assert levels.level(text, kind) is None


@pytest.mark.parametrize(
    ("text", "family", "name"),
    [
        ("RN license", "LICENSE", "registered nurse license"),
        ("CompTIA A+", "CERTIFICATION", "comptia a+"),
        ("Class A CDL", "LICENSE", "commercial driver's license class a"),
        ("BLS certification", "CERTIFICATION", "basic life support"),
        ("CPA", "LICENSE", "certified public accountant"),
        ("Journeyman electrician", "LICENSE", "journeyman electrician license"),
        ("a state licence", "LICENSE", None),
        ("some certificate", "CERTIFICATE", None),
    ],
)
def test_credentials_have_a_family_and_names(text: str, family: str, name: str | None) -> None:
    (found,) = credentials.named(text)
    assert found.family == family
    assert (found.names[0] if found.names else None) == name


def test_no_credential_is_found_within_a_word() -> None:
    assert not credentials.named("learn the PATRN and CPAs of pumps")
    assert credentials.first("weld pipe") is None


@pytest.mark.parametrize(
    "text", ["Excellent communication skills", "Weld pipe", "5 years of experience", "", "!!!", "x" * 200]
)
def test_no_headings(text: str) -> None:
    assert heading(text) is None


def test_labels_before_a_colon() -> None:
    found = heading("Job Location", labels=True)
    assert found is not None
    assert found.line_only


@pytest.mark.parametrize(
    ("text", "form"),
    [("administer drugs", "base"), ("Manages budgets", "s"), ("planning work", "ing"), ("quickly clean up", "base")],
)
def test_verbs(text: str, form: str) -> None:
    found = form_at(text, 0, len(text))
    assert found is not None
    assert found[0] == form
    assert form_at("pumps of steel", 0, 14) is None
    assert forms()["planning"] == "ing"


def test_lines_and_sentences() -> None:
    text = "Title\n\u2022 one; two\n1) three. Four e.g. five.\n**Bold**\n"
    lines = list(blocks(text))
    assert [(text[b.start : b.end], b.entry) for b in lines] == [
        ("Title", False),
        ("one; two", True),
        ("three. Four e.g. five.", True),
        ("Bold", False),
    ]
    assert [text[s.start : s.end] for b in lines for s in sentences(text, b.start, b.end)] == [
        "Title",
        "one;",
        "two",
        "three.",
        "Four e.g. five.",
        "Bold",
    ]


@pytest.mark.parametrize(
    "sentence", ["Strong knowledge of Java", "Experience with cloud security and the ability to lead"]
)
def test_words_that_ask(sentence: str) -> None:
    assert judge.odds(sentence) > 1


@pytest.mark.parametrize(
    "sentence", ["We have free lunch in our office!", "Join our community", "We contact you about salary"]
)
def test_words_that_offer(sentence: str) -> None:
    assert judge.odds(sentence) < -1


def test_a_sentence_of_no_known_words_is_left_to_the_rules() -> None:
    assert judge.odds("Voki\u010di\u0173 kalba") == 0
    assert len(set(judge.features("weld " * 100_000))) < 10


def test_weights_are_learned_anew_alike(tmp_path: Path) -> None:
    marked = tmp_path / "marked.jsonl"
    rows = [(["Weld", "pipe"], "B"), (["Free", "lunch"], "O"), (["Weld", "steel"], "B"), (["Free", "parking"], "O")] * 3
    marked.write_bytes(
        b"".join(
            orjson.dumps(
                {"idx": 1, "tokens": words, "tags_skill": [tag] * len(words), "tags_knowledge": ["O"] * len(words)}
            )
            + b"\n"
            for words, tag in rows
        )
    )
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_bytes(
        orjson.dumps({"text": "Weld pipe.\nFree lunch.", "spans": [{"start": 0, "end": 9}], "part": "dev"})
        + b"\n"
        + orjson.dumps({"text": "Weld.", "spans": [], "part": "held-out"})
    )
    made = []
    for name in ("one.json", "two.json"):
        train.main([str(marked), str(labelled), "--out", str(tmp_path / name)])
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    found = msgspec.json.decode(made[0], type=judge.Weights)
    assert found.words.weights["weld"] > 0 > found.words.weights["free"]
    assert found.manifest["sentences"] == 14
    assert found.manifest["asking"] == 7
