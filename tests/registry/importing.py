"""A process that is killed by a test: syncs two states of a corpus in turn, for ever.

Arguments: the registry's URL and the number of the state to begin with. Prints `ready`, then
the number of each state once it is committed.
"""

import datetime as dt
import sys
from itertools import count

from tanyahumas.domain import Release
from tanyahumas.registry import open_registry
from tests.registry.conftest import make_release

NOW = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


def state(number: int) -> list[Release]:
    """200 releases; half are the same in both states, a quarter changes, a quarter is replaced."""
    kept = [make_release(f"kept{i}", text=f"Isi {i}. " * 50) for i in range(100)]
    changed = [make_release(f"changed{i}", text=f"Isi {i}, keadaan {number}. " * 50) for i in range(50)]
    replaced = [make_release(f"only{number}-{i}") for i in range(50)]
    return [*kept, *changed, *replaced]


def main(url: str, first: int) -> None:
    """Sync until killed."""
    registry = open_registry(url)
    states = [state(0), state(1)]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for turn in count(first):
        registry.sync(states[turn % 2], "/rilis", "importing", NOW)
        sys.stdout.write(f"{turn % 2}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
