"""What Windows says about its files and about the addresses that are reserved with http.sys."""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .dll import system_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """An address that http.sys lets the ``users`` listen at."""

    url: str
    users: tuple[str, ...]


def file_version(path: Path) -> str | None:
    """The version in the resources of a file, ``6.1.7601.17514``; None where it has none."""
    if sys.platform != "win32":
        return None
    version = ctypes.WinDLL("version.dll", winmode=0x800)
    size = version.GetFileVersionInfoSizeW(str(path), None)
    if not size:
        return None
    data = ctypes.create_string_buffer(size)
    start, length = ctypes.c_void_p(), ctypes.c_uint32()
    found = version.GetFileVersionInfoW(str(path), 0, size, data) and version.VerQueryValueW(
        data, "\\", ctypes.byref(start), ctypes.byref(length)
    )
    if not found or not start.value or length.value < 16:
        return None
    # VS_FIXEDFILEINFO: signature, version of the structure, then the file's version.
    high, low = (ctypes.c_uint32 * 4).from_address(start.value)[2:]
    return f"{high >> 16}.{high & 0xFFFF}.{low >> 16}.{low & 0xFFFF}"


def reservations() -> tuple[Reservation, ...] | None:
    """What `netsh http show urlacl` lists; None where it cannot be asked, or says nothing."""
    if sys.platform != "win32":
        return None
    try:
        done = subprocess.run(
            [system_path("netsh.exe"), "http", "show", "urlacl"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="oem",
            errors="replace",
            timeout=20,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return parse_urlacl(done.stdout) or None


def parse_urlacl(text: str) -> tuple[Reservation, ...]:
    """The reservations in the output of `netsh http show urlacl`, in any language of Windows.

    The words differ, the shape does not: a line ``...: http://...``, below it a line for each
    user, and deeper than those what the user may do.
    """
    found: list[Reservation] = []
    url, users, depth = "", list[str](), 0
    for line in [*text.splitlines(), "end : http://"]:
        match = re.fullmatch(r"(\s*)[^:]*?\s*:\s*(.*?)\s*", line)
        if match is None:
            continue
        indent, value = len(match[1]), match[2]
        if re.match(r"https?://", value):
            if url:
                found.append(Reservation(url=url, users=tuple(users)))
            url, users, depth = value, [], 0
        elif url and (not depth or indent <= depth):
            depth = indent
            users.append(value)
    return tuple(found)
