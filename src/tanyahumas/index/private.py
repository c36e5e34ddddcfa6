"""A published Chroma folder as one process opens it.

Opening a Chroma folder writes its SQLite file, and waits without end, holding Python's global
lock, while another process has that file locked. So every process opens a copy of the SQLite
file (2 MB for 10,000 passages) with the graph's files linked: a published generation is read
and never written, it may lie in a read-only folder, and no foreign lock can reach a reader.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tanyahumas.index.lock import READERS, ReaderLock, in_use

PREFIX = "tanyahumas-index-"
SQLITE = "chroma.sqlite3"
YOUNG = 60  # seconds in which another process may not have locked its new copy yet


class PrivateCopy:
    """A temporary folder that Chroma opens in the place of a published one."""

    def __init__(self, published: Path) -> None:
        """Make it; what killed processes left behind is removed on the way.

        Raises:
            OSError: the folder for temporary files cannot be written, or the SQLite file not read.
        """
        _clear_leftovers(Path(tempfile.gettempdir()))
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        (self.folder / READERS).touch()
        self._lock = ReaderLock(self.folder)
        try:
            shutil.copyfile(published / SQLITE, self.folder / SQLITE)
            for inner in published.resolve().iterdir():
                if inner.is_dir():
                    (self.folder / inner.name).symlink_to(inner)
        except OSError:
            self.remove()
            raise

    def remove(self) -> None:
        """Delete the copy."""
        self._lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)


def _clear_leftovers(parent: Path) -> None:
    with suppress(OSError):
        for folder in parent.glob(f"{PREFIX}*"):
            if time.time() - folder.stat().st_mtime > YOUNG and not in_use(folder):
                shutil.rmtree(folder, ignore_errors=True)
