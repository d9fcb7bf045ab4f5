"""RDF in all formats becomes records; what attacks or overloads the reader is refused, and only that document."""

from __future__ import annotations

import http.server
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest

from credloom.errors import SourceBadData
from credloom.normalise import normalise
from credloom.normalise.rdf_process import Limits
from credloom.normalise.rdf_worker import Worker
from tests.normalise.make import CONTEXT, CTID, RESOURCE, by_rdf, document, nodes, source

TURTLE = f"""
@prefix ceterms: <https://purl.org/ctdl/terms/> .
@prefix credentialStat: <https://credreg.net/ctdl/vocabs/credentialStat/> .
<{RESOURCE}{CTID.upper()}> a ceterms:Certificate ;
    ceterms:name "Welding"@en-us, "Soldadura"@es, "Welding 101" ;
    ceterms:credentialStatusType credentialStat:Active ;
    ceterms:ownedBy <https://example.org/college> ;
    ceterms:estimatedCost [ a ceterms:CostProfile ; ceterms:price 1200.50 ; ceterms:currency "USD" ] ;
    ceterms:subjectWebpage "https://example.org/welding" ;
    ceterms:keyword ("metal"@en "torch"@en) .
<https://example.org/college> a ceterms:CredentialOrganization ; ceterms:name "Example College"@en ;
    ceterms:email "office@example.org" .
"""
RDF_XML = f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ceterms="https://purl.org/ctdl/terms/">
  <ceterms:Course rdf:about="{RESOURCE}{CTID}"><ceterms:name xml:lang="en-US">Welding</ceterms:name></ceterms:Course>
