"""What users install: the wheel alone generates, and the runtime alone runs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WAIT = 120


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-w", str(folder), str(ROOT)], check=True, timeout=WAIT)
    (built,) = folder.glob("wswgen-*.whl")
    return built


def _python(program: str, folder: Path, *options: str) -> str:
    """Run a program in ``folder`` with nothing of this checkout in reach."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "WSWGEN"))}
    result = subprocess.run(
        [sys.executable, *options, "-c", program],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=WAIT,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_wheel_holds_everything_that_runs(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    modules = {p.relative_to(ROOT).as_posix() for p in (ROOT / "wswgen").rglob("*.py")}
    templates = {f"wswgen/_templates/{p.name}" for p in (ROOT / "templates").iterdir()}
    assert modules | templates | {"wswgen/py.typed", "wswgen/runtime/py.typed"} <= held
    assert not [name for name in held if name.startswith(("tests", "samples"))]


GENERATE = """
import sys
sys.path.insert(0, "unpacked")
import wswgen
assert wswgen.__file__.startswith({folder!r}), wswgen.__file__
from wswgen.cli import run
sys.exit(run(["from-wsdl", {wsdl!r}, "--out", "out", "--vendor-runtime"]))
"""

CALL = """
import sys
sys.path.insert(0, "out")
from calculator import AddState, CalculatorClient, CalculatorService, DivideState, DivisionByZero
from calculator._runtime import Loopback

class Calculator(CalculatorService):
    def add(self, state):
        return state.a + state.b
    async def divide(self, state):
        raise DivisionByZero(dividend=state.dividend)

with Loopback(Calculator()) as host, CalculatorClient(transport=host) as client:
    print(client.add(a=2, b=3))
    try:
        client.divide(dividend=7, divisor=0)
    except DivisionByZero as fault:
        print(fault.detail.dividend)
print(sorted(m for m in sys.modules if m.split(".")[0] in ("wswgen", "lxml", "jinja2", "black")))
"""


def test_the_wheel_generates_and_its_output_needs_nothing(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "unpacked")
    wsdl = str(ROOT / "samples/wsdl/calculator.wsdl")
    told = _python(GENERATE.format(folder=str(tmp_path), wsdl=wsdl), tmp_path)
    assert told.startswith(f"{Path('out/calculator')}: ")
    # -I and -S: neither the environment nor any installed package is there.
    assert _python(CALL, tmp_path, "-I", "-S") == "5\n7\n[]\n"
    compiled = _python("import compileall; print(compileall.compile_dir('out', quiet=1))", tmp_path)
    assert compiled == "True\n"
