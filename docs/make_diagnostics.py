"""Write docs/diagnostics.md from wswgen/codes.py.

    python docs/make_diagnostics.py [--check]

With ``--check`` nothing is written; exit code 1 says that the page is stale.
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from wswgen.codes import CODES

PAGE = Path(__file__).with_name("diagnostics.md")

HEAD = """\
<!-- Made by docs/make_diagnostics.py from wswgen/codes.py. Do not edit. -->
# Diagnostics

wswgen reports everything that it finds, in one run:

```text
orders.wsdl:42:7: error W105: the type {urn:example:orders}Ordr does not exist
    help: did you mean Order?
```

File, line and column; error or warning; the code; what is wrong; what to do.
`wswgen explain CODE` prints what stands below. A code keeps its meaning for ever.

An **error** refuses the input, and nothing is written. A **warning** says what was left out or
not honoured, and the rest is generated; `--strict` makes errors of warnings.

Exit codes:

| code | meaning |
|---|---|
| 0 | done |
| 1 | the input is refused, there are warnings with `--strict`, or `check` found a difference; \
`doctor`: the backend that would be taken cannot be used |
| 2 | wrong usage: an unknown option, a name that is no Python name, an unknown code to explain |
| 3 | `diff` found a change that breaks callers or services |
| 130 | interrupted; nothing was changed |
| 141 | whoever read the output went away before its end, as `head` does |
"""

PARTS = {
    "W0": "Documents",
    "W1": "Schemas",
    "W2": "WSDL",
    "W3": "What a contract carries",
    "W4": "Output",
    "W5": "Downloads",
}


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    part = ""
    for code, text in CODES.items():
        if code[:2] != part:
            part = code[:2]
            lines.append(f"\n## {PARTS[part]}\n")
        lines.append(f"\n### {code}\n\n**{text.summary}**\n")
        lines.append("\n" + textwrap.fill(text.explanation, 110, break_on_hyphens=False) + "\n")
    return "".join(lines)


def main() -> None:
    """Write the page, or check it."""
    if sys.argv[1:] == ["--check"]:
        if PAGE.read_text("utf-8") != page():
            sys.exit(f"{PAGE.name} is stale: run docs/make_diagnostics.py")
    else:
        PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
