"""A health page on loopback, for whatever watches the process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tanyahumas.errors import ConfigurationError


@asynccontextmanager
async def health_page(port: int, look: Callable[[], dict[str, Any]]) -> AsyncIterator[None]:
    """Serve `GET /healthz` on 127.0.0.1: 200 while `look()["ready"]`, else 503; 0 serves nothing.

    Raises:
        ConfigurationError: the port is taken.
    """
    if not port:
        yield
        return

    async def show(_: web.Request) -> web.Response:
        state = look()
        return web.json_response(state, status=200 if state["ready"] else 503)

    app = web.Application()
    app.router.add_get("/healthz", show)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
    except OSError as error:
        await runner.cleanup()
        raise ConfigurationError(
            f"the health page cannot use port {port}: {error.strerror}", "set TANYAHUMAS_DISCORD_HEALTH_PORT"
        ) from None
    try:
        yield
    finally:
        await runner.cleanup()
