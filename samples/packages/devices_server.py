"""Two port types: one-way messages, derived types, substitution groups, rpc style."""

from __future__ import annotations

import sys
import threading

from devices import (
    Device,
    DeviceRegistryService,
    EventFailed,
    FetchResponse,
    FetchState,
    Inventory,
    InventoryEntry,
    LookState,
    Manual,
    ManualLibraryService,
    NotifyState,
    RegisterState,
    StoreState,
)


class Registry(DeviceRegistryService):
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._devices: dict[str, Device] = {}
        self.failures = 0
        self.notified = threading.Event()

    def register(self, state: RegisterState) -> None:
        with self._lock:
            self._devices[state.device.serial] = state.device

    def look(self, state: LookState) -> Inventory:
        with self._lock:
            found = [(serial, self._devices.get(serial)) for serial in state.serials.serial]
        return Inventory(entry=[InventoryEntry(serial=s, device=d) for s, d in found])

    async def notify(self, state: NotifyState) -> None:
        self.failures += sum(isinstance(event, EventFailed) for event in state.log.event)
        self.notified.set()


class Library(ManualLibraryService):
    def __init__(self) -> None:
        self._manual = Manual(content=["No manual yet."], lang="en")

    def fetch(self, state: FetchState) -> FetchResponse:
        return FetchResponse(manual=self._manual, pages=max(1, state.page))

    def store(self, state: StoreState) -> None:
        self._manual = state.manual


if __name__ == "__main__":
    Registry().serve(sys.argv[1] if sys.argv[1:] else "http://localhost:8080/devices")
