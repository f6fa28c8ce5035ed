"""Broken input: one diagnostic with place and help, exit code 1, no traceback, nothing written."""

from __future__ import annotations

import codecs
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.command import times, tree, unprivileged, wswgen
from tests.cli.contracts import Contract, Op, string_element
from wswgen import cli

GOOD = str(Contract(operations=(Op(name="A", inputs=string_element("x")),)))
PROLOG = '<?xml version="1.0"?>\n'
HERE = "@@"  # stands where the diagnostic points to


def changed(old: str, new: str) -> str:
    """The good contract with its first ``old`` replaced."""
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def importing(schema_import: str, type_: str = "xs:string") -> str:
    """The good contract with an import in its schema, and another type."""
    text = changed('type="xs:string"', f'type="{type_}" xmlns:o="urn:o"')
    return text.replace("<xs:element", f"{schema_import}<xs:element", 1)


@dataclass(frozen=True, kw_only=True)
class Broken:
    """Files, a command line, and what the command says."""

    says: str
    content: str | bytes = GOOD
    others: Mapping[str, str | bytes] = field(default_factory=dict)
    arguments: tuple[str, ...] = ("c.wsdl",)
    place: str = "c.wsdl"


BOOM = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(30))
A_DTD = "error W005: the file has a document type declaration (DTD)"
NO_SOAP = (
    GOOD.replace('<s:binding transport="http://schemas.xmlsoap.org/soap/http"/>', "")
    .replace('<s:operation soapAction=""/>', "")
    .replace('<s:body use="literal"/>', "")
    .replace('<s:address location="http://localhost/"/>', "")
    .replace("<w:binding name", f"{HERE}<w:binding name")
)
NEEDS_CATALOG = f'{HERE}<xs:import namespace="urn:o" schemaLocation="http://127.0.0.1:1/o.xsd"/>'
NO_ROOT = "not wsdl:definitions of WSDL 1.1"
NOT_XML = "error W003: not well-formed: "

