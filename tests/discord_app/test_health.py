import asyncio
import socket

import aiohttp
import pytest

from tanyahumas.discord_app.health import health_page
from tanyahumas.errors import ConfigurationError


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def look(port: int) -> tuple[int, dict[str, object]]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/healthz") as answer:
        return answer.status, await answer.json()


def test_page_follows_the_state() -> None:
    """The page says 200 while ready and 503 otherwise, with the figures."""
    state: dict[str, object] = {"ready": True, "running": 2}
    port = free_port()

    async def scene() -> None:
        async with health_page(port, lambda: state):
            assert await look(port) == (200, {"ready": True, "running": 2})
            state["ready"] = False
            assert (await look(port))[0] == 503
        with pytest.raises(aiohttp.ClientError):
            await look(port)

    asyncio.run(scene())


def test_taken_port_is_told() -> None:
    """A port in use stops the start with the setting to change."""

    async def scene() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = int(taken.getsockname()[1])
            with pytest.raises(ConfigurationError, match=str(port)):
                async with health_page(port, lambda: {"ready": True}):
                    pass

    asyncio.run(scene())
