"""How much each user, and all together, may ask: token buckets and a cap on what runs at once."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tanyahumas.errors import TanyahumasError

MAX_USERS = 10_000
# An hour's questions divided by this may be asked in a row.
BURST = 15


class BudgetError(TanyahumasError):
    """A user or everybody together asked too much; `seconds` until it is worth trying again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the budget is spent for {seconds:.0f} s")
        self.seconds = seconds


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


class Budgets:
    """`hourly` questions a user, `together` of all (0: no bound); a part of them in a burst."""

    def __init__(
        self,
        hourly: int,
        together: int,
        at_once: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._hourly = hourly
        self._together = together
        self._at_once = at_once
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._running: dict[str, int] = {}

    @contextmanager
    def spend(self, user: str, hourly: int | None = None) -> Iterator[None]:
        """Take one question from the budgets and hold a place among the running ones.

        `hourly` replaces the default for this user. Not thread-safe: for one event loop.

        Raises:
            BudgetError: nothing is left; nothing was taken.
        """
        running = self._running.get(user, 0)
        if running >= self._at_once:
            raise BudgetError(5)
        self._take(user, self._hourly if hourly is None else hourly)
        self._running[user] = running + 1
        try:
            yield
        finally:
            self._running[user] -= 1
            if not self._running[user]:
                del self._running[user]

    def _take(self, user: str, hourly: int) -> None:
        waits = [self._wait("", self._together), self._wait(user, hourly)]
        if max(waits) > 0:
            raise BudgetError(max(waits))
        for key, rate in (("", self._together), (user, hourly)):
            if rate:
                self._buckets[key].tokens -= 1

    def _wait(self, key: str, rate: int) -> float:
        """Seconds until a token of `key` is there; 0 if one is."""
        if not rate:
            return 0.0
        now, room = self._clock(), max(1.0, rate / BURST)
        bucket = self._buckets.setdefault(key, _Bucket(room, now))
        self._buckets.move_to_end(key)
        bucket.tokens = min(room, bucket.tokens + (now - bucket.filled_at) * rate / 3600)
        bucket.filled_at = now
        while len(self._buckets) > MAX_USERS:
            self._buckets.popitem(last=False)
        return 0.0 if bucket.tokens >= 1 else (1 - bucket.tokens) * 3600 / rate
