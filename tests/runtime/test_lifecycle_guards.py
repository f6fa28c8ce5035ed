"""Take a guard or a lock out of the life of a call, and some interleaving breaks a rule."""

from __future__ import annotations

import ast
import inspect
import logging
import types
from collections.abc import Iterator
from typing import Any

import pytest

import wswgen.runtime.cancel as genuine
from tests.runtime.lifecycle import (
    Scenario,
    abort_and_cancel,
    abort_only,
    documented,
    everything_raises,
    explore,
    opted_out,
    registration_fails,
    registration_fails_in_abort,
)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    log = logging.getLogger("wswgen.cancel")
    log.disabled = True
    yield
    log.disabled = False


MUTANTS: list[tuple[str, Scenario, str, str]] = [
    (
        "the state is freed under a running hook",
        documented,
        "not self._holds and not self._running",
        "not self._holds",
    ),
    (
        "a running cancel does not hold the call",
        documented,
        "self._running += 1  # keeps",
        "pass  # keeps",
    ),
    (
        "freed again by every release",
        documented,
        " and self._phase is _Phase.COMPLETED",
        "",
    ),
    (
        "a second cancel is obeyed",
        abort_and_cancel,
        "if self._reason is not None or not self.cancellable:\n                return False",
        "if not self.cancellable:\n                return False",
    ),
    (
        "an opted-out call is cancelled",
        opted_out,
        "if self._reason is not None or not self.cancellable:",
        "if self._reason is not None:",
    ),
    (
        "cancel is obeyed after completion",
        documented,
        "late = self._phase not in _OPEN",
        "late = self._phase is _Phase.FREED",
    ),
    (
        "the flag is set after the hooks",
        documented,
        "self._reason = reason\n                wakes,",
        "wakes,",
    ),
    (
        "a hook added after the cancel is forgotten",
        documented,
        "            if self._reason is None:\n                self._hooks.append((hook, args))",
        "            if True:\n                self._hooks.append((hook, args))",
    ),
    (
        "hooks are run by every cancel",
        everything_raises,
        "hooks, self._hooks = self._hooks, hooks\n                self._running",
        "hooks = self._hooks * 2\n                self._running",
    ),
    (
        "an exception of user code goes on",
        everything_raises,
        '    guarded("a deferred',
        '    (lambda what, operation, job, *args: job(*args))("a deferred',
    ),
    (
        "clean-ups run first in, first out",
        documented,
        "cleanup, args = self._cleanups.pop()",
        "cleanup, args = self._cleanups.pop(0)",
    ),
    (
        "the handler runs although registration failed",
        registration_fails,
        "self._let_go(_BOTH, completes=True)\n                raise",
        "self._let_go(_BOTH, completes=True)",
    ),
    (
        "a registration that failed frees nothing",
        registration_fails_in_abort,
        "self._let_go(_BOTH, completes=True)\n                raise",
        "raise",
    ),
    (
        "a registration that failed drops only our hold",
        registration_fails_in_abort,
        "self._let_go(_BOTH, completes=True)\n                raise",
        "self._let_go(_OURS, completes=True)\n                raise",
    ),
    (
        "a cancelled call may reply",
        documented,
        "reply = first and self._reason is None",
        "reply = first",
    ),
    (
        "calls after an abort are not cancelled",
        abort_only,
        "if aborted is not None:",
        "if False:",
    ),
    (
        "a freed call stays in the table",
        documented,
        "self._calls.forget(self.handle)",
        "pass",
    ),
]


def mutant(source: str) -> Any:
    module: Any = types.ModuleType("wswgen.runtime._mutant")
    module.__package__ = "wswgen.runtime"
    exec(compile(source, "mutant", "exec"), module.__dict__)
    return module


@pytest.mark.parametrize(
    ("scenario", "old", "new"),
    [case[1:] for case in MUTANTS],
    ids=[case[0] for case in MUTANTS],
)
def test_every_guard_is_needed(scenario: Scenario, old: str, new: str) -> None:
    source = inspect.getsource(genuine)
    assert (
        source.count(old) == 1
    ), f"the guard has moved: {old!r} is there {source.count(old)} times"
    module = mutant(source.replace(old, new))
    with pytest.raises((AssertionError, KeyError, KeyboardInterrupt)):
        explore(scenario, module)


class _Unlock(ast.NodeTransformer):
    """Takes the lock out of one method, and lets other threads go on between its statements."""

    def __init__(self, method: str) -> None:
        self.method = method
        self.done = 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if node.name == self.method:
            self.generic_visit(node)
        return node

    def visit_With(self, node: ast.With) -> Any:
        self.done += 1
        point = ast.parse("_point()").body
        body: list[ast.stmt] = []
        for statement in node.body:
            for field in ("body", "orelse"):
                inner = getattr(statement, field, None)
                if inner:
                    setattr(statement, field, [*point, *inner])
            body += [*point, statement]
        return body


@pytest.mark.parametrize(
    ("name", "method", "scenario"),
    [
        ("Call", "cancel", abort_and_cancel),
        ("Call", "on_cancel", documented),
        ("Call", "_let_go", documented),
    ],
)
def test_every_lock_is_needed(name: str, method: str, scenario: Scenario) -> None:
    tree = ast.parse(inspect.getsource(genuine))
    (cls,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    unlock = _Unlock(method)
    unlock.visit(cls)
    assert unlock.done == 1
    module = mutant(ast.unparse(ast.fix_missing_locations(tree)))
    module._point = lambda: None
    with pytest.raises((AssertionError, ValueError, KeyError)):
        explore(scenario, module)
