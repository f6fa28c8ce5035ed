"""Whether a package is what a run would write, told by digests alone.

A run is a function of the generator, the options, the files it reads and the files that it looks
for in vain. The manifest holds all of them, so that nothing has to be parsed to see that nothing
has changed. Whatever cannot be told so is no error: the answer is no, and the run takes place.
"""

from __future__ import annotations

import os
from pathlib import Path

from wswgen import __version__
from wswgen.documents.naming import outside, path_of, url_name
from wswgen.options import Job
from wswgen.plan.names import default_package
from wswgen.source import source_digest
from wswgen.write.manifest import Manifest, read_manifest, sha256


def package_of(job: Job) -> Path:
    """The folder of the package that a job makes."""
    return job.out / (job.options.package or default_package(job.files[0].name))


def fresh(job: Job) -> Manifest | None:
    """The manifest of the package on disk if a run would change nothing; None otherwise."""
    package = package_of(job)
    manifest = read_manifest(package)
    if manifest is None or manifest.generator != __version__:
        return None
    asked = {**job.options.record(), "package": package.name}
    if manifest.options != asked or (job.strict and manifest.warnings):
        return None
    if _inputs_changed(job, manifest) or _outputs_changed(package, manifest):
        return None
    return manifest if manifest.source and manifest.source == source_digest() else None


def _inputs_changed(job: Job, manifest: Manifest) -> bool:
    root = job.files[0]
    if next(iter(manifest.inputs), None) != root.name:
        return True
    digest, mapped = _catalog(job)
    if digest != manifest.catalog:
        return True
    folder = Path(os.path.abspath(root)).parent
    offered = {
        outside(os.path.relpath(os.path.abspath(path), folder).replace("\\", "/")): path
        for path in job.files[1:]
    }
    if list(offered) != list(manifest.offered):
        return True
    if any(_digest(path) != manifest.offered[name] for name, path in offered.items()):
        return True
    for name, digest in manifest.inputs.items():
        if _digest(mapped.get(name, path_of(name, folder))) != digest:
            return True
    return any(
        name.startswith("_absolute/") or path_of(name, folder).exists() for name in manifest.missing
    )


def _catalog(job: Job) -> tuple[str, dict[str, Path]]:
    """The digest of a job's catalog, and the file of each document that an entry of it names."""
    if job.catalog is None:
        return "", {}
    from wswgen.documents.catalog import read_catalog  # parses XML: only where it must

    catalog = read_catalog(job.catalog)
    return catalog.sha256, {url_name(url): path for url, path in catalog.exact.items()}


def inputs_of(job: Job, manifest: Manifest) -> tuple[Path, ...]:
    """The files that a fresh package was made from: documents, offered files, the catalog."""
    _, mapped = _catalog(job)
    folder = job.files[0].parent
    read = [
        mapped.get(name, Path(os.path.normpath(path_of(name, folder)))) for name in manifest.inputs
    ]
    found = dict.fromkeys((*read, *job.files[1:]))
    return tuple(found) + ((job.catalog,) if job.catalog else ())


def _outputs_changed(package: Path, manifest: Manifest) -> bool:
    return any(_digest(package / name) != digest for name, digest in manifest.outputs.items())


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()) if path.is_file() else ""
    except OSError:
        return ""
