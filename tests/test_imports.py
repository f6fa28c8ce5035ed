"""Import direction: a part imports itself, the parts named here, and the libraries named here."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# part: "parts of wswgen / libraries". `ir` is the waist: parsers never see `plan`, templates never
# see XML, and the generator and the runtime never see each other, but for one door for `doctor`.
PARTS = {
    "__init__": "",
    "__main__": "cli",
    "codes": "",
    "errors": "record",
    "qname": "",
    "occurs": "",
    "beside": "",
    "record": "",
    "options": "record",
    "config": "errors options toml_lines record",
    "toml_lines": "",
    "source": "",
    "depfile": "",
    "buildtools": "api config errors / hatchling setuptools",
    "diff": "config errors options qname ir schema pipeline record",
    "page": "__version__ codes contract errors ir options plan",
    "pull": "__version__ documents errors write record",
    "first_config": "config errors plan",
    "fresh": "__version__ documents options plan source write",
    "ir": "errors qname occurs record",
    "narrower": "ir record",
    "documents": "errors qname record / lxml",
    "schema": "errors qname occurs documents record",
    "wsdl": "errors qname documents record",
    "contract": "errors qname documents schema wsdl ir narrower record",
    "plan": "qname options ir narrower record",
    "render": "beside plan / jinja2 black",
    "write": "errors record",
    "pipeline": "__version__ config errors options ir documents contract plan record render source "
    "write",
    "coverage": "errors ir plan record",
    "testing": "runtime / hypothesis",  # for tests of generated code, never for the generator
    "api": "coverage depfile diff errors first_config fresh options ir documents contract page "
    "pipeline pull record write",
    "cli": "__version__ api codes config errors options pull record write / watchfiles",
    "runtime": "",
}

# The same inside the runtime: data first, then the codec, then calls, then what carries them.
# Neither `http` nor `loopback` nor `native` is known to what stands below them, but for
# the doors that `backend.choose` and `Service.asgi` open by name.
BASE = "xml xs contract errors token values periods times element"
RUNTIME = {
    "__init__": f"{BASE} backend client fault loopback service state",
    "xml": "record",
    "record": "",
    "contract": "record",
    "errors": "token",
    "token": "errors",
    "values": "",
    "times": "values",
    "periods": "values",
    "element": "values codec",
    "xs": "values periods element record",
    "codec": f"{BASE} lazy pattern record",
    "lazy": "",
    "cancel": "errors token",
    "state": "cancel element token",
    "fault": "errors values",
    "soap": "record codec errors pattern values",
    "messages": "codec contract errors fault soap",
    "soapfault": "codec element errors fault messages soap values",
    "mediatype": "pattern",
    "workers": "",
    "pattern": "",
    "backend": "record contract errors service token",
    "service": "backend contract state http",
    "client": "backend contract errors token",
    "engine": f"{BASE} backend cancel codec fault mediatype messages service soap soapfault "
    "state workers",
    "wire": "record backend codec contract errors mediatype messages soap soapfault",
    "published": "contract",
    "serving": "",
    "http": "record backend cancel contract engine errors published service serving token wire",
    "native": f"{BASE} backend cancel client codec contract fault messages published service "
    "serving state soap soapfault workers",
    "loopback": "record backend contract errors http service wire",
    "doctor": "backend errors native",
}


def imports(path: Path) -> Iterator[str]:
    """What a module imports, by full names."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else ()
            names = [node.module] if node.module else [alias.name for alias in node.names]
            if names == ["wswgen"]:
                names = [f"wswgen.{alias.name}" for alias in node.names]
            yield from (".".join((*base, name)) for name in names)


MODULES = sorted((ROOT / "wswgen").rglob("*.py"))
OWN = [path for path in MODULES if "runtime" in path.relative_to(ROOT).parts]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_imports_point_downwards(path: Path) -> None:
    part = path.relative_to(ROOT / "wswgen").with_suffix("").parts[0]
    inner, _, outer = PARTS[part].partition("/")
    ours = {part, *inner.split()}
    theirs = {"__future__", *outer.split(), *sys.stdlib_module_names}
    if path.parts[-2:] == ("cli", "doctor.py"):
        ours |= {"runtime"}  # the one door; it leads to `wswgen.runtime.doctor` alone
        used = {name for name in imports(path) if name.startswith("wswgen.runtime")}
        assert used == {"wswgen.runtime.doctor"}
    if path.name in ("serve.py", "uvicorn_server.py"):
        theirs.add("uvicorn")  # from the extra `host`; the first only names its types
    for top, _, rest in (name.partition(".") for name in imports(path)):
        allowed = rest.split(".")[0] in ours if top == "wswgen" else top in theirs
        assert allowed, f"{part} imports {top}.{rest}"


@pytest.mark.parametrize("path", OWN, ids=_name)
def test_the_runtime_is_in_layers(path: Path) -> None:
    part = path.relative_to(ROOT / "wswgen/runtime").with_suffix("").parts[0]
    allowed = {part, *RUNTIME[part].split()}
    for name in imports(path):
        if name.startswith("wswgen.runtime."):
            used = name.split(".")[2]
            assert used in allowed, f"{part} imports {used}"


@pytest.mark.parametrize("path", OWN, ids=_name)
def test_the_runtime_can_be_copied(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        assert not any(name.split(".")[0] == "wswgen" for name in names), "relative imports only"


NETWORK = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "asyncio", "xmlrpc"}


@pytest.mark.parametrize("path", [path for path in MODULES if path not in OWN], ids=_name)
def test_nothing_but_pull_can_open_a_connection(path: Path) -> None:
    found = {
        name for name in imports(path) for module in NETWORK if f"{name}.".startswith(module + ".")
    }
    assert not found or path.relative_to(ROOT / "wswgen").parts[0] == "pull"
