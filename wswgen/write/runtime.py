"""The runtime's own files, for packages that carry a copy of it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable


def runtime_files(folder: str) -> Mapping[str, bytes]:
    """Every file of `wswgen.runtime` by its path below ``folder``.

    They use relative imports only, so they work from wherever they are copied to.
    """
    files: dict[str, bytes] = {}
    stack: list[tuple[str, Traversable]] = [(folder, resources.files("wswgen") / "runtime")]
    while stack:
        path, entry = stack.pop()
        for child in entry.iterdir():
            below = f"{path}/{child.name}"
            if child.is_dir():
                if child.name != "__pycache__":
                    stack.append((below, child))
            elif child.name.endswith((".py", "py.typed")):
                files[below] = child.read_bytes()
    return files
