"""One writer at a time, across processes."""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from tanyahumas.errors import BusyIndexError, IndexingError


class WriterLock:
    """Held while an index is built. The kernel lets go of it when its process ends, however that is."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> WriterLock:
        """Take the lock.

        Raises:
            BusyIndexError: another process holds it; the message names pid and host.
            IndexingError: the lock file cannot be written.
        """
        try:
            self._handle = self._path.open("a+", encoding="utf-8")
        except OSError as failure:
            raise IndexingError(
                f"cannot write {self._path}: {failure.strerror}",
                "set TANYAHUMAS_HOME to a folder that you can write",
            ) from failure
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = self._holder()
            self._handle.close()
            raise BusyIndexError(
                f"another process is indexing ({holder})", "wait until it has ended"
            ) from None
        self._handle.truncate(0)
        self._handle.write(f"pid {os.getpid()} on {socket.gethostname()}")
        self._handle.flush()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._handle.truncate(0)
        self._handle.close()

    def _holder(self) -> str:
        self._handle.seek(0)
        return self._handle.read(200).strip() or "starting"


READERS = "readers.lock"  # made with the generation, so that readers need not write


class ReaderLock:
    """Held while a generation is open, so that it is not collected; many may hold it.

    Where the lock's file is gone nothing is held: what is opened may then be collected.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._handle: BinaryIO | None = (folder / READERS).open("rb")
            fcntl.flock(self._handle, fcntl.LOCK_SH)
        except OSError:
            self._handle = None

    def release(self) -> None:
        """Let the generation be collected."""
        if self._handle is not None:
            self._handle.close()


def in_use(folder: Path) -> bool:
    """Whether any process has this generation open."""
    try:
        with (folder / READERS).open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
