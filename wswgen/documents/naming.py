"""What documents are called: by a path that is the same on every machine."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import urlsplit

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


def outside(path: str) -> str:
    """A name below the root's folder for any relative path; leading ``..`` become ``_parent``."""
    parts = posixpath.normpath(path).split("/")
    return "/".join("_parent" if part == ".." else part for part in parts if part)


def url_name(url: str) -> str:
    """A name for the document of a URL that does not depend on where the catalog keeps it."""
    parts = urlsplit(url)
    pieces = [parts.netloc, *parts.path.split("/"), parts.query]
    safe = [_UNSAFE.sub("_", piece).lstrip(".") for piece in pieces]
    return "/".join(piece for piece in safe if piece) or "_"


def path_of(name: str, folder: Path) -> Path:
    """Where the document of a name lies, if its name comes from a relative path."""
    return folder.joinpath(*(".." if part == "_parent" else part for part in name.split("/")))
