"""Elements of generated structures, written and read by the tables: one JSON line for each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.wine.limits import SKIPPED
from tests.wine.tables import Wine
from wswgen.runtime.codec import codec_for, parse
from wswgen.runtime.values import QName


def judge(wine: Wine, case: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What is wrong with one case, by direction; nothing if all is well."""
    native = import_module(f"{case['package']}._native")
    make = getattr(native, case["type"])
    cls = make().cls
    name, namespace = "element", "urn:case"
    codec = codec_for(cls, name=QName(namespace, name))
    data = case["xml"].encode()

    def decode(text: bytes) -> Any:
        document = parse(text)
        return codec.decode(document.root, document)

    value = decode(data)
    directions: dict[str, Callable[[], Any]] = {
        "write": lambda: decode(wine.write(make, name, namespace, value)),
        "read": lambda: wine.read(make, name, namespace, data),
    }
    wrong: dict[str, dict[str, str]] = {}
    for direction, work in directions.items():
        if direction in case["skip"]:
            wrong[direction] = {"error": SKIPPED}
            continue
        try:
            got = work()
        except Exception as error:
            wrong[direction] = {"error": f"{type(error).__name__}: {error}"}
        else:
            if got != value:
                wrong[direction] = {"got": repr(got), "meant": repr(value)}
    return wrong


def main(cases: str, results: str) -> None:
    """Read the cases, write the results: one JSON document a line."""
    wine = Wine()
    lines = Path(cases).read_text("utf-8").splitlines()
    with Path(results).open("w", encoding="utf-8") as out:
        for line in lines:
            out.write(json.dumps(judge(wine, json.loads(line))) + "\n")
            out.flush()


main(*sys.argv[1:])
