"""Descriptions beyond text: whole, harmless whatever the names are, and the same every time."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.cli.command import REPOSITORY
from tests.cli.contracts import Contract, Op, attr, string_element
from wswgen import api
from wswgen.cli import run
from wswgen.options import Job

SAMPLES = REPOSITORY / "samples/wsdl"


def _describe(path: Path, format: str) -> str:
    return api.describe(Job(files=(path,)), format)[0]


def _data(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("sample", ["orders", "devices", "block_unblock", "calculator"])
def test_the_page_asks_nobody_for_anything(sample: str) -> None:
    page = _describe(SAMPLES / f"{sample}.wsdl", "html")
    assert page == _describe(SAMPLES / f"{sample}.wsdl", "html")
    loads = re.findall(r"""(?:src|href)\s*=\s*["']([^"'#]+)["']|url\(|@import|fetch\(""", page)
    assert [each for each in loads if each != "data:,"] == []
    assert "default-src 'none'" in page


def test_every_wire_name_has_its_python_name_and_place() -> None:
    data = _data(_describe(SAMPLES / "orders.wsdl", "html"))
    lines = (SAMPLES / "orders.wsdl").read_text().splitlines()
    package = (REPOSITORY / "samples/packages/orders/types.py").read_text()
    assert [each["py"] for each in data["operations"]] == ["submit", "find", "total"]
    assert data["operations"][0]["state"] == "SubmitState"
    count = 0
    for each in data["types"]:
        waiting = [*each.get("content", []), *each.get("attributes", [])]
        while waiting:
            item = waiting.pop()
            waiting += item.get("c", [])
            if item["k"] in ("e", "a"):
                _, line, _ = item["at"].rsplit(":", 2)
                assert item["n"] in lines[int(line) - 1]
                if not each.get("flags"):
                    assert f"    {item['py']}: " in package
                count += 1
    assert count > 20


NASTY = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "%%DATA%%",
    "&amp;\u2028",
)


def test_no_text_of_a_contract_becomes_markup(tmp_path: Path) -> None:
    texts = " ".join(NASTY)
    contract = Contract(
        operations=(Op(name="A", inputs=string_element("x", f"default={attr(texts)}"),
                       documentation=texts, action="urn:a"),),
        documentation=texts,
    )  # fmt: skip
    path = tmp_path / "c.wsdl"
    path.write_text(str(contract), "utf-8")
    page = _describe(path, "html")
    assert page.count("<script") == 2
    assert page.count("<img") == 0
    data = _data(page)
    assert data["operations"][0]["doc"].split() == texts.split()

    class Balanced(HTMLParser):
        open: ClassVar[list[str]] = []

        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in ("meta", "link", "input"):
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    parser = Balanced()
    parser.feed(page)
    assert parser.open == []


@pytest.mark.parametrize("format", ["mermaid", "dot"])
def test_graphs_have_every_operation_and_type(format: str) -> None:
    graph = _describe(SAMPLES / "orders.wsdl", format)
    for name in ("Submit", "Find", "Total", "OrderLine", "Money", "UnknownCustomer"):
        assert f'"{name}"' in graph
    numbers = set(re.findall(r"\bn\d+\b", graph))
    assert len(numbers) == len(re.findall(r'^  n\d+ ?[(\["\[]', graph, re.MULTILINE))


def test_sarif_says_what_is_refused_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (SAMPLES / "orders.wsdl").read_text()
    path = tmp_path / "my orders.wsdl"
    path.write_text(text.replace('type="tns:OrderLine"', 'type="tns:OrderLin"'))
    assert path.read_text() != text
    assert run(["describe", str(path), "--format", "sarif"]) == 1
    told = capsys.readouterr()
    assert told.err == ""
    log = json.loads(told.out)
    result = log["runs"][0]["results"][0]
    assert result["ruleId"] == "W105"
    assert result["level"] == "error"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("/my%20orders.wsdl")
    assert place["region"]["startLine"] > 1
    assert log["runs"][0]["tool"]["driver"]["rules"][0]["id"] == "W105"
    assert run(["describe", str(SAMPLES / "orders.wsdl"), "--format", "sarif"]) == 0


def test_a_description_goes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "pages" / "orders.html"
    command = ["describe", str(SAMPLES / "orders.wsdl"), "--format", "html", "--output", str(out)]
    assert run(command) == 0
    assert out.read_text("utf-8") == _describe(SAMPLES / "orders.wsdl", "html")
