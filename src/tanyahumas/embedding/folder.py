"""The converted model's folder: built once, whole or not at all, checked before every use."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tanyahumas.errors import EmbeddingError

MANIFEST = "manifest.json"
_REASONS = {
    errno.ENOSPC: ("the disk is full", "free 1 GB and repeat the command"),
    errno.EDQUOT: ("the disk quota is used up", "free 1 GB and repeat the command"),
    errno.EROFS: ("it is read-only", "set TANYAHUMAS_HOME to a directory that can be written"),
    errno.EACCES: ("it may not be written", "set TANYAHUMAS_HOME to a directory that can be written"),
    errno.EPERM: ("it may not be written", "set TANYAHUMAS_HOME to a directory that can be written"),
}


def ensure_folder(folder: Path, version: str, build: Callable[[Path], None]) -> None:
    """Have `folder` hold what `build` writes, unless it does already.

    `build` fills an empty directory beside `folder`, which takes its name by one rename; of two
    processes at once the second waits and finds the work done. A damaged folder is replaced.

    Raises:
        EmbeddingError: the place cannot be written, or `build` raised it.
    """
    if is_whole(folder, version):
        return
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _lock(folder.parent):
            if not is_whole(folder, version):
                _replace(folder, version, build)
    except OSError as failed:
        reason, remedy = _REASONS.get(failed.errno or 0, (str(failed), None))
        raise EmbeddingError(f"the model cannot be written to {folder}: {reason}", remedy) from failed


def is_whole(folder: Path, version: str) -> bool:
    """Whether the folder holds exactly what its manifest of this version says.

    Content is hashed again only where a file's time differs from the manifest's.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = manifest["files"] if manifest["version"] == version else {}
        return bool(files) and all(_is_same(folder / name, entry) for name, entry in files.items())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _is_same(path: Path, entry: dict[str, Any]) -> bool:
    stat = path.stat()
    if stat.st_size != entry["size"]:
        return False
    return bool(stat.st_mtime_ns == entry["mtime_ns"]) or _sha256(path) == entry["sha256"]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _lock(directory: Path) -> Iterator[None]:
    with (directory / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _replace(folder: Path, version: str, build: Callable[[Path], None]) -> None:
    for leftover in folder.parent.glob(f".{folder.name}-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        build(fresh)
        _write_manifest(fresh, version)
        if folder.exists():
            folder.rename(Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent)) / "damaged")
        fresh.rename(folder)
        _sync(folder.parent)
    finally:
        for leftover in folder.parent.glob(f".{folder.name}-*"):
            shutil.rmtree(leftover, ignore_errors=True)


def _write_manifest(folder: Path, version: str) -> None:
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        _sync(path)
        stat = path.stat()
        files[str(path.relative_to(folder))] = {
            "size": stat.st_size,
            "mtime_ns": stat.st_mtime_ns,
            "sha256": _sha256(path),
        }
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps({"version": version, "files": files}, indent=2), encoding="utf-8")
    _sync(manifest)
    _sync(folder)
    folder.chmod(0o755)  # mkdtemp makes it private, but a service account may share the home


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
