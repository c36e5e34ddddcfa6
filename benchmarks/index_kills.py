"""Index runs killed at seeded moments: releases lost, states mixed, time until the next start answers.

    nice python benchmarks/index_kills.py [--kills 200] [--seed 1]

Small made-up releases and a model of hashed words, so that every stage of a run is hit; the
baseline is an index that nobody killed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.index.killing import builder, kill_loop, look


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        calm = Path(name) / "calm"
        with builder(calm) as build:
            build.start(0)
            build.codes()
        baseline = look(calm, range(1)).seconds
        seen = list(kill_loop(Path(name) / "killed", options.kills, options.seed))
    lost = sum(s.state is None for s in seen)
    mixed = sum(not s.whole for s in seen)
    published = len({s.state for s in seen})
    slowest = max(s.seconds for s in seen)
    print(f"{len(seen)} kills, {published} different indexes seen: {lost} lost releases, {mixed} mixed")
    print(
        f"next start answered after {slowest:.2f} s at most; baseline without kills {baseline:.2f} s;"
        f" ratio {slowest / baseline:.1f}"
    )


if __name__ == "__main__":
    main()
