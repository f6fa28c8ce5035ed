"""Stage 3: models to the contract IR, normalised; every refusal by name, all together."""

from __future__ import annotations

from wswgen.contract.build import build_contract as build_contract
from wswgen.contract.dump import dump as dump