CASES = {
    # --- files
    "missing": Broken(says="error W001: the file gone.wsdl does not exist",
                      arguments=("gone.wsdl",), place="gone.wsdl"),
    "missing-extra": Broken(says="error W001: the file gone.xsd does not exist",
                            arguments=("c.wsdl", "gone.xsd"), place="gone.xsd"),
    "folder": Broken(says="error W002: cannot read .: not a regular file",
                     arguments=(".",), place="."),
    "device": Broken(says=f"error W002: cannot read {os.devnull}: not a regular file",
                     arguments=(os.devnull,), place=os.devnull),
    "empty": Broken(content="", says="error W004: the file is empty"),
    "blank": Broken(content=" \n\t\n", says="error W004: the file is empty"),
    # --- XML
    "cut-off": Broken(content=GOOD[: GOOD.index("</w:types>")] + HERE,
                      says=NOT_XML + "Premature end of data in tag types line 3"),
    "tags": Broken(content=f"<a>\n  <b></{HERE}a>",
                   says=NOT_XML + "Opening and ending tag mismatch: b line 2 and a"),
    "prefix": Broken(content=f"{HERE}<w:definitions/>", says=NOT_XML + "Namespace prefix w"),
    "json": Broken(content=f'{HERE}{{"a": 1}}', says=NOT_XML + "Start tag expected, '<' not found"),
    "html5": Broken(content=f"{HERE}<!doctype html><p>x", says=NOT_XML + "StartTag: invalid"),
    "utf-8": Broken(content=GOOD.encode().replace(b'name="A"', b'name="\xff"', 1),
                    says=NOT_XML, place="c.wsdl:*"),
    "utf-16": Broken(content=GOOD.encode("utf-16")[:-1], says=NOT_XML, place="c.wsdl:*"),
    "encoding": Broken(content=f'<?xml version="1.0" encoding="klingon"?>{GOOD}',
                       says="error W006: the encoding 'klingon' is not known", place="c.wsdl:1:31"),
    "deep": Broken(content="<a>" * 200 + HERE + "<a>" + "</a>" * 201,
                   says="error W007: elements are nested more than 200 deep"),
    # --- entities
    "dtd": Broken(content=f"{PROLOG}{HERE}<!DOCTYPE w:definitions>\n{GOOD}", says=A_DTD),
    "xxe-file": Broken(
        content=f'{PROLOG}{HERE}<!DOCTYPE a [<!ENTITY x SYSTEM "other">]>'
        + GOOD.replace("urn:t", "&x;"),
        others={"other": "SECRET"}, says=A_DTD,
    ),
    "xxe-http": Broken(
        content=f'{PROLOG}{HERE}<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]>'
        + GOOD.replace("urn:t", "&x;"), says=A_DTD,
    ),
    "external-subset": Broken(
        content=f'{HERE}<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">{GOOD}', says=A_DTD
    ),
    "parameter-entity": Broken(
        content=f'{HERE}<!DOCTYPE a [<!ENTITY % p SYSTEM "other"> %p;]>{GOOD}',
        others={"other": '<!ENTITY x "y">'}, says=A_DTD,
    ),
    "billion-laughs": Broken(
        content=f'{HERE}<!DOCTYPE a [<!ENTITY a0 "ha">{BOOM}]>' + GOOD.replace("urn:t", "&a30;"),
        says=A_DTD,
    ),
    "quadratic-blowup": Broken(
        content=f'{HERE}<!DOCTYPE a [<!ENTITY a "{"a" * 100_000}">]><a>{"&a;" * 100_000}</a>',
        says=A_DTD,
    ),
    "dtd-in-an-import": Broken(
        content=importing('<xs:import namespace="urn:o" schemaLocation="o.xsd"/>'),
        others={"o.xsd": f"{PROLOG}{HERE}<!DOCTYPE a><a/>"}, says=A_DTD, place="o.xsd",
    ),
    # --- the wrong document
    "schema": Broken(
        content=f'{HERE}<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>',
        says="error W201: the root element is {http://www.w3.org/2001/XMLSchema}schema, " + NO_ROOT,
    ),
    "html": Broken(content=f"{HERE}<html><body/></html>",
                   says=f"error W201: the root element is html, {NO_ROOT}"),
    "wsdl-2.0": Broken(
        content=f'{PROLOG}{HERE}<description xmlns="http://www.w3.org/ns/wsdl"/>',
        says="error W202: the document is WSDL 2.0, and only WSDL 1.1 is supported",
    ),
    # --- names that lead nowhere
    "type": Broken(content=changed('<xs:element name="x" type="xs:string"',
                                   f'{HERE}<xs:element name="x" type="t:No"'),
                   says="error W105: there is no type {urn:t}No"),
    "undeclared-prefix": Broken(content=changed('<xs:element name="x" type="xs:string"',
                                                f'{HERE}<xs:element name="x" type="q:No"'),
                                says="error W104: the prefix 'q' of 'q:No' is not declared"),
    "element": Broken(content=changed('<w:part name="parameters" element="t:A"',
                                      f'{HERE}<w:part name="parameters" element="t:No"'),
                      says="error W105: there is no element {urn:t}No"),
    "message": Broken(content=changed('<w:input message="t:A"', f'{HERE}<w:input message="t:No"'),
                      says="error W204: there is no message {urn:t}No"),
    "binding": Broken(content=changed('<w:port name="Port" binding="t:B"',
                                      f'{HERE}<w:port name="Port" binding="t:No"'),
                      says="error W204: there is no binding {urn:t}No"),
    "port-type": Broken(content=changed('<w:binding name="B" type="t:P"',
                                        f'{HERE}<w:binding name="B" type="t:No"'),
                        says="error W204: there is no portType {urn:t}No"),
    # --- imports
    "wsdl-import": Broken(
        content=changed("<w:types>", f'{HERE}<w:import namespace="urn:o" location="gone/o.wsdl"/>'
                                     "<w:types>"),
        says="error W001: the file gone/o.wsdl does not exist",
    ),
    "xsd-import": Broken(
        content=importing(f'{HERE}<xs:import namespace="urn:o" schemaLocation="gone.xsd"/>'),
        says="error W001: the file gone.xsd does not exist",
    ),
    "include": Broken(content=importing(f'{HERE}<xs:include schemaLocation="sub/gone.xsd"/>'),
                      says="error W001: the file sub/gone.xsd does not exist"),
    "import-of-a-folder": Broken(
        content=importing(f'{HERE}<xs:import namespace="urn:o" schemaLocation="."/>'),
        says="error W002: cannot read .: not a regular file",
    ),
    "import-of-html": Broken(
        content=importing(f'{HERE}<xs:import namespace="urn:o" schemaLocation="o.html"/>'),
        others={"o.html": "<html/>"},
        says="error W115: o.html is not a schema: its root element is html",
    ),
    "wsdl-import-of-html": Broken(
        content=changed("<w:types>", f'{HERE}<w:import namespace="urn:o" location="o.html"/>'
                                     "<w:types>"),
        others={"o.html": "<html/>"},
        says="error W201: o.html is no WSDL 1.1: its root element is html",
    ),
    "scheme": Broken(
        content=importing(NEEDS_CATALOG, "o:T"),
        says="error W009: http://127.0.0.1:1/o.xsd was not read, "
             "and the type {urn:o}T is needed from it (at c.wsdl:6:14)",
    ),
    "scheme-of-a-wsdl": Broken(
        content=changed(
            "<w:types>",
            f'{HERE}<w:import namespace="urn:o" location="ftp://127.0.0.1/o.wsdl"/><w:types>',
        ).replace('type="t:P"', 'type="o:P" xmlns:o="urn:o"'),
        says="error W009: ftp://127.0.0.1/o.wsdl was not read, "
             "and the portType {urn:o}P is needed from it (at c.wsdl:21:1)",
    ),
    # --- WSDL
    "no-soap": Broken(content=NO_SOAP,
                      says="error W206: no SOAP binding: the port Port is bound with no protocol"),
    "no-binding": Broken(
        content=HERE + GOOD[: GOOD.index("<w:binding")] + "</w:definitions>",
        says="error W206: no SOAP binding: the document has no binding at all",
    ),
    "two-messages": Broken(
        content=changed('<w:message name="A">',
                        f'<w:message name="A"/>\n{HERE}<w:message name="A">'),
        says="error W205: the message {urn:t}A is defined twice; the other is at c.wsdl:11:1",
    ),
    "service": Broken(content=HERE + GOOD, arguments=("c.wsdl", "--service", "s"),
                      says="error W207: the contract has no service 's'"),
    "port": Broken(content=HERE + GOOD, arguments=("c.wsdl", "--port", "Prot"),
                   says="error W207: the contract has no port 'Prot'"),
    # --- catalogs
    **{
        f"catalog-{name}": Broken(
            arguments=("c.wsdl", "--catalog", "catalog"), others={"catalog": content},
            says=says, place="catalog",
        )
        for name, content, says in [
            ("html", "<html/>", "error W008: the root element is html, not a catalog's"),
            ("json", '{"a"', ("error W008: the catalog is not JSON: Expecting ':' delimiter: "
                              "line 1 column 5 (char 4)")),
            ("number", '{"a": 1}', "error W008: the catalog must map each URL to a path"),
            ("dtd", f"{HERE}<!DOCTYPE catalog><catalog/>", A_DTD),
            ("empty", "", "error W004: the file is empty"),
        ]
    },
    "catalog-missing": Broken(
        arguments=("c.wsdl", "--catalog", "gone.xml"), place="gone.xml",
        says="error W008: cannot read the catalog: No such file or directory",
    ),
    "catalog-to-nothing": Broken(
        content=importing(NEEDS_CATALOG, "o:T"), arguments=("c.wsdl", "--catalog", "catalog"),
        others={"catalog": '{"http://127.0.0.1:1/o.xsd": "gone.xsd"}'},
        says="error W001: the file gone.xsd does not exist",
    ),
    # --- output
    "out-is-a-file": Broken(arguments=("c.wsdl", "--out", "file"), others={"file": "mine"},
                            says="error W402: cannot write the package: Not a directory",
                            place="file/c"),
    "foreign-code": Broken(
        arguments=("c.wsdl", "--out", "theirs"), others={"theirs/c/types.py": "theirs"},
        says="error W401: this was not written by wswgen and stands where generated code belongs",
        place="theirs/c/types.py",
    ),
}  # fmt: skip


