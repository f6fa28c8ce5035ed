"""Hostile but valid input: the code compiles, means the same, and executes nothing of it."""

from __future__ import annotations

import dataclasses
import importlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest
from lxml import etree

from tests.cli import hostile
from tests.cli.contracts import Contract, Op, attr, string_element
from tests.cli.exercise import calls, contracts, fails, load, round_trips, wsdl_of
from tests.cli.hostile import LONG, RUN, SCRIPTS, SPACES, TEXTS, UNREADABLE, VALUES, WORDS
from wswgen import cli
from wswgen.runtime.codec import decode_bytes, encode_bytes, part_codec
from wswgen.runtime.contract import Part
from wswgen.runtime.errors import DecodeError
from wswgen.runtime.values import QName

CONTRACTS = {
    "texts": str(hostile.texts()),
    "operations": str(hostile.operations()),
    "names": str(hostile.named(WORDS)),
    "scattered": str(hostile.scattered(SCRIPTS)),
    "scattered_words": str(hostile.scattered(WORDS)),
    "branches": str(hostile.branches()),
    "enumerations": str(hostile.enumerations(WORDS)),
    "failing": str(hostile.faults()),
    "parts": hostile.parts(),
    "scripts": str(hostile.named(SCRIPTS)),
    "scripted_operations": str(
        Contract(operations=tuple(Op(name=n, inputs=string_element(n)) for n in SCRIPTS))
    ),
    "scripted_values": str(hostile.enumerations(SCRIPTS, VALUES)),
    "long_names": str(hostile.named(LONG)),
    "long_operations": str(
        Contract(operations=tuple(Op(name=n, inputs=string_element(n)) for n in LONG))
    ),
    "long_values": str(hostile.enumerations(LONG)),
}


SERVED = (*CONTRACTS, "root")


@dataclass(frozen=True)
class Output:
    """The packages, in one folder; ``folder`` is also where the tests run."""

    folder: Path

    def __getitem__(self, name: str) -> ModuleType:
        if name not in sys.modules:
            return load(self.folder, name)
        return sys.modules[name]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Output]:
    inputs = tmp_path_factory.mktemp("inputs")
    folder = tmp_path_factory.mktemp("packages")
    for name, content in CONTRACTS.items():
        (inputs / f"{name}.wsdl").write_text(content, "utf-8", newline="")
    for name, content in hostile.cycle().items():
        (inputs / name).write_text(content, "utf-8")
    for name in SERVED:
        root = str(inputs / f"{name}.wsdl")
        assert cli.run(["from-wsdl", root, "--out", str(folder), "--strict"]) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)  # where RUN would leave its mark
        yield Output(folder)
    assert not (folder / "executed").exists()


# --- what everything must stand ------------------------------------------------------------------


@pytest.mark.parametrize("name", SERVED)
def test_values_survive_and_every_operation_answers(output: Output, name: str) -> None:
    package = output[name]
    round_trips(package)
    wsdl = (output.folder / name / "wsdl" / f"{name}.wsdl").read_text("utf-8")
    assert calls(package) == wsdl.count("<w:operation ") // 2
    assert not (output.folder / "executed").exists()


