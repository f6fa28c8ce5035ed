"""``python -m wswgen.testing FOLDER PACKAGE [--json]``: samples for a generated package."""

from __future__ import annotations

import sys

from wswgen.testing.samples import as_json, report

show = as_json if "--json" in sys.argv[3:] else report
print(show(sys.argv[1], sys.argv[2]), end="")