def _write(case: Broken) -> str:
    """Put the files there; the place that the diagnostic names."""
    place = case.place
    for name, content in {"c.wsdl": case.content, **case.others}.items():
        if isinstance(content, str) and HERE in content:
            before, _, after = content.partition(HERE)
            place = f"{name}:{before.count(chr(10)) + 1}:{len(before.rpartition(chr(10))[2]) + 1}"
            content = before + after
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return place


def _judge(case: Broken, place: str, code: int, out: str, err: str) -> None:
    assert (code, out) == (1, "")
    first, *more = err.splitlines()
    if place.endswith("*"):
        where, _, said = first.partition(" error ")
        assert where.startswith(place[:-1]), first
        first = f"{place} error {said}"
    expected = f"{place}: {case.says}" if not place.endswith("*") else f"{place} {case.says}"
    if case.says.startswith(NOT_XML):
        assert first.startswith(expected), err  # the rest are words of libxml2
    else:
        assert first == expected
    assert len(more) == 2, err
    assert more[0].startswith("    help: ")
    assert more[1] == "wswgen: 1 error; nothing was written"


@pytest.fixture(scope="session")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package from an earlier run."""
    folder = tmp_path_factory.mktemp("old")
    (folder / "c.wsdl").write_text(GOOD)
    assert cli.run(["from-wsdl", str(folder / "c.wsdl"), "--out", str(folder / "out")]) == 0
    return folder / "out"


@pytest.mark.parametrize("name", CASES)
def test_one_diagnostic_and_nothing_written(
    name: str,
    old: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    case = CASES[name]
    place = _write(case)
    before = tree(tmp_path)
    where = () if "--out" in case.arguments else ("--out", "new/out")
    code = cli.run(["from-wsdl", *case.arguments, *where])
    _judge(case, place, code, *capsys.readouterr())
    assert tree(tmp_path) == before
    if where:
        shutil.copytree(old, "out")
        stamps = times(tmp_path / "out")
        assert cli.run(["from-wsdl", *case.arguments, "--out", "out", "--package", "c"]) == 1
        assert times(tmp_path / "out") == stamps


@pytest.mark.parametrize("name", ["missing", "cut-off", "xxe-file", "two-messages"])
def test_as_a_process(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    place = _write(CASES[name])
    before = tree(tmp_path)
    result = wswgen("from-wsdl", *CASES[name].arguments, cwd=tmp_path)
    _judge(CASES[name], place, result.returncode, result.stdout, result.stderr)
    assert tree(tmp_path) == before


def test_a_file_that_may_not_be_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.chdir(folder)
        Path("c.wsdl").write_text(GOOD)
        assert cli.run(["from-wsdl", "c.wsdl", "--out", "first"]) == 0  # everything is imported
        capsys.readouterr()
        os.chmod("c.wsdl", 0)
        with unprivileged(Path(folder)):
            code = cli.run(["from-wsdl", "c.wsdl", "--out", "out"])
        monkeypatch.undo()
        case = Broken(says="error W002: cannot read c.wsdl: Permission denied")
        _judge(case, "c.wsdl", code, *capsys.readouterr())
        assert not (Path(folder) / "out").exists()


@pytest.mark.parametrize(
    ("option", "wanted", "help"),
    [("--service", "SS", "did you mean S?"), ("--port", "Prot", "did you mean Port?")],
)
def test_did_you_mean(
    option: str, wanted: str, help: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c.wsdl").write_text(GOOD)
    assert cli.run(["from-wsdl", str(tmp_path / "c.wsdl"), option, wanted]) == 1
    assert capsys.readouterr().err.splitlines()[1] == f"    help: {help}"


# --- warnings

WARNED = changed(
    "<s:binding",
    '<wsp:Policy xmlns:wsp="http://www.w3.org/ns/ws-policy"><wsp:All>\n'
    f'{HERE}<x:Signed xmlns:x="urn:x"/></wsp:All></wsp:Policy><s:binding',
)


def test_strict_makes_errors_of_warnings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    said = " W315: the policy {urn:x}Signed is not honoured, only kept as a fact (stated 1 times)"
    place = _write(Broken(content=WARNED, says=""))
    before = tree(tmp_path)
    code = cli.run(["from-wsdl", "c.wsdl", "--out", "out", "--strict"])
    _judge(Broken(says=f"error{said}"), place, code, *capsys.readouterr())
    assert tree(tmp_path) == before
    assert cli.run(["from-wsdl", "c.wsdl", "--out", "out"]) == 0
    out, err = capsys.readouterr()
    assert err.splitlines()[0] == f"{place}: warning{said}"
    assert len(err.splitlines()) == 2
    assert out == f"{Path('out/c')}: 9 written, 0 removed, 0 unchanged\n"


def test_strict_says_nothing_of_what_is_fine(tmp_path: Path) -> None:
    (tmp_path / "c.wsdl").write_text(GOOD)
    run = ["from-wsdl", str(tmp_path / "c.wsdl"), "--out", str(tmp_path), "--strict"]
    assert cli.run(run) == 0


# --- wrong usage

USAGE: list[tuple[str, ...]] = [
    (),
    ("from-wsdl",),
    ("generate", "c.wsdl"),
    ("from-wsdl", "c.wsdl", "--ot", "x", "--unknown"),
    ("from-wsdl", "c.wsdl", "--package", "not-a-name"),
    ("from-wsdl", "c.wsdl", "--package", "class"),
    ("from-wsdl", "c.wsdl", "--package", ""),
    ("from-wsdl", "c.wsdl", "--out"),
    ("describe", "c.wsdl", "--format", "yaml"),
]


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_wrong_usage(
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("c.wsdl").write_text(GOOD)
    with pytest.raises(SystemExit) as exit:
        cli.run(arguments)
    out, err = capsys.readouterr()
    assert (exit.value.code, out) == (2, "")
    assert err.startswith("usage: wswgen")
    assert "Traceback" not in err
    assert tree(tmp_path) == {"c.wsdl": GOOD.encode()}


def test_explaining_what_is_no_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["explain", "W999"]) == 2
    assert capsys.readouterr() == ("", "wswgen: no diagnostic has the code 'W999'\n")


# --- not broken at all


def test_a_console_that_cannot_show_a_name(tmp_path: Path) -> None:
    (tmp_path / "\u00fcn\u00ef.wsdl").write_text(GOOD)
    env = {"PYTHONIOENCODING": "ascii"}
    result = wswgen("from-wsdl", "\u00fcn\u00ef.wsdl", cwd=tmp_path, env=env)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "\\xfcn\\xef: 9 written, 0 removed, 0 unchanged\n"
    result = wswgen("from-wsdl", "\u540d.wsdl", cwd=tmp_path, env=env)
    assert result.returncode == 1
    assert result.stderr.startswith("\\u540d.wsdl: error W001: ")


UNICODE = GOOD.replace('name="P"', 'name="Pört"').replace('"t:P"', '"t:Pört"')


def _encoded() -> Iterator[tuple[str, bytes]]:
    yield "utf-8 with a mark", codecs.BOM_UTF8 + UNICODE.encode()
    for code, mark in (("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE)):
        declared = f'<?xml version="1.0" encoding="utf-16"?>{UNICODE}'
        yield f"{code} with a mark", mark + UNICODE.encode(code)
        yield f"{code} declared", mark + declared.encode(code)
        yield f"{code} without a mark", declared.encode(code)
    for code in ("iso-8859-1", "windows-1252", "utf-32"):
        text = f"<?xml version='1.0' encoding='{code}'?>{UNICODE}"
        yield code, text.encode(code)
    yield "line ends", (PROLOG + UNICODE).replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("name", "data"), list(_encoded()), ids=lambda v: v if type(v) is str else ""
)
def test_encodings_that_are_fine(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / "c.wsdl").write_bytes(data)
    run = ["from-wsdl", str(tmp_path / "c.wsdl"), "--out", str(tmp_path / "out"), "--strict"]
    assert cli.run(run) == 0
    package = tmp_path / "out" / "c"
    assert (package / "wsdl" / "c.wsdl").read_bytes() == data
    assert "class PörtService(runtime.Service):" in (package / "service.py").read_text("utf-8")