def _run(output: Output, *command: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", *command], cwd=output.folder, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert result.returncode == 0, (result.stdout + result.stderr)[-4000:]


def test_formatters_leave_it_alone(output: Output) -> None:
    _run(output, "black", "--check", "-q", ".")
    _run(output, "ruff", "check", "--isolated", "--no-cache", ".")
    # The defaults of earlier versions, which had the ambiguous names.
    _run(output, "ruff", "check", "--isolated", "--no-cache", "--select=E4,E7,E9,F", ".")


def test_type_checkers_accept_it(output: Output) -> None:
    (output.folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    _run(output, "mypy", "--strict", "--config-file=", "--cache-dir=.cache", ".")
    _run(output, "pyright", "--pythonpath", sys.executable, ".")


# --- it means the same ---------------------------------------------------------------------------


def _words(text: str | None) -> list[str]:
    spaces = (*range(9), *range(11, 32), *range(127, 160), 0x2028, 0x2029, 0xFEFF)
    return (text or "").translate(dict.fromkeys(spaces, " ")).split()


def test_texts_are_what_the_contract_says(output: Output) -> None:
    types = importlib.import_module("texts.types")
    for number, text in enumerate(TEXTS):
        made = vars(types)[f"Type{number}"]
        value = made()
        assert [str(getattr(value, field.name)) for field in dataclasses.fields(made)] == [text] * 5
        root = etree.fromstring(encode_bytes(made, value, name=QName("urn:p", "p")))
        assert [child.text for child in root] == [text] * 3
        assert dict(root.attrib) == {"plain": text, "fix": text}
        assert [member.value for member in vars(types)[f"Enum{number}"]] == [text, "other"]
        if len(text) < 1000:
            assert _words(made.__doc__) == (_words(text) or f"Complex type `Type{number}`.".split())
        _check_pattern(types, number, text)


def _check_pattern(types: ModuleType, number: int, text: str) -> None:
    codec = part_codec(Part("p", "", f"Pattern{number}"), types)
    assert codec.encode(text).startswith("<p")
    for other in (text + "x", "", text[1:], text.upper() + "Y"):
        with pytest.raises(Exception, match="pattern"):
            codec.encode(other)


def test_contracts_are_what_the_wsdl_says(output: Output) -> None:
    (contract,) = contracts(output["texts"])
    assert [e.address for e in contract.endpoints] == [text.strip() for text in TEXTS]
    assert [o.soap_action for o in contract.operations][:-1] == [
        text.strip() if hostile.is_action(text) else "" for text in TEXTS
    ]
    types = importlib.import_module("texts.types")
    constants = {v for k, v in vars(types).items() if k.endswith("_NS") or "_NS_" in k}
    assert constants == {"urn:t", *SPACES}
    value = types.Spaces(**{field.name: "" for field in dataclasses.fields(types.Spaces)})
    # Not lxml: it takes some for no URIs.
    root = ElementTree.fromstring(encode_bytes(types.Spaces, value, name=QName("", "p")))
    assert [child.tag for child in root] == [f"{{{s}}}e{n}" for n, s in enumerate(SPACES)]


@pytest.mark.parametrize(
    ("package", "words"), [("names", WORDS), ("scripts", SCRIPTS), ("long_names", LONG)]
)
def test_names_are_what_the_schema_says(
    output: Output, package: str, words: tuple[str, ...]
) -> None:
    types = importlib.import_module(f"{output[package].__name__}.types")
    value = types.AllNames(**{
        field.name: "x" for field in dataclasses.fields(types.AllNames)
        if field.default is dataclasses.MISSING  # and the attributes have one
    })  # fmt: skip
    root = etree.fromstring(encode_bytes(types.AllNames, value, name=QName("urn:p", "p")))
    assert [child.tag for child in root] == [f"{{urn:t}}{word}" for word in words]
    assert list(root.attrib) == list(words)
    assert (
        decode_bytes(
            types.AllNames, etree.tostring(root, encoding="utf-8"), name=QName("urn:p", "p")
        )
        == value
    )
    named = [cls.__xml__.name for cls in vars(types).values() if hasattr(cls, "__xml__")]
    assert {name for name in named if name} == {*words, "All.Names"}


@pytest.mark.parametrize(
    ("package", "words"),
    [
        ("operations", WORDS), ("scripted_operations", SCRIPTS), ("long_operations", LONG),
    ],
)  # fmt: skip
def test_operations_are_what_the_port_type_says(
    output: Output, package: str, words: tuple[str, ...]
) -> None:
    (contract,) = contracts(output[package])
    assert [operation.name for operation in contract.operations] == list(words)
    client = importlib.import_module(f"{package}.client").PClient
    made = [name for name, value in vars(client).items() if callable(value)]
    assert len(made) == len(words)
    assert all(len(name) < 140 for name in made)


@pytest.mark.parametrize(
    ("package", "words", "more"),
    [("enumerations", WORDS, ()), ("scripted_values", SCRIPTS, VALUES), ("long_values", LONG, ())],
)
def test_values_are_what_the_enumeration_says(
    output: Output, package: str, words: tuple[str, ...], more: tuple[str, ...]
) -> None:
    types = importlib.import_module(f"{output[package].__name__}.types")
    found: list[type[Enum]] = [
        cls for cls in vars(types).values() if isinstance(cls, type) and issubclass(cls, Enum)
    ]
    assert len(found) == len(words[::6])
    for enumeration in found:
        assert [member.value for member in enumeration] == [*words, *more]


def test_faults_arrive_as_they_were_raised(output: Output) -> None:
    assert fails(output["failing"]) == len(WORDS)


# --- names that no XML parser of the runtime reads ------------------------------------------------


@pytest.mark.parametrize("name", UNREADABLE)
def test_names_that_expat_cannot_read_are_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "c.wsdl"
    path.write_text(str(Contract(operations=(Op(name="A", inputs=string_element(name)),))), "utf-8")
    assert cli.run(["from-wsdl", str(path), "--out", str(tmp_path)]) == 1
    line, _, _ = capsys.readouterr().err.splitlines()
    assert f"error W103: {name!r} is a name that XML 1.0 allows since its fifth edition" in line
    with pytest.raises(DecodeError):
        decode_bytes(Any, f"<{name}/>".encode(), name=QName("", name))


@pytest.mark.parametrize(
    ("text", "code"),
    [("urn:}", "W103"), ("urn:{x}", "W103"), ("urn:a\nb", "W003")],
)  # fmt: skip
def test_namespaces_that_expat_cannot_read_are_refused(
    text: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "c.wsdl"
    contract = Contract(operations=(Op(name="A", inputs=string_element("x")),), namespace=text)
    path.write_text(str(contract), "utf-8")
    assert cli.run(["from-wsdl", str(path), "--out", str(tmp_path)]) == 1
    assert f"error {code}: " in capsys.readouterr().err


def test_defaults_are_what_their_types_make_of_them(tmp_path: Path) -> None:
    collapsing = '<xs:restriction base="xs:string"><xs:whiteSpace value="collapse"/>'
    given = [
        ("xs:string", " a\n b ", " a\n b "),
        ("xs:normalizedString", " a\n b ", " a  b "),
        ("xs:token", " a\n b ", "a b"),
        ("xs:token", "\u00a0a\u2003\u2003b", "\u00a0a\u2003\u2003b"),
        ("t:Collapsing", " a\n b ", "a b"),
        ("xs:int", "\n+07 ", 7),
        ("xs:decimal", " 1.50 ", Decimal("1.50")),
        ("xs:double", "1e400", float("inf")),
        ("xs:float", " -INF ", float("-inf")),
    ]
    elements = "".join(
        f'<xs:element name="e{n}" type="{name}" default={attr(text)}/>'
        for n, (name, text, _) in enumerate(given)
    )
    schema = f'<xs:simpleType name="Collapsing">{collapsing}</xs:restriction></xs:simpleType>'
    contract = Contract(operations=(Op(name="A", inputs=elements),), schema=schema)
    (tmp_path / "defaults.wsdl").write_text(str(contract), "utf-8", newline="")
    assert cli.run(["from-wsdl", str(tmp_path / "defaults.wsdl"), "--out", str(tmp_path)]) == 0
    types = importlib.import_module(load(tmp_path, "defaults").__name__ + ".types")
    absent = "".join(f"<t:e{n}/>" for n in range(len(given)))  # an empty element has its default
    data = f'<p xmlns:t="urn:t">{absent}</p>'.encode()
    read = decode_bytes(types.A, data, name=QName("", "p"))
    expected = [value for _, _, value in given]
    assert [getattr(read, f"e{n}") for n in range(len(given))] == expected
    made = {field.name: field.default for field in dataclasses.fields(types.A)}
    written = [value for value in made.values() if value is not dataclasses.MISSING]
    assert written == expected[:-2]  # no literal says infinity


@pytest.mark.parametrize(
    ("facet", "code"), [("enumeration", "W112"), ("maxInclusive", "W110"), ("minExclusive", "W110")]
)
def test_integers_that_python_does_not_read_are_refused(
    facet: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "c.wsdl"
    for digits in (4300, 4301):
        schema = (
            '<xs:simpleType name="N"><xs:restriction base="xs:integer">'
            f'<xs:{facet} value="{"9" * digits}"/></xs:restriction></xs:simpleType>'
        )
        operation = Op(name="A", inputs='<xs:element name="x" type="t:N"/>')
        path.write_text(str(Contract(operations=(operation,), schema=schema)), "utf-8")
        run = ["from-wsdl", str(path), "--out", str(tmp_path), "--package", f"big_{facet.lower()}"]
        assert cli.run(run) == (digits > 4300)
    assert f": error {code}: " in capsys.readouterr().err
    types = importlib.import_module(load(tmp_path, f"big_{facet.lower()}").__name__ + ".types")
    data = f'<p xmlns:t="urn:t"><t:x>{"9" * 4301}</t:x></p>'.encode()
    with pytest.raises(DecodeError, match="integer"):
        decode_bytes(types.A, data, name=QName("", "p"))


def test_actions_that_no_header_holds_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = ("a\nb", "a\rEvil: 1", "\u202e", "\U0001f600", "\u00e9")
    path = tmp_path / "c.wsdl"
    operations = tuple(Op(name=f"Op{n}", action=text) for n, text in enumerate((*bad, "fine")))
    path.write_text(str(Contract(operations=operations)), "utf-8", newline="")
    assert cli.run(["from-wsdl", str(path), "--out", str(tmp_path), "--package", "acting"]) == 0
    said = [line for line in capsys.readouterr().err.splitlines() if "help:" not in line]
    assert [line.partition(" warning ")[2] for line in said] == [
        f"W320: the operation Op{n} is left out: the action {text!r} cannot stand in an HTTP header"
        for n, text in enumerate(bad)
    ]
    (contract,) = contracts(load(tmp_path, "acting"))
    assert [operation.name for operation in contract.operations] == [f"Op{len(bad)}"]


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(len(hostile.FILE_NAMES)))
def test_names_of_files(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = hostile.FILE_NAMES[number]
    contract = Contract(operations=(Op(name="A", inputs=string_element("x")),))
    Path(name).write_text(str(contract), "utf-8")
    assert cli.run(["from-wsdl", "--out", "out", "--", name]) == 0
    (made,) = Path("out").iterdir()
    assert made.name not in sys.stdlib_module_names
    assert made.name != "wswgen"
    (made / "wsdl" / name).write_bytes((made / "wsdl" / name).read_bytes())
    unique = f"file_name_{number}"
    made.rename(tmp_path / unique)
    package = load(tmp_path, unique)
    (text,) = contracts(package)
    assert text.wsdl == f"wsdl/{name}"
    assert wsdl_of(package, text) == (tmp_path / name).read_bytes().replace(
        b'location="http://localhost/"', b'location="http://example.org/x"'
    )
    for path in sorted((tmp_path / unique).glob("*.py")):
        assert "\n" not in path.read_text("utf-8").partition(". Do not edit.\n")[0]
    assert not Path("executed").exists()
    command = [sys.executable, "-m", "black", "-q", "--check", str(tmp_path / unique)]
    assert number % 9 or subprocess.run(command, check=False).returncode == 0


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", "\u65e5\u672c \u00e9"),
        ("utf-16", "\u65e5\u672c \u00e9"),
        ("utf-16-le", "\U0001f600"),
        ("utf-32", "\U0001f600"),
        ("shift_jis", "\u65e5\u672c"),
        ("iso-8859-15", "\u20ac \u00e9"),
    ],
)
def test_documents_of_every_encoding_are_served(encoding: str, text: str, tmp_path: Path) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding.removesuffix("-le")
    contract = Contract(operations=(Op(name="A"),), head='xmlns:odd="urn:a b"', documentation=text)
    data = f'<?xml version="1.0" encoding="{declared}"?>\n{contract}'.encode(encoding)
    name = "served_" + encoding.replace("-", "_")
    (tmp_path / f"{name}.wsdl").write_bytes(data)
    assert cli.run(["from-wsdl", str(tmp_path / f"{name}.wsdl"), "--out", str(tmp_path)]) == 0
    package = load(tmp_path, name)
    root = ElementTree.fromstring(wsdl_of(package, contracts(package)[0]))
    space = "{http://schemas.xmlsoap.org/wsdl/"
    assert root.findtext(f"{space}}}documentation") == text
    (address,) = root.iter(f"{space}soap/}}address")
    assert address.get("location") == "http://example.org/x"


def test_the_trap_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(RUN)
    assert Path("executed").exists()
