"""The documentation is true: snippets run, links lead somewhere, the README's tour works."""

from __future__ import annotations

import os
import re
import runpy
import shlex
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from wswgen.cli import parse

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SAMPLES = ROOT / "samples" / "packages"
DEADLINE = 15.0

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def blocks(page: Path, language: str) -> list[tuple[int, str]]:
    """The snippets of a page in one language: the line before each, and its text."""
    text = page.read_text("utf-8")
    return [
        (text.count("\n", 0, found.start()) + 1, found[2])
        for found in _BLOCK.finditer(text)
        if found[1] == language
    ]


# The snippets of the others are files of the tour, and pieces of generated code.
OTHERS = ("README.md", "architecture.md", "tutorial.md")
RUNNABLE = [page for page in PAGES if page.name not in OTHERS]


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: page.name)
def test_snippets_run(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # A real module, for dataclasses look up the names of their annotations in it.
    module = ModuleType(f"docs_{page.stem}")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.chdir(tmp_path)
    for line, text in blocks(page, "python"):
        exec(compile("\n" * line + text, str(page), "exec"), vars(module))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = _BLOCK.sub("", page.read_text("utf-8"))
    targets = [target for target in _LINK.findall(text) if "://" not in target]
    for target in targets:
        path, _, anchor = target.partition("#")
        found = page.parent / path if path else page
        assert found.exists(), target
        if anchor:
            assert anchor in headings(found), target


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES[1:], ids=lambda page: page.name)
def test_pages_are_tidy(page: Path) -> None:
    in_table_or_code = False
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        if line.startswith("```"):
            in_table_or_code = not in_table_or_code
        if not in_table_or_code and not line.startswith(("|", "<")):
            assert len(line) <= 110, f"{page.name}:{number}"
        assert line == line.rstrip(), f"{page.name}:{number}"


def test_every_page_is_linked() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    others = "".join(page.read_text("utf-8") for page in PAGES[1:])
    for page in PAGES[1:]:
        assert f"docs/{page.name}" in readme or f"({page.name})" in others


def test_the_architecture_shows_what_is_generated() -> None:
    files = (SAMPLES / "orders").glob("*.py")
    generated = "".join(file.read_text("utf-8") for file in files)
    found = blocks(ROOT / "docs" / "architecture.md", "python")
    pieces = [piece for _, text in found for piece in text.strip("\n").split("\n\n\n")]
    assert len(pieces) > 5
    for piece in pieces:
        assert piece.strip("\n") in generated, piece


def test_the_page_of_diagnostics_is_not_stale() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make_diagnostics.py"))
    page = (ROOT / "docs" / "diagnostics.md").read_text("utf-8")
    assert page == made["page"](), "run: python docs/make_diagnostics.py"


def test_the_reference_is_not_stale() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make_reference.py"))
    for name, text in made["pages"]().items():
        found = (ROOT / "docs" / name).read_text("utf-8")
        assert found == text, "run: python docs/make_reference.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_are_shown_can_be_parsed(page: Path) -> None:
    for _, text in blocks(page, "sh"):
        for line in text.splitlines():
            words = shlex.split(line.split("||")[0], comments=True)
            if words[:1] == ["wswgen"]:
                parse(words[1:])  # exits if it cannot


