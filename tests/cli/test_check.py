"""`check`: finds every difference, writes nothing, and trusts digests only where they prove it."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import REPOSITORY, times, tree
from wswgen import api, fresh
from wswgen.cli import run
from wswgen.options import Job, Options
from wswgen.write.manifest import NAME

IMPORTING = """<w:definitions name="c" targetNamespace="urn:c" xmlns:w="http://schemas.xmlsoap.org/wsdl/"
    xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:c="urn:c" xmlns:o="urn:o">
  <w:types>
    <xs:schema targetNamespace="urn:c" elementFormDefault="qualified">
      <xs:import namespace="urn:o" schemaLocation="parts/o.xsd"/>
      <xs:import namespace="urn:later" schemaLocation="later.xsd"/>
      <xs:element name="Go"><xs:complexType><xs:sequence>
        <xs:element name="x" type="o:X"/>
      </xs:sequence></xs:complexType></xs:element>
      <xs:element name="GoResponse"><xs:complexType/></xs:element>
      <xs:element name="Stop"><xs:complexType/></xs:element>
    </xs:schema>
  </w:types>
  <w:message name="Go"><w:part name="parameters" element="c:Go"/></w:message>
  <w:message name="GoResponse"><w:part name="parameters" element="c:GoResponse"/></w:message>
  <w:message name="Stop"><w:part name="parameters" element="c:Stop"/></w:message>
  <w:portType name="P">
    <w:operation name="Go"><w:input message="c:Go"/><w:output message="c:GoResponse"/></w:operation>
    <w:operation name="Stop"><w:input message="c:Stop"/></w:operation>
  </w:portType>
  <w:binding name="B" type="c:P">
    <s:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <w:operation name="Go"><s:operation soapAction="urn:go"/>
      <w:input><s:body use="literal"/></w:input><w:output><s:body use="literal"/></w:output>
    </w:operation>
    <w:operation name="Stop"><s:operation soapAction="urn:stop"/>
      <w:input><s:body use="literal"/></w:input>
    </w:operation>
  </w:binding>
  <w:service name="S"><w:port name="P" binding="c:B"><s:address location="http://localhost/"/>
  </w:port></w:service>
</w:definitions>
"""
SCHEMA = """<xs:schema targetNamespace="urn:o" xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:simpleType name="X"><xs:restriction base="xs:string"><xs:maxLength value="5"/>
  </xs:restriction></xs:simpleType>
</xs:schema>
"""


# What nothing but its namespace leads to: later.xsd is not there.
JOB = Job(files=(Path("c.wsdl"), Path("other.xsd")), out=Path("out"))
FILES = ("c.wsdl", "other.xsd", "--out", "out")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A contract with an import, and the package made from it."""
    monkeypatch.chdir(tmp_path)
    Path("c.wsdl").write_text(IMPORTING)
    Path("parts").mkdir()
    Path("parts/o.xsd").write_text(SCHEMA)
    Path("other.xsd").write_text(SCHEMA.replace("urn:o", "urn:later"))
    assert run(["from-wsdl", *FILES]) == 0
    return tmp_path


def _edit(path: str, old: str, new: str) -> None:
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new, 1))


