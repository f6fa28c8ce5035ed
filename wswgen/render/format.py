"""black, with one pinned mode that no user's configuration changes."""

from __future__ import annotations

import black

_MODE = black.Mode(
    target_versions={black.TargetVersion.PY311}, line_length=88, magic_trailing_comma=True
)


def format_module(text: str) -> str:
    """``text`` in black's style. Raises `SyntaxError` if it is no Python: a defect of ours."""
    try:
        return black.format_str(text, mode=_MODE)
    except black.InvalidInput as error:
        raise SyntaxError(str(error)) from error
