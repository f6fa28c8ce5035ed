"""For tests of what was generated: random values of every type, for hypothesis.

Only tests import this: it needs hypothesis, which `pip install wswgen[testing]` brings.
"""

from __future__ import annotations

from wswgen.testing.simple import simple_strategy, xml_elements
from wswgen.testing.values import has_values, strategy_for

__all__ = ["has_values", "simple_strategy", "strategy_for", "xml_elements"]