def test_unchanged_is_proved_without_reading_xml(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("generated")

    monkeypatch.setattr("wswgen.pipeline.generate", never)
    monkeypatch.setattr("wswgen.pipeline.from_wsdl", never)
    before = times(project)
    assert api.check(JOB).skipped
    assert run(["check", *FILES]) == 0
    assert run(["from-wsdl", *FILES]) == 0
    assert times(project) == before
    with pytest.raises(AssertionError, match="generated"):
        api.check(JOB, full=True)


IMPORTED = """
import sys
from wswgen.cli import run
code = run(sys.argv[1:])
heavy = ("lxml", "jinja2", "black", "wswgen.pipeline", "wswgen.render", "wswgen.contract", "xml")
print([name for name in sys.modules if name.startswith(heavy)])
sys.exit(code)
"""


@pytest.mark.parametrize("command", ["check", "from-wsdl"])
def test_nothing_is_imported_to_do_nothing(project: Path, command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, command, *FILES, "--quiet"],
        capture_output=True, text=True, timeout=60, env={"PYTHONPATH": str(REPOSITORY)},
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


CHANGES: dict[str, Callable[[], object]] = {
    "root": lambda: _edit("c.wsdl", "urn:go", "urn:gone"),
    "import": lambda: _edit("parts/o.xsd", '"5"', '"6"'),
    "offered file changed": lambda: _edit("other.xsd", '"5"', '"6"'),
    "import gone": lambda: Path("parts/o.xsd").unlink(),
    "missing import appears": lambda: Path("later.xsd").write_text(
        SCHEMA.replace("urn:o", "urn:later")
    ),
    "output edited": lambda: _edit("out/c/types.py", "class Go", "class Gone"),
    "output gone": lambda: Path("out/c/client.py").unlink(),
    "manifest edited": lambda: _edit(f"out/c/{NAME}", '"skip": []', '"skip": ["Stop"]'),
    "manifest gone": lambda: Path(f"out/c/{NAME}").unlink(),
    "package gone": lambda: Path("out/c").rename("out/d"),
    "other version": lambda: _edit(f"out/c/{NAME}", '"generator": "', '"generator": "9'),
    "other source": lambda: _edit(f"out/c/{NAME}", '"source": "', '"source": "9'),
}


@pytest.mark.parametrize("name", CHANGES)
def test_digests_prove_nothing_once_something_changed(project: Path, name: str) -> None:
    assert fresh.fresh(JOB) is not None
    CHANGES[name]()
    assert fresh.fresh(JOB) is None


OTHERS = {
    "option": Job(files=JOB.files, out=JOB.out, options=Options(only=("Go",))),
    "offered file": Job(files=(*JOB.files, Path("parts/o.xsd")), out=JOB.out),
    "no offered file": Job(files=JOB.files[:1], out=JOB.out),
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_job_is_another_package(project: Path, name: str) -> None:
    assert fresh.fresh(OTHERS[name]) is None


def test_a_generator_that_writes_the_same_leaves_no_trace(project: Path) -> None:
    _edit(f"out/c/{NAME}", '"source": "', '"source": "9')
    before = times(project)
    checked = api.check(JOB)
    assert not checked.skipped
    assert checked.changes == ()
    assert run(["from-wsdl", *FILES]) == 0
    assert times(project) == before


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("root", {"_contract.py", "wsdl/c.wsdl", NAME}),
        ("output edited", {"types.py"}),
        ("output gone", {"client.py"}),
    ],
)
def test_a_difference_is_shown_with_what_mends_it(
    project: Path, name: str, kinds: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    CHANGES[name]()
    before = times(project)
    assert run(["check", *FILES, "--format", "json"]) == 1
    capsys.readouterr()
    assert run(["check", *FILES, "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert not found["up_to_date"]
    assert {
        Path(each["path"]).relative_to("out/c").as_posix() for each in found["changes"]
    } == kinds
    assert run(["check", *FILES, "-v"]) == 1
    told = capsys.readouterr()
    assert times(project) == before
    command = told.err.rpartition("run: ")[2]
    assert shlex.split(command) == ["wswgen", "from-wsdl", *FILES]
    assert ("--- " in told.out) == (name != "output gone")
    assert run(shlex.split(command)[1:]) == 0
    assert run(["check", *FILES]) == 0


def test_what_should_be_gone_is_a_difference(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["from-wsdl", *FILES, "--vendor-runtime"]) == 0
    assert run(["check", "--verbose", *FILES]) == 1
    assert f"{Path('out/c/_runtime/codec/__init__.py')}: stale" in capsys.readouterr().out


def test_a_refused_contract_is_no_difference(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit("c.wsdl", "o:X", "o:Y")
    before = tree(project)
    assert run(["check", *FILES]) == 1
    assert "c.wsdl:9:" in (told := capsys.readouterr().err)
    assert "W105" in told
    assert tree(project) == before


def test_a_catalog_is_one_of_the_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = IMPORTING.replace("parts/o.xsd", "http://example.invalid/o.xsd")
    Path("c.wsdl").write_text(text.replace('schemaLocation="later.xsd"', ""))
    for name in ("o.xsd", "same.xsd"):
        Path(name).write_text(SCHEMA)
    Path("catalog.json").write_text('{"http://example.invalid/o.xsd": "o.xsd"}')
    assert run(["from-wsdl", "c.wsdl", "--catalog", "catalog.json"]) == 0
    job = Job(files=(Path("c.wsdl"),), catalog=Path("catalog.json"))
    assert fresh.fresh(job) is not None
    assert fresh.fresh(Job(files=job.files)) is None
    _edit("o.xsd", '"5"', '"6"')
    assert fresh.fresh(job) is None
    _edit("o.xsd", '"6"', '"5"')
    _edit("catalog.json", ": ", ":  ")
    assert fresh.fresh(job) is None


def test_strict_looks_at_the_warnings_of_the_run_that_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wsdl = REPOSITORY / "samples/wsdl/orders.wsdl"
    job = Job(files=(wsdl,), out=tmp_path)
    api.from_wsdl(job)
    manifest = tmp_path / "orders" / NAME
    manifest.write_text(
        manifest.read_text().replace('  "outputs"', '  "warnings": 2,\n  "outputs"')
    )
    assert fresh.fresh(job) is not None
    assert fresh.fresh(Job(files=(wsdl,), out=tmp_path, strict=True)) is None
    assert run(["from-wsdl", str(wsdl), "--out", str(tmp_path)]) == 0
    assert "up to date (2 warnings: --force shows them)" in capsys.readouterr().out
