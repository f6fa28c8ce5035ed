"""Write docs/commands.md, docs/settings.md and docs/diff.md from what they describe.

    python docs/make_reference.py [--check]

With ``--check`` nothing is written; exit code 1 says that a page is stale.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.diff.pairs import PAIRS  # noqa: E402
from wswgen.cli.commands import COMMANDS, load, parser_of  # noqa: E402
from wswgen.config import JOB, OPERATION, SHARED, Setting  # noqa: E402
from wswgen.diff.change import KINDS  # noqa: E402

MADE = "<!-- Made by docs/make_reference.py. Do not edit. -->\n"
SIDES = {
    "C": ("breaks", "ok"),
    "S": ("ok", "breaks"),
    "CS": ("breaks", "breaks"),
    "-": ("ok", "ok"),
}

DIFF = """
# What a change breaks

`wswgen diff OLD NEW` compares two states of a contract: files, folders, or revisions of git. Each
change has a verdict for both sides of the wire:

* **callers** are clients made from the old contract that meet a new service,
* **services** are those made from the old contract that new clients call.

What a message may hold is a set of documents. A change of a type *widens* it (there are new
documents) or *narrows* it (some are not admitted any more). Callers of before are safe if every
old request is a new one and every new response an old one; services of before are safe the other
way round. So an optional element that is added to a request breaks services, and one that is
added to a response breaks callers: a strict reader does not pass over what it does not know.

Each change is listed under the first heading that fits: breaks callers, breaks services,
compatible, documentation. Exit code 3 says that somebody is broken; `--fail-on callers`,
`services` or `never` says whom you care for. `--format markdown` is for reviews, `json` for
programs. What `diff` cannot decide, such as which of two patterns admits more, it counts as
broken. Operations that are not carried are not compared, and named.

## The kinds of change

| kind | what |
|---|---|
"""

JUDGED = """
## Changes and their verdicts

These were judged by hand; tests hold `diff` to them, and let clients and services of both
contracts talk where it says that they can.

| change | kind | callers | services |
|---|---|---|---|
"""

SETTINGS = """
# Settings

`[tool.wswgen]` of pyproject.toml, or a wswgen.toml with the same and no `tool.wswgen`. The
nearest one in this folder or above holds; `--config FILE` names another, `--no-config` reads
none. Paths count from the file's folder, and the command line wins. A key that is not known is an
error with its line and a suggestion.

```toml
[tool.wswgen]
out = "src"

[tool.wswgen.jobs.orders]
wsdl = "contracts/orders.wsdl"
only = ["Submit", "Find*"]

[tool.wswgen.jobs.orders.operations.Submit]
cancel = false
```

`wswgen init` writes first settings; `wswgen init --schema` prints their JSON schema, for editors.
"""


def pages() -> Mapping[str, str]:
    """Every page by its name."""
    return {"commands.md": commands(), "settings.md": settings(), "diff.md": diff()}


def commands() -> str:
    """What every command takes, as its own help says it."""
    os.environ["COLUMNS"] = "100"
    os.environ["NO_COLOR"] = "1"
    lines = [MADE, "# Commands\n\nThe same as `wswgen COMMAND --help`. Exit codes are in "]
    lines.append("[Diagnostics](diagnostics.md).\n")
    for name in COMMANDS:
        text = parser_of(name, load(name)).format_help()
        text = "\n".join(line.rstrip() for line in text.splitlines())
        lines.append(f"\n## {name}\n\n```text\n{text}\n```\n")
    return "".join(lines)


def settings() -> str:
    """The tables of the settings."""
    lines = [MADE, SETTINGS.lstrip()]
    for title, known in (
        ("In `[tool.wswgen]`, for all jobs", SHARED),
        ("In `[tool.wswgen.jobs.NAME]`", JOB),
        ("In `[... .operations.NAME]`", OPERATION),
    ):
        lines.append(f"\n## {title}\n\n| key | value | meaning |\n|---|---|---|\n")
        lines += [_setting(name, setting) for name, setting in known.items()]
    return "".join(lines)


def _setting(name: str, setting: Setting) -> str:
    return f"| `{name}` | {setting.kind} | {setting.help} |\n"


def diff() -> str:
    """What each kind is, and the verdicts on changes."""
    lines = [MADE, DIFF.lstrip()]
    lines += [f"| `{kind}` | {what} |\n" for kind, what in KINDS.items()]
    lines.append(JUDGED)
    for name, pair in PAIRS.items():
        for kind, sides in pair.expected.items():
            callers, services = SIDES[sides]
            lines.append(f"| {name} | `{kind}` | {callers} | {services} |\n")
    return "".join(lines)


def main() -> None:
    """Write the pages, or check them."""
    for name, text in pages().items():
        path = Path(__file__).with_name(name)
        if sys.argv[1:] != ["--check"]:
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            sys.exit(f"{name} is stale: run docs/make_reference.py")


if __name__ == "__main__":
    main()
