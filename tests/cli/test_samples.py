"""`wswgen describe --samples`: the Python runs, and both it and the XML are valid messages."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.cli.exercise import load
from wswgen import api, cli
from wswgen.errors import GenerateError
from wswgen.options import Job, Options
from wswgen.pipeline import from_wsdl
from wswgen.runtime import NIL
from wswgen.runtime.contract import Contract
from wswgen.runtime.messages import Codecs, OperationCodec
from wswgen.runtime.soap import VERSIONS, read_envelope
from wswgen.runtime.soapfault import read_fault, write_fault
from wswgen.testing.samples import Sample, samples

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "wsdl"


@pytest.mark.parametrize("name", ["orders", "devices"])
def test_what_is_shown_is_valid_both_ways(tmp_path: Path, name: str) -> None:
    package_name = f"samples_{name}"
    from_wsdl([SAMPLES / f"{name}.wsdl"], tmp_path, Options(package=package_name))
    package = load(tmp_path, package_name)
    names = {each: getattr(package, each) for each in package.__all__}
    names |= {"datetime": datetime, "Decimal": Decimal, "NIL": NIL}
    module = vars(sys.modules[f"{package_name}._contract"])
    contracts = {id(each): each for each in module.values() if isinstance(each, Contract)}
    shown = list(samples(package_name))
    kinds = {sample.direction.partition(" ")[0] for sample in shown}
    assert kinds == {"request", "reply", *(["fault"] if name == "orders" else [])}
    for sample in shown:
        assert sample.reason == ""
        for contract in contracts.values():
            for operation in contract.operations:
                if operation.name != sample.operation:
                    continue
                codecs = Codecs(contract)(operation)
                if sample.direction.startswith("fault "):
                    shown_fault(sample, codecs, names)
                    continue
                codec = codecs.request if sample.direction == "request" else codecs.response
                assert codec is not None
                read = codec.read(read_envelope(sample.xml.encode(), max_depth=50))
                value = eval(sample.python, names)
                written = codec.write(VERSIONS["1.1"], [value], [None] * len(codec.message.headers))
                assert codec.read(read_envelope(written, max_depth=50)) == read


def shown_fault(sample: Sample, codec: OperationCodec, names: dict[str, Any]) -> None:
    """The Python makes the exception that a client raises for the XML."""
    read = read_fault(read_envelope(sample.xml.encode(), max_depth=50), codec)
    raised = eval(sample.python, names)
    assert read is not None
    assert type(raised).__name__ == sample.direction.removeprefix("fault ")
    assert (type(read), read.detail) == (type(raised), raised.detail)
    assert write_fault(read, VERSIONS["1.1"], codec) == write_fault(raised, VERSIONS["1.1"], codec)


def test_the_command_shows_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["describe", str(SAMPLES / "calculator.wsdl"), "--samples"]) == 0
    text = capsys.readouterr().out
    assert re.findall(r"^# (.*)", text, re.MULTILINE)[:2] == ["Add: request", "Add: reply"]
    for envelope in re.findall(r"<soap:Envelope.*?</soap:Envelope>", text, re.DOTALL):
        etree.fromstring(envelope)


def test_hypothesis_is_asked_for_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = subprocess.CompletedProcess([], 1, "", "No module named 'hypothesis'")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: missing)
    with pytest.raises(GenerateError) as caught:
        api.samples(Job(files=(SAMPLES / "calculator.wsdl",)))
    assert [each.code for each in caught.value.problems] == ["W409"]


@pytest.mark.parametrize(("name", "count"), [("devices", 5), ("orders", 3)])
def test_the_page_shows_them(name: str, count: int) -> None:
    text, _ = api.describe(Job(files=(SAMPLES / f"{name}.wsdl",)), "html", with_samples=True)
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    operations = json.loads(found[1])["operations"]
    assert len(operations) == count
    for operation in operations:
        for direction in ("request", *(["reply"] if operation["out"] else [])):
            sample = operation["samples"][direction]
            assert sample["py"]
            etree.fromstring(sample["xml"])
        for fault in operation["faults"]:
            assert fault["py"] in operation["samples"][f"fault {fault['py']}"]["py"]
