"""How fast the bot answers fifty users at once, beside the pipeline alone on as many threads.

    flock LOCK nice python benchmarks/discord_load.py [--users 50] [--questions 100] [--rounds 2]

Both are processes of their own over the index of the settings, loaded before the clock starts, asked
the same questions, in turn. The bot runs unmodified against the Discord stand-in beside the project,
whose own work is counted against the bot. The goals: ratio of rates at least 0.8, acknowledgement
p99 under 1 s, nothing late, unanswered or answered twice.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tanyahumas.app import open_assistant
from tanyahumas.config import load_settings

ROOT = Path(__file__).resolve().parents[1]
STAND_IN = ROOT.parent / "shared" / "tools" / "simdiscord"
QUESTIONS = ROOT / "tests" / "evals" / "questions.jsonl"
SETTLE = 0.6


def main() -> None:
    """Print a line a round, then medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    wished = parser.parse_args()
    if wished.alone:
        print(json.dumps(alone(json.load(sys.stdin))))
        return
    texts = [json.loads(line)["question"] for line in QUESTIONS.open(encoding="utf-8")]
    per_user = max(1, wished.questions // wished.users)
    count = per_user * wished.users
    questions = [texts[n % len(texts)] for n in range(count)]
    ratios, costs = [], []
    for _ in range(wished.rounds):
        rate, cpu = alone_apart(questions)
        bot_rate, bot_cpu = with_bot(questions, wished.users, per_user)
        print(f"alone {rate:.2f}/s, {cpu:.0f} ms cpu; bot {bot_rate:.2f}/s, {bot_cpu:.0f} ms cpu")
        ratios.append(bot_rate / rate)
        costs.append(cpu / bot_cpu)
    print(f"ratio of rates {statistics.median(ratios):.2f}; of processor time {statistics.median(costs):.2f}")


def alone(questions: Sequence[str]) -> tuple[float, float]:
    """Answers a second, and milliseconds of processor time an answer."""
    settings = load_settings()
    with open_assistant(settings) as assistant, ThreadPoolExecutor(settings.discord_answering) as pool:
        assistant.warm()
        began, used = time.perf_counter(), _cpu()
        list(pool.map(assistant.ask, questions))
        seconds, cpu = time.perf_counter() - began, _cpu() - used
    return len(questions) / seconds, 1000 * cpu / len(questions)


def alone_apart(questions: Sequence[str]) -> tuple[float, float]:
    """`alone` in a process of its own."""
    command = [sys.executable, __file__, "--alone"]
    done = subprocess.run(
        command, input=json.dumps(questions), capture_output=True, text=True, check=True, cwd=ROOT
    )
    rate, cpu = json.loads(done.stdout)
    return rate, cpu


def with_bot(questions: Sequence[str], users: int, per_user: int) -> tuple[float, float]:
    """The same through the bot; prints what users saw."""
    if not STAND_IN.is_dir():
        sys.exit("the Discord stand-in is not at ../shared/tools/simdiscord")
    sys.path.insert(0, str(STAND_IN))
    with importlib.import_module("simdiscord").SyncSim(settle=SETTLE) as sim:
        people = [sim.user(f"user{n}") for n in range(users)]
        guild = sim.guild("Kampus", owner=people[0])
        channel = guild.channel("umum")
        for person in people[1:]:
            guild.join(person)
        env = {"TANYAHUMAS_LOG_LEVEL": "INFO", "TANYAHUMAS_DISCORD_USER_HOURLY": "0"}
        sim.spawn(sys.executable, "bot.py", cwd=str(ROOT), env=env)
        sim.wait_ready(commands={"tanya"})
        while not any("index loaded" in line for line in sim.bot_log):
            time.sleep(0.1)
        numbers = {person.id: n * per_user for n, person in enumerate(people)}

        async def ask(person: Any, number: int) -> Any:
            asked = {"pertanyaan": questions[numbers[person.id] + number]}
            return await sim.sim.invoke_slash(
                person, channel, "tanya", asked, until=lambda t: t.buttons, timeout=600
            )

        used = _cpu_of(sim.sim.proc.pid)
        report = sim.load(ask, people, per_user=per_user)
        cpu = _cpu_of(sim.sim.proc.pid) - used
        seen = report.transcripts
        began = min(t.t0 for t in seen)
        seconds = max(t.t0 + t.elapsed_ms / 1000 for t in seen) - began
        twice = sum(len(t.messages) != 1 for t in seen)
        print(report)
        print(f"answered not exactly once: {twice}; violations: {len(report.violations)}")
        sim.stop_bot()
    return len(seen) / seconds, 1000 * cpu / len(seen)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _cpu_of(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
