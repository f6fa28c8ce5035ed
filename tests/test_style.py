"""Rules that no linter knows: sizes, words, and lists that must agree with each other."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from wswgen import runtime
from wswgen.codes import CODES
from wswgen.plan.naming import METHOD_NAMES, STATE_NAMES

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "wswgen").rglob("*.py"))
NAMES = ("plan.source", "interface.constant")
TEMPLATES = sorted((ROOT / "templates").iterdir())


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_modules_are_short_and_documented(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 500
    tree = ast.parse(text)
    assert ast.get_docstring(tree) or not tree.body
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            public = not node.name.startswith("_")
            assert ast.get_docstring(node) or not public, f"{node.name} has no docstring"


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_templates_loop_and_print(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 60
    for expression in re.findall(r"{{(.*?)}}", text):
        # Every text passes a filter that knows how to write it as Python, but for what the planner
        # has made safe already: the name of the input for a comment, and a name.
        assert re.search(r"\| (fit|doc)\b", expression) or expression.strip() in NAMES


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    if "cli" in path.parts or path.name == "__main__.py":
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            # The copy of a process that `beside` makes has to end before it returns.
            own = {"os._exit"} if path.name == "beside.py" else set[str]()
            assert name not in {"print", "exit", "quit", "sys.exit", "os._exit"} - own, name


def test_codes_in_use_are_the_codes_that_are_explained() -> None:
    used: set[str] = set()
    for path in MODULES:
        if path.name != "codes.py" and "runtime" not in path.relative_to(ROOT).parts:
            used |= set(re.findall(r'"(W[0-9]{3})"', path.read_text("utf-8")))
    assert used == set(CODES)


def _public(thing: type) -> set[str]:
    return {name for name in dir(thing) if not name.startswith("_")}


def test_no_field_or_operation_hides_what_a_base_class_has() -> None:
    assert _public(runtime.OperationState) <= STATE_NAMES
    bases = (runtime.Service, runtime.Client, runtime.AsyncClient)
    assert set().union(*map(_public, bases)) <= METHOD_NAMES


def test_every_public_name_of_the_runtime_can_be_loaded() -> None:
    hidden = {"annotations", "import_module", "Any", "TYPE_CHECKING"}
    names = {name for name in dir(runtime) if not name.startswith("_")} - hidden
    assert {"Service", "Client", "OperationState", "XmlElement", "NIL", "xs"} <= names
    for name in names:
        assert getattr(runtime, name) is not None


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name]


FORBIDDEN = re.compile(
    r"(?<![\w.])/(?:home|root|Users|tmp/[a-z])\b|pypi\.(?:org|python)|pythonhosted|registry\.npmjs"
)


def test_no_path_of_a_machine_and_no_registry() -> None:
    for path in _tracked():
        if path.suffix in (".png", ".ico") or path == Path(__file__) or not path.is_file():
            continue
        found = FORBIDDEN.search(path.read_text("utf-8", "replace"))
        assert found is None, f"{_name(path)}: {found}"
