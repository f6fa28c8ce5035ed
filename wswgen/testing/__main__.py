"""``python -m wswgen.testing FOLDER PACKAGE``: samples for a generated package."""

from __future__ import annotations

import sys

from wswgen.testing.samples import report

print(report(sys.argv[1], sys.argv[2]), end="")
