"""Where in a message an error happened: read from the frames of the traceback.

The generated functions keep no path. Each frame of theirs holds the element or object it worked on,
so the path costs nothing until there is an error to explain.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, cast

from .source import FILE_PREFIX

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def _frames(traceback: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename.startswith(FILE_PREFIX):
            yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next


def _step(element: Element, parent: Element | None) -> str:
    """The local name, and the position among the siblings of that name if there are any."""
    local = str(element.tag).rpartition("}")[2]
    same = [child for child in parent if child.tag == element.tag] if parent is not None else []
    if len(same) < 2:
        return local
    return f"{local}[{next(n for n, child in enumerate(same, 1) if child is element)}]"


def decode_path(traceback: TracebackType | None, root: str, suffix: str) -> str:
    """The path to what was being decoded.

    ``e`` is the element that a frame decodes, ``c`` the child it had reached, ``a`` an attribute.
    ``suffix`` names what the innermost frame complains about, if that is not ``c``.
    """
    trail: list[Element] = []
    last: dict[str, Any] = {}
    for frame, _ in _frames(traceback):
        last = frame.f_locals
        element = last["e"]
        if element in trail:  # the function of a group goes on in the element of its class
            del trail[trail.index(element) + 1 :]
        else:
            trail.append(element)
        if "c" in last and last["c"].tag:
            trail.append(last["c"])
    if suffix and "c" in last and last["c"].tag:
        trail.pop()
    steps = [_step(child, parent) for parent, child in pairwise(trail)]
    if not suffix and "c" not in last and "a" in last:
        suffix = f"@{last['a'].rpartition('}')[2]}"
    return "/".join([root, *steps, *([suffix] if suffix else [])])


def encode_path(traceback: TracebackType | None, root: str, suffix: str) -> str:
    """The path to what was being encoded, from the step that stands at each frame's line.

    A step that ends in ``[]`` is a list: ``xs`` is the list and ``x`` the item that was reached.
    """
    steps = [root]
    for frame, line in _frames(traceback):
        step: str = frame.f_globals["_steps"].get(line, "")
        if step.endswith("[]"):
            step = step[:-2]
            items, item = frame.f_locals.get("xs"), frame.f_locals.get("x")
            if isinstance(items, list | tuple) and "x" in frame.f_locals:
                # The first place of an item is the one that failed: equal places fail alike.
                place = next(
                    (n for n, other in enumerate(cast("list[Any]", items), 1) if other is item), 0
                )
                step += f"[{place}]" if place else ""
        if step:
            steps.append(step)
    return "/".join([*steps, *([suffix] if suffix else [])])
