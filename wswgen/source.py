"""The generator's own source, as one digest: what it writes can only change with it."""

from __future__ import annotations

import hashlib
from pathlib import Path

ENDINGS = (".py", ".j2")


def source_digest() -> str:
    """The SHA-256 of all that wswgen consists of; ``""`` where that cannot be read.

    The same for a checkout and for what is installed from it: names count from the package, and
    those of templates from their folder. black, jinja2 and lxml are not part of it.
    """
    package = Path(__file__).parent
    templates = package / "_templates"
    if not templates.is_dir():
        templates = package.parent / "templates"
    try:
        found = {f"templates/{path.name}": path for path in templates.iterdir()}
        waiting = [(package, "wswgen")]
        while waiting:
            folder, name = waiting.pop()
            for path in folder.iterdir():
                below = f"{name}/{path.name}"
                if path.name.endswith(ENDINGS):
                    found[below] = path
                elif not path.suffix and path.name not in ("__pycache__", "_templates"):
                    waiting.append((path, below))
        digest = hashlib.sha256()
        for name in sorted(found):
            data = found[name].read_bytes()
            digest.update(f"{name}\0{len(data)}\0".encode())
            digest.update(data)
    except OSError:
        return ""
    return digest.hexdigest()
