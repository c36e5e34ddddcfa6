"""The child process: reads documents from standard input, answers on standard output.

It can neither write files nor open connections nor start programs, and memory, processor
time and file size are limited, so that a hostile document can only make this process fail.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import resource
import sys
from dataclasses import asdict
from typing import IO, Any

from tanyahumas.corpus.parsing.extract import ADDRESS_SPACE, CPU_SECONDS, DATA_MEMORY, Extract, Refusal

_FORBIDDEN = (
    "socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "subprocess.Popen", "os.system",
    "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.remove", "os.rename", "os.mkdir",
    "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown", "pty.spawn",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main() -> None:
    """Serve until standard input ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # libraries that print must not disturb
    logging.disable(logging.CRITICAL)
    from tanyahumas.corpus.parsing import documents  # imported while files may still be opened freely

    _limit()
    sys.addaudithook(_audit)
    while header := sys.stdin.buffer.readline():
        request = json.loads(header)
        data = sys.stdin.buffer.read(request["size"])
        _more_processor_time()
        try:
            _serve(documents, answers, request, data)
        except MemoryError:
            _send(answers, {"memory": _memory(), "failed": True})
            os._exit(3)


def _serve(documents: Any, answers: IO[bytes], request: dict[str, Any], data: bytes) -> None:
    def starting(member: str) -> None:
        _send(answers, {"starting": member})

    for found in documents.parse(request["kind"], data, frozenset(request["skip"]), starting):
        _send(answers, {type(found).__name__: _plain(found)})
    _send(answers, {"memory": _memory()})


def _memory() -> int:
    """The most that this process held in memory, in bytes; 0 where the system does not tell.

    Not `ru_maxrss`, which a child inherits from a larger parent.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
            lines = dict(line.split(":", 1) for line in status)
        return int(lines["VmHWM"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return 0


def _plain(found: Extract | Refusal) -> dict[str, Any]:
    return {key: dict(value) if key == "hints" else value for key, value in asdict(found).items()}


def _send(answers: IO[bytes], message: dict[str, Any]) -> None:
    answers.write(json.dumps(message).encode() + b"\n")
    answers.flush()


def _limit() -> None:
    limits = {
        resource.RLIMIT_DATA: DATA_MEMORY,
        resource.RLIMIT_AS: ADDRESS_SPACE,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in limits.items():
        with contextlib.suppress(ValueError, OSError):  # a system that does not know it
            resource.setrlimit(limit, (value, value))


def _more_processor_time() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN or (event == "open" and len(arguments) > 2 and int(arguments[2] or 0) & _WRITING):
        raise PermissionError(f"a parser tried {event}")


if __name__ == "__main__":
    main()
