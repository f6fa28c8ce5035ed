"""A build hook for hatchling.

```toml
[build-system]
requires = ["hatchling", "wswgen"]
build-backend = "hatchling.build"

[tool.hatch.build.hooks.wswgen]     # jobs = ["orders"] for some of them
```
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.plugin import hookimpl

from wswgen.buildtools.jobs import run_jobs
from wswgen.errors import GenerateError


class WswgenBuildHook(BuildHookInterface[BuilderConfig]):
    """Makes the packages before the files of a wheel or an sdist are collected."""

    PLUGIN_NAME = "wswgen"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Generate; the packages are shipped even where the version control ignores them."""
        root = Path(self.root)
        try:
            packages = run_jobs(root, self.config.get("jobs", ()))
        except GenerateError as error:
            raise SystemExit(str(error)) from None
        for package in packages:
            if package.is_relative_to(root):
                build_data["artifacts"].append(f"/{package.relative_to(root).as_posix()}/**")


@hookimpl
def hatch_register_build_hook() -> type[WswgenBuildHook]:
    """What the entry point ``hatch`` of this distribution leads hatchling to."""
    return WswgenBuildHook
