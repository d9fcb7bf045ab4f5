"""What happens inside the limited process, looked at in this one."""

from __future__ import annotations

import io

import msgspec
import pytest
import rdflib

from credloom.errors import SourceUnavailable
from credloom.model.record import Document
from credloom.normalise import normalise, rdf_process, rdf_worker
from credloom.normalise.rdf import as_written
from credloom.normalise.rdf_graph import Statements, TooManyStatements, parsed, with_contexts
from credloom.normalise.rdf_guard import guarded_json
from credloom.normalise.rdf_process import BODY, HEAD, Head, Limits, _answer, _request, _wall, said
from credloom.normalise.rdf_worker import Worker
from credloom.normalise.values import boolean, decimal, language, lexical, literal, number, reference
from tests.normalise.make import RESOURCE, document, source

BASE = "http://relative.invalid/"


def asked(body: bytes, format_: str = "rdf:turtle", limits: Limits | None = None) -> tuple[bytes, str]:
    """Status and text of an answer."""
    status, told = _answer((Head(format_, BASE), body), limits or Limits())
    return status, told.decode()


def test_answers() -> None:
    assert asked(b"<urn:a> <urn:b> 'x' .") == (b"+", '[{"@id":"urn:a","urn:b":[{"@value":"x"}]}]')
    assert asked(b"<urn:a> <urn:b> .") == (b"-", '{"reason":"line 1: objectList expected"}')
    assert asked(b"<urn:a> <urn:b>") == (b"-", '{"reason":"the file ends too early"}')
    assert (
        asked(b"<urn:a> <urn:b> 1, 2 .", limits=Limits(statements=1))[1]
        == '{"reason":"it holds more than 1 statements"}'
    )
    assert "unfolds to more than 0 MB" in asked(b"<urn:a> <urn:b> 1 .", limits=Limits(answer=5))[1]
    assert "nested too deeply" in asked(b"<urn:a> <urn:b> " + b"[ <urn:c> " * 400)[1]
    assert asked(b"nothing\n", "rdf:nt")[1] == '{"reason":"line 1 is no statement"}'


def test_too_little_memory_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(rdf_process, "parsed", parse)
    assert "needs more than 1024 MB of memory" in asked(b"")[1]


def test_requests() -> None:
    head = msgspec.json.encode(Head("rdf:nt", BASE))
    stream = io.BytesIO(HEAD.pack(len(head)) + head + BODY.pack(4) + b"body")
    assert _request(stream) == (Head("rdf:nt", BASE), b"body")
    assert _request(stream) is None


def test_what_a_parser_says_in_one_line() -> None:
    assert said(ValueError("a\n b at ^ in: 'secret'")) == "a b"
    assert said(ValueError("")) == "ValueError"


@pytest.mark.parametrize("event", ["open", "socket.connect", "subprocess.Popen", "os.exec"])
def test_the_second_wall(event: str) -> None:
    with pytest.raises(PermissionError, match=event):
        _wall(event, ())
    _wall("compile", ())


def test_statements_are_collected_once_up_to_a_limit() -> None:
    store = Statements(1)
    graph = rdflib.Graph(store=store, bind_namespaces="none")
    statement = (rdflib.URIRef("urn:a"), rdflib.URIRef("urn:b"), rdflib.Literal("c"))
    graph.add(statement)
    graph.add(statement)
    with pytest.raises(TooManyStatements):
        graph.add((*statement[:2], rdflib.Literal("d")))
    store.bind("x", rdflib.URIRef("urn:x"))
    store.bind("x", rdflib.URIRef("urn:y"), override=False)
    assert (store.namespace("x"), store.prefix(rdflib.URIRef("urn:x"))) == (rdflib.URIRef("urn:x"), "x")
    assert store.prefix(rdflib.URIRef("urn:none")) is None
    assert list(store.namespaces()) == [("x", rdflib.URIRef("urn:x"))]


