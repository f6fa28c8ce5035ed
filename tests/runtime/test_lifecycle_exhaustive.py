"""The life of a call under every interleaving of three threads, against C1 to C10."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

import wswgen.runtime.cancel as genuine
from tests.runtime.lifecycle import SCENARIOS, Scenario, explore


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    log = logging.getLogger("wswgen.cancel")
    log.disabled = True
    yield
    log.disabled = False


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_every_interleaving_keeps_the_rules(scenario: Scenario) -> None:
    count = explore(scenario, genuine)
    print(f"{scenario.__name__}: {count} interleavings")
    assert count > 100, "the exploration is no exploration"
