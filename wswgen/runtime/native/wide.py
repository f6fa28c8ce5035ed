"""WS_STRING in memory of our own."""

from __future__ import annotations

import ctypes

from .abi import WS_STRING


class WideString:
    """UTF-16 text with the WS_STRING that points to it; alive as long as this."""

    def __init__(self, text: str) -> None:
        data = text.encode("utf-16-le")
        self._memory = ctypes.create_string_buffer(data, len(data) + 2)
        self.string = WS_STRING(len(data) // 2, ctypes.addressof(self._memory))

    @property
    def address(self) -> int:
        """The address of the WS_STRING."""
        return ctypes.addressof(self.string)
