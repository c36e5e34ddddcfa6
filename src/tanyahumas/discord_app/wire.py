"""Watches acknowledgements on their way, so that they can be tried again in time.

An interaction lives three seconds, and discord.py pauses one and then three seconds after a
fault of Discord: its third try always comes too late. A request under way must not be cut off,
since it may have arrived; so only a pause is cut short.
"""

from __future__ import annotations

import re
from types import SimpleNamespace

import aiohttp

_CALLBACK = re.compile(r"/interactions/(\d+)/[^/]+/callback$")


class Wire:
    """Knows of each interaction whether its last request failed on Discord's side."""

    def __init__(self) -> None:
        self._failed: dict[int, bool] = {}
        self.trace = aiohttp.TraceConfig()
        self.trace.on_request_start.append(self._started)
        self.trace.on_request_end.append(self._ended)

    def failed(self, interaction: int) -> bool:
        """A fault of Discord came back, and no further request is under way."""
        return self._failed.get(interaction, False)

    def forget(self, interaction: int) -> None:
        """The interaction is acknowledged or lost."""
        self._failed.pop(interaction, None)

    async def _started(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, params: aiohttp.TraceRequestStartParams
    ) -> None:
        if match := _CALLBACK.search(params.url.path):
            self._failed[int(match[1])] = False

    async def _ended(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        if match := _CALLBACK.search(params.url.path):
            self._failed[int(match[1])] = params.response.status >= 500
