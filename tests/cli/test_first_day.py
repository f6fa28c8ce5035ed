"""A new user's first day, at a terminal: from an empty folder to a commit."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import REPOSITORY
from tests.pull.servers import Server, serving

pty = pytest.importorskip("pty")

CONTRACTS = REPOSITORY / "samples/build/contracts"
DEADLINE = 60.0
END = "\x1e"  # what the prompt ends in


class Terminal:
    """A shell at a terminal of its own, and what it shows."""

    def __init__(self, folder: Path) -> None:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {"PATH": path, "TERM": "xterm", "PS1": END, "HOME": str(folder),
                       "PYTHONDONTWRITEBYTECODE": "1", "GIT_CONFIG_NOSYSTEM": "1"}  # fmt: skip
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            ["sh", "-i"], cwd=folder, env=environment, start_new_session=True,
            stdin=theirs, stdout=theirs, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        self._until_prompt()
        self.run("stty -echo cols 200")

    def _until_prompt(self) -> str:
        shown = b""
        end = time.monotonic() + DEADLINE
        while not shown.endswith(END.encode()):
            ready, _, _ = select.select([self.ours], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"no prompt after {shown[-500:]!r}"
            shown += os.read(self.ours, 65536)
        return shown.decode().removesuffix(END)

    def run(self, command: str, code: int = 0) -> str:
        """Type a command; what is shown until the next prompt. Its exit code must be ``code``."""
        os.write(self.ours, f"{command}\n".encode())
        shown = self._until_prompt()
        os.write(self.ours, b"echo $?\n")
        found = self._until_prompt().split()[-1]
        assert found == str(code), f"{command} ended with {found}: {shown}"
        return shown

    def close(self) -> None:
        os.close(self.ours)
        self.process.wait(DEADLINE)


@pytest.fixture
def server() -> Iterator[Server]:
    """The service whose contract is wanted."""
    pages = {f"/{path.name}": path.read_bytes() for path in CONTRACTS.iterdir()}
    with serving({**pages}) as found:
        yield found


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal in an empty folder."""
    found = Terminal(tmp_path)
    yield found
    found.close()


def test_from_an_empty_folder_to_a_commit(
    terminal: Terminal, server: Server, tmp_path: Path
) -> None:
    run = terminal.run
    run("git init -q . && git config user.name x && git config user.email x@example.com")
    told = run(f"wswgen pull {server.url}/greeter.wsdl --out contracts", code=1)
    assert "--allow-private" in told
    assert "\x1b[31merror W503\x1b[0m" in told  # colour, for it is a terminal
    told = run(f"wswgen pull {server.url}/greeter.wsdl --out contracts --allow-private")
    assert "2 documents" in told
    assert "wswgen.toml: settings with 1 job written" in run("wswgen init --out src")
    assert "written, 0 removed" in run("wswgen from-wsdl")
    assert "up to date" in run("wswgen check")
    run("git add -A && git commit -qm one")

    xsd = tmp_path / "contracts/greeter.xsd"
    assert 'maxLength value="40"' in xsd.read_text()
    run('sed -i \'s/maxLength value="40"/maxLength value="30"/\' contracts/greeter.xsd')
    told = run("wswgen check", code=1)
    assert "max_length=30" in told
    assert "not up to date; to mend it, run: wswgen from-wsdl" in told
    told = run("wswgen diff HEAD .", code=3)
    assert "breaks callers:" in told
    assert "maxLength 40 became 30" in told
    assert "up to date" not in run("wswgen from-wsdl")
    assert "up to date" in run("wswgen check")
    assert "up to date" in run("wswgen from-wsdl")
    run("git commit -qam two && git diff --exit-code")
    assert "no change" in run("wswgen diff HEAD .")
