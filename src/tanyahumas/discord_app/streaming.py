"""What an answer looks like while it is being made, shown at a rate that Discord accepts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from tanyahumas.discord_app.replies import Reply

PAUSE_SECONDS = 1.5


class Interim:
    """Shows the newest of the replies it is told, at most one in `PAUSE_SECONDS`."""

    def __init__(self, show: Callable[[Reply], Awaitable[None]]) -> None:
        """`show` puts a reply in place of the one before; needs a running event loop."""
        self._show = show
        self._loop = asyncio.get_running_loop()
        self._newest: Reply | None = None
        self._news = asyncio.Event()
        self._ended = asyncio.Event()
        self._showing = asyncio.create_task(self._keep_showing())

    def say(self, reply: Reply) -> None:
        """Show a reply soon, unless a newer one comes; from any thread, and without effect after the end."""
        with suppress(RuntimeError):  # the loop itself has ended
            self._loop.call_soon_threadsafe(self._take, reply)

    def remind(self, reply: Reply) -> None:
        """`say` it if nothing has been said yet."""
        if self._newest is None:
            self._take(reply)

    async def end(self) -> None:
        """Show nothing more: whatever is shown next has the last word. Waits for what is on its way."""
        self._ended.set()
        self._news.set()
        await self._showing

    def _take(self, reply: Reply) -> None:
        self._newest = reply
        self._news.set()

    async def _keep_showing(self) -> None:
        while True:
            await self._news.wait()
            if self._ended.is_set() or self._newest is None:
                return
            self._news.clear()
            await self._show(self._newest)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), PAUSE_SECONDS)


@asynccontextmanager
async def interim(show: Callable[[Reply], Awaitable[None]]) -> AsyncIterator[Interim]:
    """An `Interim` that has ended when the block is left."""
    made = Interim(show)
    try:
        yield made
    finally:
        await made.end()
