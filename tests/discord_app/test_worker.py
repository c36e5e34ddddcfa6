import asyncio
import threading

import pytest

from tanyahumas.discord_app.worker import QueueFullError, Worker


def test_queue_is_bounded_and_drains() -> None:
    """Beyond threads and waiting room a call is refused, and room returns when calls end."""

    async def scene() -> None:
        worker, gate = Worker(threads=1, waiting=1), threading.Event()
        calls = [asyncio.create_task(worker.run(gate.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        assert worker.pending == 2
        with pytest.raises(QueueFullError):
            await worker.run(gate.wait)
        gate.set()
        assert await asyncio.gather(*calls) == [True, True]
        assert await worker.run(lambda: 5) == 5
        worker.close()

    asyncio.run(scene())


def test_call_that_outlives_its_caller_still_counts() -> None:
    """A running call is pending until its thread ends, even if nobody waits for it any more."""
    gate = threading.Event()
    worker = Worker(threads=1, waiting=5)

    async def scene() -> None:
        calls = [asyncio.create_task(worker.run(gate.wait)) for _ in range(3)]
        await asyncio.sleep(0.05)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    asyncio.run(scene())
    worker.close()
    assert worker.pending == 1
    gate.set()
