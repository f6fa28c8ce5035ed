"""Adapters for build systems, each as thin as it can be: `wswgen.api` does the work."""

from __future__ import annotations

from pathlib import Path

CMAKE = Path(__file__).with_name("cmake")
"""The folder with FindWswgen.cmake, for CMAKE_MODULE_PATH."""
