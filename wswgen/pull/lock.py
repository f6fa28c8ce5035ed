"""``wswgen.lock``: where every document of a folder came from, and what it was then."""

from __future__ import annotations

import json
from pathlib import Path

from wswgen.errors import Location
from wswgen.pull.rules import refusal
from wswgen.record import fields, record

NAME = "wswgen.lock"


@record
class Locked:
    """One document: its name below the folder, its URL, size and SHA-256 as it was served, and
    the SHA-256 of the file on disk, whose locations may have been rewritten."""

    name: str
    url: str
    size: int
    sha256: str
    stored: str


@record
class Lock:
    """All documents of a folder, the root first."""

    documents: tuple[Locked, ...]

    def dump(self) -> bytes:
        """The file's bytes."""
        value = {"version": 1, "documents": [fields(each) for each in self.documents]}
        return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def read_lock(folder: Path) -> Lock | None:
    """The lock of a folder; None if it has none. Raises `GenerateError` for a broken one."""
    path = folder / NAME
    try:
        value = json.loads(path.read_bytes())
        if value["version"] != 1:
            raise ValueError("another version")
        return Lock(documents=tuple(Locked(**each) for each in value["documents"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"the lock file cannot be used: {error}"
        help = "take it from version control again, or remove it and pull anew"
        raise refusal("W507", Location(file=str(path)), message, help) from None


def changes(old: Lock, new: Lock) -> list[str]:
    """What is different, a line for each document."""
    before = {each.url: each for each in old.documents}
    after = {each.url: each for each in new.documents}
    lines = [f"removed: {url}" for url in before if url not in after]
    for url, each in after.items():
        if url not in before:
            lines.append(f"added: {url} ({each.size} bytes)")
        elif before[url].sha256 != each.sha256:
            lines.append(f"changed: {url} ({before[url].size} -> {each.size} bytes)")
        elif before[url].name != each.name:
            lines.append(f"renamed: {url} ({before[url].name} -> {each.name})")
    return lines
