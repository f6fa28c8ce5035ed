"""``wswgen.json``: what the package was made from, and which of its files are ours."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wswgen.record import NOTHING, record

NAME = "wswgen.json"


@record
class Manifest:
    """The record of one run. Digests are SHA-256.

    ``inputs`` maps the name of each document to its digest, ``outputs`` each path in the package
    to that of its bytes. ``offered`` are the further files that imports could be resolved from,
    ``missing`` the local files that imports name and that are not there, ``catalog`` is the
    digest of the catalog: a change in one of them can change the output. ``warnings`` counts what
    was reported. ``source`` is the digest of the generator itself; see `same`.
    """

    generator: str
    source: str = ""
    options: Mapping[str, Any]
    inputs: Mapping[str, str]
    offered: Mapping[str, str] = NOTHING
    missing: tuple[str, ...] = ()
    catalog: str = ""
    warnings: int = 0
    outputs: Mapping[str, str]

    def dump(self) -> bytes:
        """The file's bytes."""
        value = {
            "generator": self.generator,
            "source": self.source,
            "options": dict(self.options),
            "inputs": dict(self.inputs),
            "offered": dict(self.offered),
            "missing": sorted(self.missing),
            "catalog": self.catalog,
            "warnings": self.warnings,
            "outputs": dict(sorted(self.outputs.items())),
        }
        always = ("generator", "options", "inputs", "outputs")
        value = {name: item for name, item in value.items() if item or name in always}
        text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
        # A file's name may have bytes that are no characters: JSON can say them only escaped.
        return text.encode("utf-8", "backslashreplace")


def read_manifest(package: Path) -> Manifest | None:
    """The manifest of a package; None where there is none, or one that we would not write so."""
    try:
        data = (package / NAME).read_bytes()
        value = json.loads(data)
        value["missing"] = tuple(value.get("missing", ()))
        found = Manifest(**value)
        return found if found.dump() == data else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def same(one: bytes | None, other: bytes) -> bool:
    """Whether two manifests differ in nothing but the digest of the generator.

    A generator whose output is the same must not touch a package, nor make it look stale.
    """
    if one is None:
        return False
    try:
        first, second = json.loads(one), json.loads(other)
        first["source"] = second["source"] = ""
        return bool(first == second)
    except (ValueError, TypeError):
        return False


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
