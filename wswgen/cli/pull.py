"""``wswgen pull``: download a WSDL with all that it imports."""

from __future__ import annotations

import argparse
from pathlib import Path

from wswgen import api
from wswgen.cli.console import Console
from wswgen.pull.rules import Rules


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    default = Rules()
    parser.epilog = (
        "Proxies come from http_proxy, https_proxy, all_proxy and no_proxy. WSWGEN_PULL_USER and "
        "WSWGEN_PULL_PASSWORD, or WSWGEN_PULL_TOKEN, are sent to the server of URL and to no other."
    )
    parser.add_argument("url", metavar="URL", help="an http, https or file URL, or a path")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder for the documents"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--locked", action="store_true", help="refuse whatever differs from the lock file"
    )
    how.add_argument(
        "--update", action="store_true", help="take over what differs from the lock file"
    )
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar="HOST",
        help="follow imports and redirects to this host too, a name or a pattern (repeatable)",
    )  # fmt: skip
    parser.add_argument(
        "--allow-private", action="store_true",
        help="allow addresses that are not public, such as 127.0.0.1 and 10.0.0.1",
    )  # fmt: skip
    parser.add_argument(
        "--below", type=Path, metavar="DIR",
        help="the folder that imports from disk must stay in (default: that of the file)",
    )  # fmt: skip
    for option, kind, value, what in (
        ("--max-bytes", int, default.document_bytes, "bytes in one document"),
        ("--max-documents", int, default.documents, "documents"),
        ("--max-seconds", float, default.seconds, "seconds for everything"),
    ):
        parser.add_argument(
            option,
            type=kind,
            default=value,
            metavar="N",
            help=f"at most so many {what} (%(default)s)",
        )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Download, and say what is there now."""
    rules = Rules(
        hosts=tuple(arguments.allow_host),
        private=arguments.allow_private,
        below=arguments.below,
        document_bytes=arguments.max_bytes,
        documents=arguments.max_documents,
        seconds=arguments.max_seconds,
    )

    def progress(documents: int, size: int, url: str) -> None:
        console.step(f"{documents} documents, {size / 1024:.0f} KiB, {url[:60]} ...")

    pulled = api.pull(
        arguments.url, arguments.out, rules,
        locked=arguments.locked, update=arguments.update, progress=progress,
    )  # fmt: skip
    console.step("")
    for line in pulled.changes:
        console.say(line)
    noun = "document" if pulled.documents == 1 else "documents"
    console.say(
        f"{pulled.root}: {pulled.documents} {noun}, {pulled.size} bytes, "
        f"{len(pulled.written)} written, {len(pulled.removed)} removed"
    )
    return 0
