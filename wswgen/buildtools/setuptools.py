"""A build_py for setuptools that makes the packages first.

```toml
[build-system]
requires = ["setuptools", "wswgen"]
build-backend = "setuptools.build_meta"

[tool.setuptools.cmdclass]
build_py = "wswgen.buildtools.setuptools.BuildPy"
```
"""

from __future__ import annotations

from pathlib import Path

from setuptools.command.build_py import build_py
from setuptools.errors import ExecError

from wswgen.buildtools.jobs import run_jobs
from wswgen.errors import GenerateError


class BuildPy(build_py):
    """Generates before packages are collected, and adds the generated ones with their data."""

    def finalize_options(self) -> None:
        """Make the packages, then look for what belongs into the distribution."""
        try:
            made = run_jobs(Path())
        except GenerateError as error:
            raise ExecError(str(error)) from None
        found = list(self.distribution.packages or ())
        data: dict[str, list[str]] = dict(self.distribution.package_data or {})
        source = Path((self.distribution.package_dir or {}).get("", "."))
        for package in made:
            name = ".".join(package.absolute().relative_to(source.absolute()).parts)
            below = [path for path in package.rglob("__init__.py") if path.parent != package]
            inner = [path.parent.relative_to(package).parts for path in below]
            found += [each for each in (name, *(".".join((name, *p)) for p in inner))
                      if each not in found]  # fmt: skip
            data[name] = ["py.typed", "*.json", "wsdl/**"]
        self.distribution.packages = found
        self.distribution.package_data = data
        super().finalize_options()
