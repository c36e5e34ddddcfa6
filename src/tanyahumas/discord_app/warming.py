"""Loads models and index while the bot logs in, so that login is not late and no question waits."""

from __future__ import annotations

import asyncio
import logging
import time

from tanyahumas.assistant import Asking
from tanyahumas.discord_app.failures import where
from tanyahumas.discord_app.worker import Worker
from tanyahumas.errors import TanyahumasError

log = logging.getLogger(__name__)
RETRY_SECONDS = 30.0


class Warming:
    """`done` once everything is loaded; until then questions are answered as well, only later."""

    def __init__(self, asking: Asking, worker: Worker) -> None:
        self._asking = asking
        self._worker = worker
        self.done = False

    async def run(self) -> None:
        """Try until it works: an index that is missing now may be made meanwhile."""
        while not self.done:
            started = time.monotonic()
            try:
                await self._worker.run(self._asking.warm)
                self.done = True
                log.info("models and index loaded in %.1f s", time.monotonic() - started)
            except TanyahumasError as error:
                log.error("not ready to answer: %s", error)
                await asyncio.sleep(RETRY_SECONDS)
            except Exception as error:
                log.error("not ready to answer: %s at %s", type(error).__name__, where(error))
                await asyncio.sleep(RETRY_SECONDS)
