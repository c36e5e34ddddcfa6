"""What happened already: events that Discord repeats, users who were told."""

from __future__ import annotations

import time
from collections import OrderedDict

REMEMBERED = 10_000
QUIET_SECONDS = 60.0


class Seen:
    """The newest ten thousand events; a resumed connection may repeat some."""

    def __init__(self) -> None:
        self._events: OrderedDict[int, None] = OrderedDict()

    def before(self, event: int) -> bool:
        """Whether an event came before; from now on it did."""
        if event in self._events:
            return True
        self._events[event] = None
        while len(self._events) > REMEMBERED:
            self._events.popitem(last=False)
        return False


class Told:
    """Who was told something in the last minute."""

    def __init__(self) -> None:
        self._at: dict[int, float] = {}

    def now(self, user: int) -> bool:
        """Whether to tell a user now; then not again for a minute."""
        now = time.monotonic()
        self._at = {u: at for u, at in self._at.items() if now - at < QUIET_SECONDS}
        return self._at.setdefault(user, now) == now
