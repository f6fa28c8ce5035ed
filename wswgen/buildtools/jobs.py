"""Run the jobs of a project from inside a build tool."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wswgen import api
from wswgen.config import FILE, OWN_FILE, read_settings


def run_jobs(project: Path, names: Sequence[str] = ()) -> tuple[Path, ...]:
    """Make the packages of a project's settings, or of some jobs; the folders of the packages.

    Raises `wswgen.errors.GenerateError`, whose text is a diagnostic for each problem.
    """
    own = project / OWN_FILE
    settings = read_settings(own if own.is_file() else project / FILE)
    return tuple(api.from_wsdl(job).package for job in settings.chosen(names))
