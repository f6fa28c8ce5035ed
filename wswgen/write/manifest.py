"""``wswgen.json``: what the package was made from, and which of its files are ours."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "wswgen.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The record of one run. ``outputs`` maps a path in the package to the SHA-256 of its bytes."""

    generator: str
    options: Mapping[str, Any]
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]

    def dump(self) -> bytes:
        """The file's bytes."""
        value = {
            "generator": self.generator,
            "options": dict(self.options),
            "inputs": dict(self.inputs),
            "outputs": dict(sorted(self.outputs.items())),
        }
        text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
        # A file's name may have bytes that are no characters: JSON can say them only escaped.
        return text.encode("utf-8", "backslashreplace")


def read_outputs(package: Path) -> Mapping[str, str]:
    """The files that an earlier run wrote into ``package``; empty if there was none.

    A manifest that cannot be read counts as none, so that what it would name is never removed.
    """
    try:
        value = json.loads((package / NAME).read_bytes())
        outputs = value["outputs"]
        return {str(path): str(digest) for path, digest in outputs.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def sha256(data: bytes) -> str:
    """The digest that manifests hold."""
    return hashlib.sha256(data).hexdigest()
