"""Register devices of several kinds and look at them again."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, time

from devices import (
    Camera,
    DeviceRegistryClient,
    Event,
    EventFailed,
    EventStarted,
    Failure,
    Location,
    LocationDoor,
    Log,
    Reading,
    Sensor,
    Serials,
)

from wswgen.runtime import Duration, QName


def example() -> Camera:
    """A camera with a sensor in it."""
    sensor = Sensor(
        serial="S-0001",
        revision=1,
        unit="°C",
        reading=[Reading(value=21.5, at=datetime(2026, 11, 22, 8, 0, tzinfo=UTC))],
        location=Location(
            building="A",
            floor=None,
            door_groups=[LocationDoor(door="left", key=7)],
            near=["S-0002"],
        ),
    )
    return Camera(
        serial="C-0001",
        revision=2,
        part=[sensor],
        width=1920,
        height=1080,
        night=True,
        firmware=b"\x00\xff",
    )


def log() -> Log:
    """A start and a failure."""
    failure = Failure(
        at=time(8, 5), code=QName("urn:example:codes", "E42"), down_for=Duration(minutes=5)
    )
    return Log(event=[EventStarted(started=Event(at=time(8, 0))), EventFailed(failed=failure)])


def main(url: str | None = None) -> None:
    with DeviceRegistryClient(url, timeout=10) as registry:
        registry.register(device=example())
        registry.notify(log=log())
        inventory = registry.look(serials=Serials(serial=["C-0001", "none"]))
        for entry in inventory.entry:
            match entry.device:
                case Camera(width=width, height=height):
                    print("a camera of", width, "by", height)
                case Sensor(unit=unit):
                    print("a sensor for", unit)
                case _:
                    print("nothing known of", entry.serial)


if __name__ == "__main__":
    main(*sys.argv[1:2])
