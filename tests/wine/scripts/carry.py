"""Elements of generated structures, written and read by the tables: one JSON line for each."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.wine.tables import Wine
from wswgen.runtime.codec import codec_for, parse
from wswgen.runtime.values import QName


def judge(wine: Wine, case: dict[str, Any]) -> dict[str, str]:
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
    wrong: dict[str, str] = {}
    try:
        if case["endless"]:
            raise NotImplementedError("Wine would not return")
        written = wine.write(make, name, namespace, value)
        back = decode(written)
        if back != value:
            wrong["write"] = f"{written!r} is {back!r}, not {value!r}"
    except Exception as error:
        wrong["write"] = f"{type(error).__name__}: {error}"
    try:
        read = wine.read(make, name, namespace, data)
        if read != value:
            wrong["read"] = f"{data!r} is {read!r}, not {value!r}"
    except Exception as error:
        wrong["read"] = f"{type(error).__name__}: {error}"
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
