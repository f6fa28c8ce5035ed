"""`wswgen doctor` and what it reports."""

from __future__ import annotations

import json
import sys

import pytest

from wswgen import cli
from wswgen.runtime import doctor
from wswgen.runtime.native.windows import Reservation, parse_urlacl

ENGLISH = r"""
URL Reservations:
-----------------

    Reserved URL            : http://*:2869/
        User: NT AUTHORITY\LOCAL SERVICE
            Listen: Yes
            Delegate: No
            SDDL: D:(A;;GX;;;LS)

    Reserved URL            : https://+:5986/wsman/
        User: NT SERVICE\WinRM
            Listen: Yes
            Delegate: No
        User: NT SERVICE\Wecsvc
            Listen: Yes
            Delegate: No
            SDDL: D:(A;;GX;;;S-1-5-80-569256582)(A;;GX;;;S-1-5-80-4059739203)

"""
GERMAN = r"""
URL-Reservierungen:
-------------------

    Reservierte URL : http://+:80/Temporary_Listen_Addresses/
        Benutzer: \Jeder
            Abhören: Yes
            Delegieren: No
            SDDL: D:(A;;GX;;;WD)
"""


def test_reservations_are_read_in_any_language() -> None:
    assert parse_urlacl(ENGLISH) == (
        Reservation(url="http://*:2869/", users=(r"NT AUTHORITY\LOCAL SERVICE",)),
        Reservation(url="https://+:5986/wsman/", users=(r"NT SERVICE\WinRM", r"NT SERVICE\Wecsvc")),
    )
    assert parse_urlacl(GERMAN) == (
        Reservation(url="http://+:80/Temporary_Listen_Addresses/", users=(r"\Jeder",)),
    )


@pytest.mark.parametrize("text", ["", "The command failed.\n", "a: b\n  c: d\n", ":::\n"])
def test_other_output_holds_no_reservations(text: str) -> None:
    assert parse_urlacl(text) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has the DLL")
def test_the_report_of_a_system_without_the_dll(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WSWGEN_BACKEND", raising=False)
    assert cli.run(["doctor"]) == 0
    text = capsys.readouterr().out
    assert "native       not usable: webservices.dll is a part of Windows" in text
    assert "default      portable, by this system" in text
    assert cli.run(["doctor", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["pointer_bits"] == 64
    assert report["library"]["path"] is None
    assert report["reservations"] is None
    assert [(b["name"], b["usable"]) for b in report["backends"]] == [
        ("native", False),
        ("portable", True),
    ]
    assert (report["default"], report["usable"]) == ("portable", True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has the DLL")
@pytest.mark.parametrize("name", ["native", "no-such"])
def test_a_backend_that_cannot_be_used_is_an_exit_code(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WSWGEN_BACKEND", name)
    assert cli.run(["doctor"]) == 1
    expected = f"default      {name}, by WSWGEN_BACKEND, which cannot be used"
    assert expected in capsys.readouterr().out


def test_a_missing_uvicorn_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    portable = doctor.examine().backends[1]
    assert (portable.name, portable.usable) == ("portable", True)
    assert "wswgen[host]" in (portable.note or "")
