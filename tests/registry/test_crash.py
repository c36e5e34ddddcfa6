import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tanyahumas.registry import Registry, open_registry

from .conftest import NOW
from .importing import state

ROOT = Path(__file__).parents[2]


def _killed_import(url: str, first: int, seconds: float) -> int | None:
    """Start an import, kill it after `seconds` of work; the last state that it reported as done."""
    command = [sys.executable, "-m", "tests.registry.importing", url, str(first)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(seconds)
    child.kill()
    reported = child.stdout.read().split()
    child.wait()
    child.stdout.close()
    return int(reported[-1]) if reported else None


def _held_state(registry: Registry) -> int | None:
    """Which of the two states the registry holds, None while it is new; a mix fails."""
    held = {release.id: release for release in registry.indexable()}
    for number in (0, 1):
        if held == {release.id: release for release in state(number)}:
            return number
    assert held == {}
    return None


@pytest.mark.slow
def test_kill_at_fifty_moments(tmp_path: Path) -> None:
    """However an import is killed, the registry holds one whole state, at least the last one reported."""
    path = tmp_path / "registry.sqlite"
    url = f"sqlite:///{path}"
    moments = random.Random(20231017)
    before: int | None = None
    for turn in range(50):
        first = moments.randrange(2)
        reported = _killed_import(url, first, moments.uniform(0.0, 0.25))
        registry = open_registry(url)
        now = _held_state(registry)
        expected = {reported, 1 - reported} if reported is not None else {before, first}
        assert now in expected, f"turn {turn}"
        with sqlite3.connect(path) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        raw.close()
        before = now
        registry.close()
    registry = open_registry(url)
    registry.sync(state(1), "/rilis", "tests", NOW)
    assert _held_state(registry) == 1
    registry.close()


@pytest.mark.slow
def test_withdrawal_while_another_process_answers(tmp_path: Path) -> None:
    """After a withdrawal in one process, none of 100 following looks in another sees the release."""
    url = f"sqlite:///{tmp_path / 'registry.sqlite'}"
    registry = open_registry(url)
    registry.sync(state(0), "/rilis", "tests", NOW)
    code = (
        "import datetime as dt, sys\n"
        "from tanyahumas.domain import ANYBODY\n"
        "from tanyahumas.registry import open_registry\n"
        "registry = open_registry(sys.argv[1])\n"
        "for _ in sys.stdin:\n"
        "    seen = registry.visible(['kept0', 'kept1'], ANYBODY, dt.datetime.now(dt.UTC))\n"
        "    print(*sorted(seen), flush=True)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert child.stdin is not None
    assert child.stdout is not None

    def look() -> str:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write("\n")
        return child.stdout.readline().strip()

    assert look() == "kept0 kept1"
    registry.withdraw("kept0", "rina", NOW)
    assert {look() for _ in range(100)} == {"kept1"}
    child.stdin.close()
    assert child.wait() == 0
    child.stdout.close()
    registry.close()
