"""Regular expressions that are compiled when they are first used.

Those with the characters of XML names take milliseconds, and few programs need them.
"""

from __future__ import annotations

import re
from functools import cache


@cache
def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile`, once for each pattern."""
    return re.compile(pattern, flags)
