"""Index runs that are killed: `python -m tests.index.killing HOME` makes them, `kill_loop` ends them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tanyahumas.errors import BusyIndexError
from tanyahumas.index import LiveIndex, build_index
from tests.conftest import PROJECT, SilentProgress, make_release
from tests.index.fakes import NOW, FakeReleases, embed, make_work

DONE, BUSY, FAILED = 0, 3, 4


def corpus_of(state: int) -> FakeReleases:
    """Twelve releases whose words tell the state; two of them are there in this state only."""
    lasting = [make_release(f"r{n}", f"Berita {n} keadaan nomor{state}.") for n in range(10)]
    passing = [make_release(f"s{state}-{n}", f"Sementara {n} keadaan nomor{state}.") for n in range(2)]
    return FakeReleases([*lasting, *passing])


@dataclass(frozen=True, slots=True)
class Seen:
    """What an opened index holds: its state, whether all agrees with it, and seconds until it answered."""

    state: int | None
    whole: bool
    seconds: float


def look(home: Path, states: range) -> Seen:
    """Open the live index as a new process would, and compare everything in it with each state."""
    started = time.monotonic()
    work = make_work(home, FakeReleases([]))
    live = LiveIndex(work.store, work.settings)
    with live.use() as index:
        near = index.nearest(embed(["berita keadaan"])[0], 50)
        seconds = time.monotonic() - started
        worded = index.matching({"berita": 1.0, "keadaan": 1.0, "ada": 1.0, "sementara": 1.0}, 50)
        held = index.catalog.content_hashes()
        sides = [{entry.release_id: entry.content_hash for entry, _ in side} for side in (near, worded)]
        whole = not index.degraded and all(side == held for side in sides)
    live.close()
    state = next((s for s in states if corpus_of(s).content_hashes() == held), None)
    return Seen(state, whole, seconds)


class Builder:
    """The process that forks a child for each index run, so that each costs no imports."""

    def __init__(self, process: subprocess.Popen[str], out: IO[str], into: IO[str]) -> None:
        self._process, self._out, self._into = process, out, into

    def start(self, *states: int) -> list[int]:
        """Begin a run for each state at the same time; their pids."""
        self._into.write(" ".join(map(str, states)) + "\n")
        self._into.flush()
        return [int(pid) for pid in self._out.readline().split()]

    def codes(self) -> list[int]:
        """Wait for the runs; negative for a signal. Until this is called their pids stay taken."""
        self._into.write("\n")
        self._into.flush()
        return [int(code) for code in self._out.readline().split()]


@contextmanager
def builder(home: Path) -> Iterator[Builder]:
    """A running builder over `home`."""
    command = [sys.executable, "-m", "tests.index.killing", str(home)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=PROJECT, text=True, **pipes) as process:  # type: ignore[call-overload]
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Builder(process, process.stdout, process.stdin)
        process.stdin.close()


def kill_loop(home: Path, kills: int, seed: int) -> Iterator[Seen]:
    """Kill so many runs at seeded moments; what is seen in the index after each."""
    chance = random.Random(seed)
    with builder(home) as build:
        started = time.monotonic()
        build.start(0)
        assert build.codes() == [DONE]
        usual = time.monotonic() - started
        last = 0
        for state in range(1, kills + 1):
            (pid,) = build.start(state)
            time.sleep(chance.uniform(0, 1.1 * usual))
            os.kill(pid, signal.SIGKILL)
            build.codes()
            seen = look(home, range(last, state + 1))
            yield seen
            last = seen.state if seen.state is not None else last


def _build(home: Path, state: int) -> int:
    try:
        build_index(make_work(home, corpus_of(state)), SilentProgress(), NOW)
    except BusyIndexError:
        return BUSY
    return DONE


def _fork(home: Path, state: int) -> int:
    pid = os.fork()
    if pid == 0:
        code = FAILED
        try:
            code = _build(home, state)
        finally:
            os._exit(code)
    return pid


def main() -> None:
    """Read states a line and print pids; for an empty line wait for them and print exit codes."""
    import chromadb  # noqa: F401 - imported before forking, opened only in children

    pids: list[int] = []
    print("ready", flush=True)  # noqa: T201 - this is how it answers
    for line in iter(sys.stdin.readline, ""):
        if line.strip():
            pids = [_fork(Path(sys.argv[1]), int(state)) for state in line.split()]
            print(*pids, flush=True)  # noqa: T201
        else:
            codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
            print(*codes, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
