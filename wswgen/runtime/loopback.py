"""Client and service in one process, through the whole codec and no socket."""

from __future__ import annotations

from .service import Service


class Loopback:
    """A ``transport=`` for clients that calls ``service`` directly."""

    def __init__(self, service: Service) -> None:
        self.service = service
