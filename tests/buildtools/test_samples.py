"""The samples of build systems, built for real: generate, do nothing, regenerate, fail."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.command import REPOSITORY, times, tree

SAMPLES = REPOSITORY / "samples/build"
BIN = Path(sys.executable).parent
WAIT = 120


@dataclass(frozen=True, kw_only=True)
class Tool:
    """How a sample is built, and how the tool says that there was nothing to do."""

    prepare: Sequence[str] = ()
    build: Sequence[str]
    idle: str
    package: str = "build/greeter"


TOOLS = {
    "make": Tool(build=["make"], idle="Nothing to be done for 'all'"),
    "ninja": Tool(build=["ninja"], idle="no work to do"),
    "cmake": Tool(
        prepare=["cmake", "-S", ".", "-B", "build", "-G", "Ninja"],
        build=["cmake", "--build", "build"],
        idle="no work to do",
    ),
    "meson": Tool(
        prepare=["meson", "setup", "build"], build=["ninja", "-C", "build"], idle="no work to do"
    ),
}


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "WSWGEN", "GIT_"))}
    # A folder of ours first: `python3` of the samples is the one that runs the tests.
    return {**kept, "PATH": f"{BIN}{os.pathsep}{kept['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"}


def _run(command: Sequence[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env=_environment(), capture_output=True, text=True, timeout=WAIT
    )


def _succeed(command: Sequence[str], cwd: Path) -> str:
    done = _run(command, cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """A copy of all samples."""
    return shutil.copytree(SAMPLES, tmp_path / "build samples")


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize("name", TOOLS)
def test_a_build_generates_once_and_again_when_an_import_changes(samples: Path, name: str) -> None:
    tool, here = TOOLS[name], samples / name
    if tool.prepare:
        _succeed(tool.prepare, here)
    _succeed(tool.build, here)
    package = here / tool.package
    assert "def greet" in (package / "client.py").read_text()

    before = times(package)
    assert tool.idle in _succeed(tool.build, here)
    assert times(package) == before

    _edit(samples / "contracts/greeter.xsd", '"40"', '"41"')
    assert tool.idle not in _succeed(tool.build, here)
    assert "max_length=41" in (package / "types.py").read_text()
    assert tool.idle in _succeed(tool.build, here)

    _edit(samples / "contracts/greeter.xsd", 'type="Name"', 'type="Nam"')
    before = times(package)
    failed = _run(tool.build, here)
    assert failed.returncode != 0
    # The form that make, ninja, CMake and every editor know from gcc.
    told = failed.stdout + failed.stderr
    assert re.search(r"greeter\.xsd:12:\d+: error W105: ", told), told
    assert times(package) == before


def test_ninja_stops_where_nothing_changed(samples: Path) -> None:
    here = samples / "ninja"
    assert "import greeter" in _succeed(["ninja"], here)
    _edit(samples / "contracts/greeter.wsdl", "<documentation>", "<documentation> ")
    assert "import greeter" in _succeed(["ninja"], here)  # the package holds the contract
    (samples / "contracts/greeter.wsdl").touch()
    told = _succeed(["ninja", "-v"], here)
    assert "wswgen from-wsdl" in told
    assert "import greeter" not in told


@pytest.mark.parametrize("name", ["hatch", "setuptools"])
def test_a_wheel_holds_what_its_build_generated(samples: Path, name: str) -> None:
    here = samples / name
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    _succeed([*command, "-w", "dist", "."], here)
    (wheel,) = (here / "dist").glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    needed = {"__init__.py", "types.py", "py.typed", "wswgen.json", "wsdl/greeter.wsdl"}
    assert {"serve_greeter.py", *(f"greeter/{name}" for name in needed)} <= held, held

    before = times(here / "src")
    _succeed([*command, "-w", "again", "."], here)
    assert times(here / "src/greeter") == _below(before, "greeter")

    _edit(samples / "contracts/greeter.xsd", '"40"', '"41"')
    _succeed([*command, "-w", "dist", "."], here)
    (wheel,) = (here / "dist").glob("*.whl")
    assert b"max_length=41" in zipfile.ZipFile(wheel).read("greeter/types.py")

    _edit(samples / "contracts/greeter.xsd", 'type="Name"', 'type="Nam"')
    loud = [word for word in command if word != "-q"]
    failed = _run([*loud, "-w", "never", "."], here)
    assert failed.returncode != 0
    assert "greeter.xsd:12:" in failed.stdout + failed.stderr
    assert "error W105" in failed.stdout + failed.stderr
    assert not (here / "never").exists() or not list((here / "never").iterdir())


def _below(found: dict[str, tuple[int, int]], folder: str) -> dict[str, tuple[int, int]]:
    return {
        path.removeprefix(f"{folder}/") if path != folder else ".": time
        for path, time in found.items()
        if path == folder or path.startswith(f"{folder}/")
    }


def _git(here: Path, *arguments: str) -> str:
    options = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
    return _succeed(["git", *options, *arguments], here)


@pytest.fixture
def project(samples: Path) -> Path:
    """A repository with a contract, settings, and the package committed."""
    here = samples / "pre-commit"
    shutil.copytree(samples / "contracts", here / "contracts")
    _succeed(["wswgen", "from-wsdl"], here)
    _git(here, "init", "-q")
    _git(here, "add", "-A")
    _git(here, "commit", "-qm", "one")
    return here


def test_the_pre_commit_hook_stops_a_stale_package(project: Path) -> None:
    assert "Passed" in _succeed(["pre-commit", "run", "--all-files"], project)
    _edit(project / "contracts/greeter.xsd", '"40"', '"41"')
    before = tree(project / "src")
    failed = _run(["pre-commit", "run", "--all-files"], project)
    assert failed.returncode == 1
    assert "max_length=41" in failed.stdout
    assert "to mend it, run: wswgen from-wsdl" in failed.stdout
    assert tree(project / "src") == before
    _succeed(["wswgen", "from-wsdl"], project)
    assert "Passed" in _succeed(["pre-commit", "run", "--all-files"], project)


def test_what_the_workflow_runs(project: Path) -> None:
    """Its steps by hand, but for those that set the machine up."""
    workflow = (project.parent / "github/contract.yml").read_text()
    check, diff = re.findall(r"^ +run: (wswgen .*)$", workflow, re.MULTILINE)
    _succeed(["bash", "-e", "-c", check], project)
    _edit(project / "contracts/greeter.xsd", '"40"', '"30"')
    assert _run(["bash", "-e", "-c", check], project).returncode == 1
    _succeed(["wswgen", "from-wsdl"], project)
    _git(project, "commit", "-qam", "two")
    _succeed(["bash", "-e", "-c", check], project)
    script = f"export BASE=$(git rev-parse HEAD~1) GITHUB_STEP_SUMMARY=summary.md; {diff}"
    assert _run(["bash", "-c", script], project).returncode == 3
    assert "maxLength 40 became 30" in (project / "summary.md").read_text()


def test_the_hook_that_we_offer_is_one() -> None:
    _succeed(["pre-commit", "validate-manifest", ".pre-commit-hooks.yaml"], REPOSITORY)


def test_what_bazel_would_run_keeps_to_what_is_declared(samples: Path, tmp_path: Path) -> None:
    """The action of wswgen.bzl by hand: read-only inputs, an empty folder as output, no home."""
    rule = (samples / "bazel/wswgen.bzl").read_text()
    flags = re.findall(r'args\.add\("(--[a-z-]+)"', rule)
    assert flags == ["--quiet", "--out", "--package", "--vendor-runtime", "--config", "--no-config"]
    root = tmp_path / "execroot"
    shutil.copytree(samples / "contracts", root / "contracts")
    out = root / "bazel-out/bin/greeter"
    out.mkdir(parents=True)
    for path in (root / "contracts").iterdir():
        path.chmod(0o444)
    (root / "contracts").chmod(0o555)
    command = ["wswgen", "from-wsdl", "contracts/greeter.wsdl", "contracts/greeter.xsd", "--quiet"]
    command += ["--out", str(out.parent.relative_to(root)), "--package", "greeter", "--no-config"]
    before = tree(root / "contracts")
    for _ in range(2):
        done = subprocess.run(
            command, cwd=root, env={"PATH": str(BIN), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True, text=True, timeout=WAIT,
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (out / "types.py").exists()
    assert [path.name for path in out.parent.iterdir()] == ["greeter"]
    assert tree(root / "contracts") == before
    assert sorted(path.name for path in root.iterdir()) == ["bazel-out", "contracts"]
