"""The service host of the stand-in, with heaps, readers and writers of the real DLL."""

from __future__ import annotations

import logging

from tests.native.scenarios import SCENARIOS, play
from tests.native.standin.answers import every_answer, random_answers
from tests.native.standin.winehalf import WineHalf
from wswgen.runtime.native.dll import load


def main() -> None:
    """Play every scenario with every answer, and some with random ones."""
    logging.getLogger("wswgen").setLevel(logging.CRITICAL)  # registrations that fail are meant
    half = WineHalf(load())
    played = 0
    names = list(SCENARIOS)
    every = list(every_answer())
    for number, answers in enumerate([*every, *map(random_answers, range(40))]):
        chosen = names if number < len(every) else [names[number % len(names)]]
        for name in chosen:
            for is_async in (False, True) if not number else (bool(played % 2),):
                try:
                    play(name, answers, is_async=is_async, half=half)
                except BaseException:
                    print(f"{name}, async {is_async}, {answers}")
                    raise
                played += 1
    print(f"{played} calls, nothing left")


if __name__ == "__main__":
    main()
