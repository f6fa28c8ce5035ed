"""The first settings of a project, and the JSON schema that editors check them with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wswgen.config import FILE, JOB, OPERATION, OWN_FILE, SHARED, Setting, find
from wswgen.errors import GenerateError, Location, Problem
from wswgen.plan.names import default_package

HEAD = """\
# Settings of wswgen. Paths count from the folder of this file.
# `wswgen from-wsdl` makes every job, `wswgen check` fails if a package is not up to date.
"""
NO_JOB = """\
# [{prefix}jobs.orders]
# wsdl = "contracts/orders.wsdl"
"""
REST = """\
# imports = ["contracts/types.xsd"]     # files that imports may be resolved from
# package = "{name}"
# only = ["Submit", "Find*"]            # these operations, and the types that they need
# skip = []
# vendor-runtime = false                # true: the package needs no wswgen
#
# [{prefix}jobs.{name}.operations.Ping]
# cancel = false                        # not registered for cancellation
"""


def write_first(folder: Path, wsdls: Sequence[Path], out: str = ".") -> Path:
    """Write settings with a job for each WSDL, and return the file.

    They go to the end of a pyproject.toml, or to a new wswgen.toml where there is none. Raises
    `GenerateError` where there are settings already.
    """
    there = find(folder)
    if there is not None and there.parent == folder.absolute():
        message = "there are settings of wswgen already"
        problem = Problem(code="W406", location=Location(file=str(there)), message=message,
                          help="add a job to them by hand")  # fmt: skip
        raise GenerateError([problem])
    project = folder / FILE
    if project.is_file():
        text = project.read_text("utf-8")
        gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        project.write_text(text + gap + first(folder, wsdls, out, "tool.wswgen."), "utf-8")
        return project
    own = folder / OWN_FILE
    own.write_text(first(folder, wsdls, out, ""), "utf-8")
    return own


def first(folder: Path, wsdls: Sequence[Path], out: str, prefix: str) -> str:
    """The text of first settings."""
    table = f"[{prefix.rstrip('.')}]\n" if prefix else ""
    strict = "# strict = true                         # refuse what would be a warning\n"
    lines = [HEAD, table, f"out = {json.dumps(out)}\n", strict]
    names: set[str] = set()
    for path in wsdls:
        name = default_package(path.name)
        while name in names:
            name += "_"
        names.add(name)
        wsdl = path.absolute()
        if wsdl.is_relative_to(folder.absolute()):
            wsdl = wsdl.relative_to(folder.absolute())
        lines.append(f"\n[{prefix}jobs.{json.dumps(name) if not name.isascii() else name}]\n")
        lines.append(f"wsdl = {json.dumps(wsdl.as_posix(), ensure_ascii=False)}\n")
    if not names:
        lines.append("\n" + NO_JOB.format(prefix=prefix))
    lines.append(REST.format(prefix=prefix, name=min(names, default="orders")))
    return "".join(lines)


def json_schema() -> str:
    """The JSON schema of a wswgen.toml, and of [tool.wswgen] (draft 2020-12)."""
    jobs = {"type": "object", "additionalProperties": {"$ref": "#/$defs/job"}}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of wswgen",
        **_object({**SHARED}, {"jobs": {**jobs, "description": "The packages to make, by name."}}),
        "$defs": {
            "job": {**_object(JOB, {}), "required": ["wsdl"]},
            "operation": _object(OPERATION, {}),
        },
    }
    return json.dumps(schema, indent=2) + "\n"


def _object(settings: Mapping[str, Setting], more: Mapping[str, Any]) -> dict[str, Any]:
    properties = {
        name: {"description": setting.help, **_KINDS[setting.kind]}
        for name, setting in settings.items()
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {**properties, **more},
    }


_TEXTS = {"type": "array", "items": {"type": "string", "minLength": 1}}
_KINDS: Mapping[str, dict[str, Any]] = {
    "flag": {"type": "boolean"},
    "path": {"type": "string", "minLength": 1},
    "paths": _TEXTS,
    "names": _TEXTS,
    "package": {"type": "string", "pattern": "^[^\\W\\d]\\w*$"},
    "renames": {"type": "object", "additionalProperties": {"type": "string"}},
    "operations": {"type": "object", "additionalProperties": {"$ref": "#/$defs/operation"}},
}