</rdf:RDF>"""


def made(data: Any, format_: str = "rdf:turtle", **more: Any) -> tuple[dict[str, Any], list[str]]:
    """Records by key, and the reasons of refusals."""
    body = data.encode() if isinstance(data, str) else data
    result = normalise(source(), [document(body, format_, **more)])
    return {record.key: record for record in result.records}, [f"{r.place}: {r.reason}" for r in result.refusals]


def test_turtle_becomes_the_same_record_as_json_ld() -> None:
    records, refusals = made(TURTLE)
    assert refusals == []
    assert records.keys() == {CTID, "https://example.org/college"}
    assert records[CTID].node == {
        "@id": RESOURCE + CTID,
        "@type": "ceterms:Certificate",
        "ceterms:name": {"en-US": ["Welding"], "es": ["Soldadura"], "und": ["Welding 101"]},
        "ceterms:credentialStatusType": ["credentialStat:Active"],
        "ceterms:ownedBy": ["https://example.org/college"],
        "ceterms:estimatedCost": [
            {"@type": "ceterms:CostProfile", "ceterms:price": ["1200.5"], "ceterms:currency": ["USD"]}
        ],
        "ceterms:subjectWebpage": ["https://example.org/welding"],
        "ceterms:keyword": {"en": ["metal", "torch"]},
    }
    assert "ceterms:email" not in records["https://example.org/college"].node


@pytest.mark.parametrize(
    ("format_", "body"),
    [
        ("rdf:xml", RDF_XML.encode()),
        ("rdf:xml", RDF_XML.replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")),
        ("rdf:xml", RDF_XML.replace('"1.0"', '"1.0" encoding="latin-1"').encode("latin-1")),
        (
            "rdf:nt",
            f'<{RESOURCE}{CTID}> <https://purl.org/ctdl/terms/name> "Welding"@en-US .\n'
            f"<{RESOURCE}{CTID}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
            "<http://purl.org/ctdl/terms/Course> .".encode("utf-8-sig"),
        ),
        (
            "rdf:turtle",
            f"<{RESOURCE}{CTID}> a <https://credreg.net/ctdl/terms/Course> ; "
            '<https://credreg.net/ctdl/terms/name> "Welding"@en-US .'.encode("utf-16"),
        ),
    ],
    ids=["xml", "xml-utf16", "xml-latin1", "nt-bom", "turtle-utf16"],
)
def test_every_format_and_encoding_gives_the_record(format_: str, body: bytes) -> None:
    records, refusals = made(body, format_)
    assert refusals == []
    node = records[CTID].node
    assert (node["@type"], node["ceterms:name"]) == ("ceterms:Course", {"en-US": ["Welding"]})


def test_relative_addresses_start_from_the_documents_own() -> None:
    body = '@prefix c: <https://purl.org/ctdl/terms/> . <#a> a c:Course ; c:name "A" ; c:isPartOf <b> .'
    here, _ = made(body, url="https://example.org/files/x.ttl")
    (record,) = here.values()
    assert record.key == "https://example.org/files/x.ttl#a"
    assert record.node["ceterms:isPartOf"] == ["https://example.org/files/b"]
    (local,) = made(body, ref="x.ttl")[0].values()
    assert local.key == "urn:credloom:files:document:x.ttl#a"


@pytest.mark.parametrize(
    ("format_", "body", "reason"),
    [
        ("rdf:turtle", b"<urn:a> <urn:b> .", "cannot be read: line 1: objectList expected."),
        ("rdf:turtle", b'@prefix a: <urn:a#> .\nx:y a:b "secret words" .', 'line 2: Prefix "x:" not bound.'),
        ("rdf:turtle", b"<urn:a> <urn:b> " + b"[ <urn:c> " * 400 + b"1" + b"]" * 400 + b" .", "nested too deeply"),
        ("rdf:nt", b"<urn:a> <urn:b> <urn:c> .\nnot a statement", "cannot be read: line 2 is no statement."),
        ("rdf:xml", b"<a>\n<b></a>", "2:6: is not well-formed XML: mismatched tag."),
        ("rdf:xml", b"", "is not well-formed XML: no element found."),
        ("rdf:xml", b"<a>" * 70 + b"</a>" * 70, "elements are nested deeper than 64."),
        ("rdf:xml", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "a document type (DTD) is never read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(format_: str, body: bytes, reason: str) -> None:
    records, (refusal,) = made(body, format_, ref="x.rdf")
    assert not records
    assert refusal.startswith("x.rdf: x.rdf: ")
    assert reason in refusal
    assert "secret" not in refusal


def test_a_node_without_name_is_named_by_what_it_says_or_refused() -> None:
    body = (
        "@prefix c: <https://purl.org/ctdl/terms/> . [] a c:Course ; c:name 'A' . _:x a <urn:x:unknown> ; c:name 'B' ."
    )
    records, (refusal,) = made(body, ref="x.ttl")
    (key,) = records
    assert key.startswith("urn:credloom:files:node:")
    assert made(body.replace("[]", "_:y"), ref="other.ttl")[0].keys() == {key}
    assert refusal == "x.ttl: The urn:x:unknown has neither @id nor a valid ceterms:ctid, so nothing names it."


def test_a_blank_node_with_a_ctid_has_a_name() -> None:
    body = f"@prefix c: <https://purl.org/ctdl/terms/> . [] a c:Course ; c:ctid '{CTID}' ; c:name 'A' ."
    assert made(body)[0].keys() == {CTID}


def test_what_ctdl_does_not_know_is_kept_and_reported() -> None:
    body = "@prefix c: <https://purl.org/ctdl/terms/> . <urn:x:a> a c:Course ; c:name 'A' ; <https://example.org/p> 1 ."
    records, (refusal,) = made(body, ref="x.ttl")
    assert records["urn:x:a"].node["https://example.org/p"] == [1]
    assert refusal.startswith("x.ttl: 'https://example.org/p' is no term of CTDL")


def test_lists_in_lists_and_rings_end() -> None:
    first, rest = (
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>",
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>",
    )
    nt = f"<urn:a> <urn:b> _:x .\n_:x {first} <urn:one> .\n_:x {rest} _:x .\n"
    assert by_rdf(nt.encode(), "rdf:nt")["urn:a"]["urn:b"] == ["urn:one"]
    turtle = b"<urn:a> <urn:b> ((<urn:one>) <urn:two> ()) ."
    assert by_rdf(turtle, "rdf:turtle")["urn:a"]["urn:b"] == ["urn:one", "urn:two"]


# -- foreign JSON-LD


def test_parts_of_json_ld_that_are_not_read_directly_go_through_rdflib() -> None:
    data = {
        "@context": [CONTEXT, {"@language": "es", "teaches_at": {"@reverse": "ceterms:offers"}}],
        "@id": f"{RESOURCE}{CTID}",
        "@type": "ceterms:Course",
        "ceterms:codedNotation": "W 1",
        "rdfs:label": "Soldadura",
        "teaches_at": {"@id": "https://example.org/college", "@type": "ceterms:CredentialOrganization"},
    }
    result = normalise(source(), [document(data)])
    records = {record.key: record.node for record in result.records}
    assert records["https://example.org/college"]["ceterms:offers"] == [RESOURCE + CTID]
    assert records[CTID]["rdfs:label"] == {"es": ["Soldadura"]}


@pytest.mark.parametrize(
    "context",
    [
        "https://example.org/context",
        [CONTEXT, "https://example.org/context"],
        {"@import": "https://example.org/context"},
        {"@base": "https://a.example/", "x": {"@id": "urn:x", "@context": "https://example.org/context"}},
        [[["https://example.org/context"]]],
    ],
)
def test_a_context_that_is_not_kept_is_refused_by_its_address(context: Any) -> None:
    data = {"@context": context, "@id": "urn:x:a", "@type": "ceterms:Course", "ceterms:name": "A"}
    result = normalise(source(), [document(data)])
    assert not result.records
    assert "'https://example.org/context'" in result.refusals[0].reason
    assert "none is ever fetched" in result.refusals[0].reason


def test_a_context_deep_inside_is_refused_too() -> None:
    inside = {"@context": "https://example.org/context", "ceterms:name": "A"}
    data = {"@id": "urn:x:a", "@type": "ceterms:Course", "ceterms:requires": {"@included": [], **inside}}
    (refusal,) = normalise(source(), [document(data)]).refusals
    assert "/ceterms:requires/@context" in refusal.reason


def test_deep_json_is_refused() -> None:
    deep: Any = "v"
    for _ in range(900):
        deep = {"ceterms:requires": deep}
    for format_ in ("ctdl", "rdf:jsonld"):
        given = msgspec.structs.replace(document({}, format_), given={"@id": "urn:x:a", **deep})
        (refusal,) = normalise(source(), [given]).refusals
        assert "nested deeper than 64" in refusal.reason


def test_an_envelope_is_read_as_what_it_holds() -> None:
    inside = {"@context": CONTEXT, "@id": f"{RESOURCE}{CTID}", "@type": "ceterms:Course", "ceterms:name": {"en": "A"}}
    envelope = {"envelope_type": "resource_data", "decoded_resource": inside}
    assert nodes(envelope) == by_rdf(envelope) == nodes(inside)


# -- the walls behind the guards


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server that notes who asks."""
    hits: list[str] = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"@context": {"name": "urn:fetched"}}')

        def log_message(self, *_: object) -> None: ...

    server = http.server.HTTPServer(("127.0.0.1", 0), Canary)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/canary", hits
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def worker() -> Iterator[Worker]:
    """A worker with small limits."""
    made = Worker(Limits(size=40 << 20, answer=1 << 20, statements=50_000, cpu=1, wall=20.0, memory=300 << 20))
    yield made
    made.close()


