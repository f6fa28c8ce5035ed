"""The portable backend: an ASGI application, a uvicorn host, clients on HTTP/1.1."""

from __future__ import annotations