def test_lists_types_and_blank_nodes_in_expanded_form() -> None:
    (found, inner) = parsed(
        b"<urn:a> a <urn:T>, [] ; <urn:b> (1 'x'@en) , () , [ <urn:c> 2 ] .", "rdf:turtle", BASE, 50
    )
    assert found["@type"] == ["urn:T"]
    first, second, third = found["urn:b"]
    assert [item["@value"] for item in first["@list"]] == ["1", "x"]
    assert second == {"@list": []}
    assert third == {"@id": inner["@id"]}


def test_kept_contexts_by_their_names() -> None:
    assert with_contexts({"@context": ["schema.org", {"a": {"@context": "schema.org"}}]}) == {
        "@context": [{"@vocab": "https://schema.org/"}, {"a": {"@context": {"@vocab": "https://schema.org/"}}}]
    }
    assert guarded_json({"@context": [None, "https://schema.org"], "a": [1]}) == {
        "@context": [None, "schema.org"],
        "a": [1],
    }


def test_relative_references_are_as_they_were_written() -> None:
    node = {
        "@id": BASE + "a%20b",
        "@type": [BASE + "T", "urn:T"],
        BASE + "p": [{"@id": "urn:x"}, {"@value": BASE + "x"}],
    }
    assert as_written([node], BASE) == [
        {"@id": "a b", "@type": ["T", "urn:T"], "p": [{"@id": "urn:x"}, {"@value": BASE + "x"}]}
    ]
    assert as_written(node, "https://x.example/") is node


def test_a_process_that_cannot_be_begun_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    given = Document(ref="x.ttl", format="rdf:turtle", given=None, body=b"", retrieved_at=document({}).retrieved_at)
    for command in ("/nonexistent/python", "/bin/false"):
        lost = Worker()
        monkeypatch.setattr("sys.executable", command)
        with pytest.raises(SourceUnavailable, match="cannot be begun"):
            lost.nodes(b"", "rdf:turtle", BASE)
        monkeypatch.setattr("credloom.normalise.rdf.worker", lost)
        assert "cannot be begun" in normalise(source(), [given]).refusals[0].reason
        lost.close()


def test_a_process_gives_way_to_a_fresh_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdf_worker, "_ENDS", 2)
    worker = Worker()
    seen = []
    for _ in range(4):
        worker.nodes(b"<urn:a> <urn:b> 1 .", "rdf:turtle", BASE)
        seen.append(worker.pid)
    assert seen[0] == seen[1] != seen[2] == seen[3]
    worker.close()
    assert worker.pid is None
    worker.close()


def test_an_answer_longer_than_allowed_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker()
    worker.nodes(b"<urn:a> <urn:b> 1 .", "rdf:turtle", BASE)
    worker.limits = Limits(answer=5)
    with pytest.raises(Exception, match=r"cannot be read: (it unfolds|the process)"):
        worker.nodes(b"<urn:a> <urn:b> 1 .", "rdf:turtle", BASE)
    worker.close()


@pytest.mark.parametrize(
    ("tag", "read"),
    [("EN", "en"), ("en_us", "en-US"), ("zh-HANT-tw", "zh-Hant-TW"), ("", "und"), ("@none", "und"), ("x y", "und")],
)
def test_language_tags(tag: str, read: str) -> None:
    assert language(tag) == read


def test_values() -> None:
    assert reference("ceterms:Course") == "ceterms:Course"
    assert reference("https://purl.org/ctdl/terms/Course") == "ceterms:Course"
    assert reference("ceterms:ownedBy") == "https://purl.org/ctdl/terms/ownedBy"
    assert reference(f"{RESOURCE}not-a-ce-ctid") == f"{RESOURCE}not-a-ce-ctid"
    assert (number("1e3"), number("x"), number(2.0**60)) == (1000, "x", 2.0**60)
    assert (boolean("TRUE"), boolean("0"), boolean(3)) == (True, False, 3)
    assert (decimal("1e2"), decimal("x"), decimal("NaN"), decimal("9" * 120)) == ("100", "x", "NaN", "9" * 120)
    assert (lexical(True), lexical(2.0), lexical("x")) == ("true", "2", "x")
    assert (literal(2.0, ""), literal(2, "xsd:date"), literal("x", "other")) == (2, "2", "x")
