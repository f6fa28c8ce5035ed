"""Generated Python source: written line by line, compiled once, readable in tracebacks."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import CodeType
from typing import Any, Final

FILE_PREFIX: Final = "<wswgen codec "
"""Every generated file's name starts with this: how `trace` knows the frames that are ours."""


class Source:
    """The text of some functions, and the objects that its names stand for."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = {}
        self.steps: dict[int, str] = {}
        self._indent = ""
        self._step = ""
        self._known: dict[tuple[str, int], str] = {}

    def add(self, *lines: str) -> None:
        """Write lines at the current indent."""
        for line in lines:
            self.lines.append(self._indent + line)
            if self._step:
                self.steps[len(self.lines)] = self._step

    @contextmanager
    def block(self, head: str) -> Generator[None]:
        """Write ``head`` and indent what is written inside."""
        self.add(head)
        self._indent += "    "
        yield
        self._indent = self._indent[:-4]

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Say which part of the message the lines written inside work on."""
        outer, self._step = self._step, name
        yield
        self._step = outer

    def name(self, hint: str, value: Any) -> str:
        """A global name of the source for an object; the same object gets the same name."""
        key = (hint, id(value))
        if key not in self._known:
            taken = hint in self.names
            self._known[key] = name = f"{hint}_{len(self.names)}" if taken else hint
            self.names[name] = value
        return self._known[key]

    def compile(self, title: str) -> dict[str, Any]:
        """Run the source; its globals, with the functions that it defines."""
        text = "\n".join(self.lines) + "\n"
        file = f"{FILE_PREFIX}{title}>"
        code: CodeType = compile(text, file, "exec")
        # No modification time: linecache never looks for the file.
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        self.names["_steps"] = self.steps
        exec(code, self.names)
        return self.names


class Link:
    """Calls a function that is made on the first call, and puts it in its own place."""

    __slots__ = ("_make", "_name", "_names")

    def __init__(
        self, names: dict[str, Any], name: str, make: Callable[[], Callable[..., Any]]
    ) -> None:
        self._names = names
        self._name = name
        self._make = make

    def __call__(self, *arguments: Any) -> Any:
        function = self._make()
        self._names[self._name] = function
        return function(*arguments)
