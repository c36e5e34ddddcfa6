"""The parent's side: one child process that parses documents, replaced when it fails."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from tanyahumas.corpus.parsing.extract import DATA_LIMIT, WALL_SECONDS, Extract, Refusal

ANSWER_LIMIT = 32_000_000
# A child that grew beyond this is replaced, so that each document has most of the limit.
GROWN = 150_000_000
FAILURES_PER_ARCHIVE = 5
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV")


class _ChildFailedError(Exception):
    """The child died, was too slow, or said too much."""


class Extractor:
    """Parses documents one after the other; a context manager, not thread-safe."""

    def __init__(self, wall_seconds: float = WALL_SECONDS) -> None:
        self._wall_seconds = wall_seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._buffer = b""
        self._grown = False
        self.peak_memory = 0

    def __enter__(self) -> Extractor:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                if stream:
                    stream.close()

    def extract(self, kind: str, data: bytes) -> Iterator[Extract | Refusal]:
        """Every document that a file of the kind (`.pdf`, …) holds; never raises for bad input."""
        if len(data) > DATA_LIMIT:
            yield Refusal("", f"larger than {DATA_LIMIT // 1_000_000} MB", "split it, or remove its pictures")
            return
        finished: list[str] = []
        for _ in range(FAILURES_PER_ARCHIVE):
            current = ""
            try:
                for message in self._ask(kind, data, finished):
                    current = message.get("starting", current)
                    found = _found(message)
                    if found is not None:
                        yield found
                        finished.append(found.member)
                return
            except GeneratorExit:  # nobody wants the rest, which must not answer the next request
                self.close()
                raise
            except _ChildFailedError as failure:
                self.close()
                yield Refusal(current, str(failure), "open it, check it, and save it anew or as plain text")
                finished.append(current)
            if kind != ".zip" or not current:
                return

    def _ask(self, kind: str, data: bytes, finished: list[str]) -> Iterator[dict[str, Any]]:
        child = self._alive()
        deadline = time.monotonic() + self._wall_seconds
        header = json.dumps({"kind": kind, "size": len(data), "skip": finished}).encode()
        self._write(child, header + b"\n" + data, deadline)
        said = 0
        while True:
            line = self._line(child, deadline)
            said += len(line)
            if said > ANSWER_LIMIT:
                raise _ChildFailedError("it unpacks to too much text")
            message: dict[str, Any] = json.loads(line)
            if "memory" in message:
                self._note_memory(message)
                return
            if "starting" in message:
                deadline = time.monotonic() + self._wall_seconds
            yield message

    def _note_memory(self, message: dict[str, Any]) -> None:
        self.peak_memory = max(self.peak_memory, message["memory"])
        self._grown = message["memory"] > GROWN
        if "failed" in message:
            raise _ChildFailedError("parsing it takes too much memory")

    def _alive(self) -> subprocess.Popen[bytes]:
        if self._child is not None and (self._grown or self._child.poll() is not None):
            self.close()
        if self._child is None:
            self._child, self._buffer, self._grown = _started(), b"", False
        return self._child

    def _write(self, child: subprocess.Popen[bytes], data: bytes, deadline: float) -> None:
        assert child.stdin is not None
        view = memoryview(data)
        try:
            while view:
                _, ready, _ = select.select([], [child.stdin], [], max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise _ChildFailedError("parsing it takes too long")
                view = view[os.write(child.stdin.fileno(), view[:65_536]) :]
        except BrokenPipeError:
            raise _ChildFailedError("the parser failed on it") from None

    def _line(self, child: subprocess.Popen[bytes], deadline: float) -> bytes:
        assert child.stdout is not None
        parts = [self._buffer]
        size = len(self._buffer)
        while b"\n" not in parts[-1]:
            ready, _, _ = select.select([child.stdout], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise _ChildFailedError("parsing it takes too long")
            part = os.read(child.stdout.fileno(), 65_536)
            if not part:
                raise _ChildFailedError("parsing it takes too much memory or processor time")
            parts.append(part)
            size += len(part)
            if size > ANSWER_LIMIT:
                raise _ChildFailedError("it unpacks to too much text")
        line, _, self._buffer = b"".join(parts).partition(b"\n")
        return line


def _started() -> subprocess.Popen[bytes]:
    """A child that knows no secret: nearly nothing of the environment is passed on."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
    environment |= {"PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "1"}
    child = subprocess.Popen(
        [sys.executable, "-m", "tanyahumas.corpus.parsing.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        close_fds=True,
        start_new_session=True,  # Ctrl-C reaches the parent alone, which ends the child
    )
    assert child.stdin is not None
    os.set_blocking(child.stdin.fileno(), False)
    return child


def _found(message: dict[str, Any]) -> Extract | Refusal | None:
    if (row := message.get("Extract")) is not None:
        return Extract(row["member"], row["text"], row["hints"], tuple(row["hidden"]), row["raw"])
    if (row := message.get("Refusal")) is not None:
        return Refusal(row["member"], row["reason"], row["remedy"])
    return None
