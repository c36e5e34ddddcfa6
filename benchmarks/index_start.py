"""Cold start and memory of a question on a ready index, beside `import sentence_transformers` alone.

    nice python benchmarks/index_start.py HOME [--times 5]

Each figure is of processes of their own, in turn; memory is the largest resident set.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

QUESTIONS = ("Siapa rektor?", "kapan wisuda?", "where is the library?", "berapa jumlah peserta donor darah?")
ASK = ["-c", "from tanyahumas.cli import main; main()", "ask", QUESTIONS[0]]
IMPORT = ["-c", "import sentence_transformers"]
BOT_SCRIPT = f"""
import discord
from tanyahumas.app import open_assistant
from tanyahumas.config import load_settings
with open_assistant(load_settings()) as assistant:
    for question in {QUESTIONS!r} * 5:
        assistant.ask(question)
"""
BOT = ["-c", BOT_SCRIPT]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    commands = {"import sentence_transformers": IMPORT, "tanyahumas ask": ASK, "bot, 20 questions": BOT}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(options.times):
        for name, command in commands.items():
            found[name].append(run(command, options.home))
    base = [statistics.median(column) for column in zip(*found["import sentence_transformers"], strict=True)]
    for name, figures in found.items():
        seconds, memory = (statistics.median(column) for column in zip(*figures, strict=True))
        print(
            f"{name}: {seconds:.2f} s (ratio {seconds / base[0]:.2f}),"
            f" {memory:.0f} MB (ratio {memory / base[1]:.2f})"
        )


def run(command: list[str], home: Path) -> tuple[float, float]:
    """Seconds and megabytes of one process."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, "TANYAHUMAS_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return time.perf_counter() - started, usage.ru_maxrss / 1000


if __name__ == "__main__":
    main()
