"""Wait for two seconds, then give up: the server learns of it at once."""

from __future__ import annotations

import sys

from block_unblock import BlockUnBlockClient

from wswgen.runtime import TimedOut


def main(url: str | None = None) -> None:
    with BlockUnBlockClient(url) as client:
        try:
            client.within(timeout=2.0).block(key="tour")
        except TimedOut:
            print("gave up after two seconds; look at what the server printed")
        print("released", client.un_block(key="tour"), "calls")


if __name__ == "__main__":
    main(*sys.argv[1:2])
