"""Manners: response files, completion, suggestions, colour, grouped repeats, watching."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.cli.command import REPOSITORY, wswgen
from wswgen.cli import run
from wswgen.cli.commands import COMMANDS
from wswgen.cli.console import Console
from wswgen.errors import Location, Problem, Severity

SAMPLE = REPOSITORY / "samples/wsdl/calculator.wsdl"


def test_a_response_file_stands_for_its_arguments(tmp_path: Path) -> None:
    (tmp_path / "args.txt").write_text(f"from-wsdl '{SAMPLE}'  # the contract\n--out 'a b'\n")
    assert wswgen("@args.txt", "--package", "calc", cwd=tmp_path).returncode == 0
    assert (tmp_path / "a b/calc/types.py").exists()
    done = wswgen("from-wsdl", "@nowhere.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert "cannot read the response file nowhere.txt" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["chekc"], 2, "there is no command 'chekc': did you mean 'check'?"),
        (["from-wsdl", str(SAMPLE.with_name("calculater.wsdl"))], 1, "calculator.wsdl?"),
        (["from-wsdl", str(SAMPLE), "--only", "Devide"], 1, "did you mean 'Divide'?"),
        (["explain", "W9"], 2, "no diagnostic has the code"),
    ],
)
def test_a_slip_is_answered_with_a_suggestion(
    tmp_path: Path, arguments: list[str], code: int, told: str
) -> None:
    done = wswgen(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert told in done.stderr


def _warnings(count: int) -> list[Problem]:
    return [
        Problem(code="W312", location=Location(file="a.wsdl", line=n), message="left out",
                severity=Severity.WARNING)
        for n in range(1, count + 1)
    ]  # fmt: skip


def test_repeats_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    Console().problems(_warnings(30))
    told = capsys.readouterr().err
    assert told.count("left out") == 5
    assert "25 more warnings W312: --verbose shows all" in told
    Console(verbose=True).problems(_warnings(30))
    assert capsys.readouterr().err.count("left out") == 30
    Console(quiet=True).problems(_warnings(30))
    assert capsys.readouterr().err == ""
    Console(messages="json").problems(_warnings(30))
    lines = capsys.readouterr().err.splitlines()
    assert [json.loads(line)["line"] for line in lines] == list(range(1, 31))


def test_colour_is_for_terminals_and_no_color_wins(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    Console().problems(_warnings(1))
    assert "\033" not in capsys.readouterr().err
    monkeypatch.setenv("FORCE_COLOR", "1")
    Console().problems(_warnings(1))
    assert "\033[33mwarning W312\033[0m" in capsys.readouterr().err
    monkeypatch.setenv("NO_COLOR", "1")
    Console().problems(_warnings(1))
    assert "\033" not in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_quiet_is_quiet(command: str, tmp_path: Path) -> None:
    done = wswgen(command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert f"usage: wswgen {command}" in done.stdout


COMPLETE = """
COMP_WORDS=({words}); COMP_CWORD={at}; _wswgen; printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["wswgen", "from"], ["from-wsdl"]),
        (["wswgen", "diff", "--fail"], ["--fail-on"]),
        (["wswgen", "diff", "a", "b", "--format", "ma"], ["markdown"]),
        (["wswgen", "describe", "--format", "h"], ["html"]),
    ],
)
def test_bash_completes(words: list[str], found: list[str], tmp_path: Path) -> None:
    script = wswgen("completion", "bash", cwd=tmp_path).stdout
    assert "complete -o default -F _wswgen wswgen" in script
    probe = COMPLETE.format(words=" ".join(words), at=len(words) - 1)
    done = subprocess.run(
        ["bash", "-c", script + probe], capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert done.stdout.split() == found


def test_fish_and_zsh_have_their_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    for shell in ("fish", "zsh"):
        assert run(["completion", shell]) == 0
        assert "from-wsdl" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="closes descriptors as a shell does")
@pytest.mark.parametrize(
    ("redirection", "code", "told"),
    [
        (">&-", 0, ""),
        ("2>&-", 0, "Calculator"),
        (">/dev/full", 1, "wswgen: cannot write to standard output: No space left on device\n"),
        (">&$GONE", 141, ""),
    ],
)
def test_output_that_nobody_takes_is_no_defect(redirection: str, code: int, told: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        ["bash", "-c", f'"$0" -m wswgen describe "$1" {redirection}', sys.executable, str(SAMPLE)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "GONE": str(writer)},
        pass_fds=[writer], capture_output=True, text=True, check=False,
    )  # fmt: skip
    os.close(writer)
    assert done.returncode == code
    assert told in done.stdout if code == 0 else told == done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="ends the watcher with SIGINT")
def test_watching_generates_again(tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path / "c.wsdl")
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "wswgen", "from-wsdl", "c.wsdl", "--watch"],
        cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None

        def until(text: str) -> None:
            for line in process.stdout or ():
                if text in line:
                    return
            raise AssertionError(f"{text!r} was not printed")

        deadline = threading.Timer(60, process.kill)
        deadline.start()
        try:
            until("watching 1 files")
            good = (tmp_path / "c.wsdl").read_text()
            (tmp_path / "c.wsdl").write_text(good.replace("</", "<", 1))
            until("error W003")
            until("watching 1 files")
            (tmp_path / "c.wsdl").write_text(good.replace('name="dividend"', 'name="numerator"'))
            until(" written, ")
        finally:
            deadline.cancel()
            process.terminate()
