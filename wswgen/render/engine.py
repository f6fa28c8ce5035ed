"""Print a `PackagePlan`: `render` gives the text of every Python module of the package."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import jinja2.compiler
from jinja2.bccache import Bucket

from wswgen.beside import shared
from wswgen.plan.package import PackagePlan
from wswgen.render.docstring import docstring
from wswgen.render.fit import fit
from wswgen.render.format import format_module
from wswgen.render.syntax import Syntax


def render(plan: PackagePlan) -> Mapping[str, bytes]:
    """The modules of the package by their file names, in black's style.

    Raises `SyntaxError` if one is no Python: a defect of ours.
    """

    syntax = Syntax()

    def print_module(name: str) -> bytes:
        template = _environment().get_template(f"{_template(name, plan)}.j2")
        return format_module(template.render(plan=plan, file=name), syntax).encode()

    printed = shared(print_module, _modules(plan), pays=plan.size >= _MANY)
    return {name: printed[name] for name in sorted(printed)}


def _modules(plan: PackagePlan) -> list[str]:
    """The files to print; what takes longest comes first."""
    modules = ["_native.py", *plan.types, "client.py", "_contract.py", "service.py", "__init__.py"]
    modules += [_TYPES] if plan.types_package else []
    return [*modules, "faults.py"] if plan.faults else modules


def _template(name: str, plan: PackagePlan) -> str:
    if name == _TYPES:
        return "types_package.py"
    return "types.py" if name in plan.types else name


_TYPES = "types/__init__.py"

_MANY = 300
"""With so many definitions, to copy the process takes a tenth of the time of half the work."""


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_templates()),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # the output is Python; every text passes one of the two filters below
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_Compiled(),
    )
    environment.filters.update(_FILTERS)
    return environment


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates, where Python keeps what it compiled of this module."""

    def __init__(self) -> None:
        # Another version of jinja2 compiles them anew.
        version = int(os.stat(jinja2.compiler.__file__).st_mtime)
        folder = Path(__file__).with_name("__pycache__")
        super().__init__(str(folder), f"{version:x}-%s.{sys.implementation.cache_tag}.jinja")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, if there is a place that can be written."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)


_FILTERS: dict[str, Any] = {"fit": fit, "doc": docstring}


def _templates() -> Path:
    """The folder of templates: beside this package when installed, at the top of a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / "templates"