def test_what_is_shown_of_build_systems_is_in_their_samples() -> None:
    files = [path for path in (ROOT / "samples/build").rglob("*") if path.is_file()]
    texts = [path.read_text("utf-8") for path in files]
    languages = ("make", "ninja", "cmake", "meson", "toml", "yaml")
    shown = [text for each in languages for _, text in blocks(ROOT / "docs/building.md", each)]
    assert len(shown) >= 8
    for text in shown:
        assert any(text in each for each in texts), text


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(tmp_path / "site")],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    assert (tmp_path / "site/tutorial.html").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="its commands are those of a POSIX shell")
def test_the_tutorial_works(tmp_path: Path) -> None:
    """Every command and file of it, in order."""
    (tmp_path / "contracts").mkdir()
    source = ROOT / "samples/wsdl/block_unblock.wsdl"
    (tmp_path / "contracts/block_unblock.wsdl").write_bytes(source.read_bytes())
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    said: list[str] = []
    text = (ROOT / "docs/tutorial.md").read_text("utf-8")
    for found in _BLOCK.finditer(text):
        match found[1]:
            case "sh":
                done = subprocess.run(
                    ["sh", "-e", "-c", found[2]], cwd=tmp_path, env=environment,
                    capture_output=True, text=True, timeout=60,
                )  # fmt: skip
                assert done.returncode == 0, found[2] + done.stdout + done.stderr
                said.append(done.stdout)
            case "python":
                name, _, rest = found[2].partition("\n")
                (tmp_path / name.removeprefix("# file: ")).write_text(rest)
            case "toml":
                written = (tmp_path / "wswgen.toml").read_text()
                assert all(line in written for line in found[2].splitlines())
            case language:
                raise AssertionError(f"who runs {language}?")
    assert (tmp_path / "contract.html").exists()
    assert "gave up\ncleaned up\n" in said
    assert "check ended with 1" in said[-1]
    assert "diff ended with 3" in said[-1]
    assert "up to date" in said[-1].splitlines()[-1]


# --- the tour ---------------------------------------------------------------------------------


# The server of the tour says nothing before the first call; its log says when it listens.
LOGGED = """
import logging, runpy
logging.getLogger("wswgen").setLevel(logging.INFO)
logging.basicConfig(format="%(message)s")
runpy.run_path("tour/server.py", run_name="__main__")
"""


class Process:
    """A program with its output line by line; reading one has a deadline."""

    def __init__(self, *arguments: str, cwd: Path) -> None:
        paths = os.pathsep.join((str(ROOT), str(cwd / "tour")))
        environment = {**os.environ, "PYTHONPATH": paths, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=cwd,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._changed:
                self.lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    def wait_for(self, line: str) -> None:
        with self._changed:
            seen = self._changed.wait_for(lambda: line in self.lines, DEADLINE)
        assert seen, f"{line!r} was not printed, but {self.lines}"

    def ends(self) -> int:
        code = self.process.wait(DEADLINE)
        self._thread.join(DEADLINE)
        return code

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(DEADLINE)
        self._thread.join(DEADLINE)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def address() -> str:
    """A URL in place of the README's, whose port may be taken."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return f"http://localhost:{sock.getsockname()[1]}/block"


@pytest.fixture
def tour(tmp_path: Path, address: str) -> Path:
    """The folder that a reader of the README has made."""
    subprocess.run(
        [
            *(sys.executable, "-m", "wswgen", "from-wsdl", "samples/wsdl/block_unblock.wsdl"),
            *("--out", str(tmp_path / "tour")),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=DEADLINE,
    )
    server, client = (text for _, text in blocks(ROOT / "README.md", "python"))
    for name, text in (("server.py", server), ("client.py", client)):
        assert "http://localhost:8080/block" in text
        text = text.replace("http://localhost:8080/block", address)
        (tmp_path / "tour" / name).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="stops the server with SIGTERM")
def test_the_tour_of_the_readme(tour: Path, address: str) -> None:
    server = Process("-c", LOGGED, cwd=tour)
    try:
        server.wait_for(f"serving Waiter at {address}")
        server.lines.clear()
        client = Process("tour/client.py", cwd=tour)
        try:
            assert client.ends() == 0
        finally:
            client.kill()
        assert client.lines == ["gave up"]
        server.wait_for("cleaned up")
        server.wait_for("cancelled")
        assert sorted(server.lines) == ["cancelled", "cleaned up", "waiting"]
        server.process.send_signal(signal.SIGTERM)
        assert server.ends() == 0
    finally:
        server.kill()
