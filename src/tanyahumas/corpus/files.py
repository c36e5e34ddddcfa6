"""Which files of a folder are read, and in which order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from tanyahumas.errors import CorpusError

SKIPPED_STEMS = frozenset({"readme"})
SIDECAR = ".yml"  # `rilis.pdf.yml` holds the front matter of `rilis.pdf`


def walk(root: Path, unlistable: Callable[[Path], None]) -> Iterator[Path]:
    """Files under `root` in sort order of their relative path.

    Left out: hidden files and folders, README files, whatever is no regular file, links to
    folders, and links to files outside `root`. A subfolder that cannot be listed is told to
    `unlistable`.

    Raises:
        CorpusError: `root` itself cannot be listed.
    """

    def failed(error: OSError) -> None:
        if Path(error.filename) == root:
            raise CorpusError(f"cannot list the folder {root}: {error.strerror}", f"ls -ld {root}")
        unlistable(Path(error.filename))

    found: list[Path] = []
    for folder, subfolders, names in os.walk(root, onerror=failed):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        found.extend(Path(folder, name) for name in names if not name.startswith("."))
    real_root = root.resolve()
    for path in sorted(found, key=lambda p: os.fsencode(p.relative_to(root))):
        if path.stem.lower() not in SKIPPED_STEMS and not _is_sidecar(path) and _inside(path, real_root):
            yield path


def _is_sidecar(path: Path) -> bool:
    return path.suffix.lower() == SIDECAR and path.with_suffix("").is_file()


def _inside(path: Path, real_root: Path) -> bool:
    try:
        return path.is_file() and path.resolve().is_relative_to(real_root)
    except OSError:
        return False


def source_name(path: Path) -> str:
    """The absolute real path as text; bytes that are no UTF-8 are written as escapes."""
    return os.fsencode(path.resolve()).decode("utf-8", "backslashreplace")