def test_the_process_can_neither_fetch_nor_open_files(
    worker: Worker, canary: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, hits = canary
    file = tmp_path / "context.jsonld"
    file.write_text('{"@context": {"name": "urn:from:a:file"}}')
    for context in (address, file.as_uri(), {"@import": address}, [f"{address}/{place}" for place in range(50)]):
        with pytest.raises(SourceBadData):
            worker.nodes(orjson.dumps({"@context": context, "@id": "urn:x", "name": "n"}), "rdf:jsonld", "http://x/")
    xml = f'<!DOCTYPE a [<!ENTITY b SYSTEM "{file.as_uri()}">]>{RDF_XML.partition("?>")[2].replace("Welding", "&b;")}'
    try:
        found = str(worker.nodes(xml.encode(), "rdf:xml", "http://x/"))
    except SourceBadData as error:
        found = str(error)
    assert "from:a:file" not in found
    assert hits == []
    assert worker.nodes(TURTLE.encode(), "rdf:turtle", "http://x/")


def _many(count: int) -> bytes:
    return b"".join(b'<urn:s:%d> <urn:p> "%d" .\n' % (place, place) for place in range(count))


def test_too_many_statements_are_refused(worker: Worker) -> None:
    with pytest.raises(SourceBadData, match="more than 50,000 statements"):
        worker.nodes(_many(50_001), "rdf:nt", "http://x/")
    assert len(worker.nodes(_many(5_000), "rdf:nt", "http://x/")) == 5_000


def test_too_much_memory_is_refused_and_the_process_goes_on(worker: Worker) -> None:
    long = b"x" * 200_000
    body = b"@prefix p: <http://" + long + b"/> .\n" + b"".join(b"p:s%d p:p p:o%d .\n" % (n, n) for n in range(4_000))
    with pytest.raises(SourceBadData, match="memory"):
        worker.nodes(body, "rdf:turtle", "http://x/")
    assert worker.nodes(TURTLE.encode(), "rdf:turtle", "http://x/")


def test_an_answer_that_unfolds_is_refused(worker: Worker) -> None:
    body = b"@prefix p: <http://" + b"x" * 20_000 + b"/> .\n" + b"".join(b"p:s p:p p:o%d .\n" % n for n in range(60))
    with pytest.raises(SourceBadData, match="unfolds to more than 1 MB"):
        worker.nodes(body, "rdf:turtle", "http://x/")


def test_too_large_a_file_is_refused() -> None:
    with pytest.raises(SourceBadData, match="more than 1 MB"):
        Worker(Limits(size=1 << 20)).nodes(bytes(1 << 21), "rdf:nt", "http://x/")


def test_a_slow_document_costs_only_itself(worker: Worker) -> None:
    long = b'"' + b"a" * 400_000 + b'"'
    body = b"<urn:a> <urn:b> " + b", ".join([long] * 90) + b" ."
    slow = Worker(Limits(size=40 << 20, wall=0.05))
    with pytest.raises(SourceBadData, match=r"it took longer than 0.05 seconds"):
        slow.nodes(body, "rdf:turtle", "http://x/")
    assert slow.pid is None
    slow.close()
    digits = b"<urn:a> <urn:b> " + b", ".join([b"1" * 4_000] * 9_000) + b" ."
    with pytest.raises(SourceBadData, match="more than 1 seconds of CPU"):
        worker.nodes(digits, "rdf:turtle", "http://x/")
    assert worker.nodes(TURTLE.encode(), "rdf:turtle", "http://x/")


SLOW = b"<urn:a> <urn:b> " + b", ".join([b"1" * 4_000] * 900) + b" ."


def _killer(pid: int) -> threading.Thread:
    def kill() -> None:
        time.sleep(0.02)
        os.kill(pid, 9)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


def test_a_killed_process_costs_only_the_document_it_read(worker: Worker) -> None:
    before = worker._running().pid
    thread = _killer(before)
    with pytest.raises(SourceBadData, match=r"the process that read it ended \(code -9\)"):
        worker.nodes(SLOW, "rdf:turtle", "http://x/")
    thread.join()
    assert worker.nodes(TURTLE.encode(), "rdf:turtle", "http://x/")
    assert worker.pid != before


def test_a_document_that_met_the_end_of_a_used_process_is_read_by_the_next(worker: Worker) -> None:
    worker.nodes(TURTLE.encode(), "rdf:turtle", "http://x/")
    before = worker.pid
    assert before is not None
    thread = _killer(before)
    assert len(worker.nodes(SLOW, "rdf:turtle", "http://x/")) == 1
    thread.join()
    assert worker.pid != before


def test_a_process_killed_between_documents_is_begun_anew(worker: Worker) -> None:
    worker.nodes(TURTLE.encode(), "rdf:turtle", "http://x/")
    before = worker.pid
    assert before is not None
    os.kill(before, 9)
    assert worker.nodes(TURTLE.encode(), "rdf:turtle", "http://x/")
    assert worker.pid not in (None, before)


def test_one_bad_document_does_not_stop_the_others() -> None:
    good = document(TURTLE.encode(), "rdf:turtle", ref="good.ttl")
    bad = document(b"<<<", "rdf:turtle", ref="bad.ttl")
    result = normalise(source(), [bad, good, bad])
    assert len(result.records) == 2
    assert [refusal.place for refusal in result.refusals] == ["bad.ttl", "bad.ttl"]


def test_several_threads_share_the_worker() -> None:
    found: list[int] = []

    def read() -> None:
        found.append(len(by_rdf(TURTLE.encode(), "rdf:turtle")))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [2] * 8
