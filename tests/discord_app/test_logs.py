import json
import logging
import sys

import pytest

from tanyahumas.discord_app.logs import set_up_logging


@pytest.fixture(autouse=True)
def restore() -> object:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def test_debug_never_reaches_the_libraries(capsys: pytest.CaptureFixture[str]) -> None:
    """At DEBUG discord.py would print tokens of interactions, so it stays at INFO."""
    set_up_logging("debug")
    for name in ("discord.http", "discord.webhook.async_", "discord.gateway", "aiohttp.client"):
        logging.getLogger(name).debug("token abc")
    logging.getLogger("tanyahumas.x").debug("own")
    said = capsys.readouterr().err
    assert "abc" not in said
    assert "own" in said


def test_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """With the setting every event is one JSON object on its own line, line breaks and all."""
    set_up_logging("info", as_json=True)
    logging.getLogger("tanyahumas.x").info("a\nb %d", 5)
    row = json.loads(capsys.readouterr().err)
    assert (row["level"], row["name"], row["message"]) == ("INFO", "tanyahumas.x", "a\nb 5")


def test_lost_connection_is_a_warning_without_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    """discord.py's report of a lost connection is one line, since it connects again by itself."""
    set_up_logging("info")
    try:
        raise OSError("reset")
    except OSError:
        logging.getLogger("discord.client").error(
            "Attempting a reconnect in %.2fs", 1.0, exc_info=sys.exc_info()
        )
    said = capsys.readouterr().err
    assert "WARNING" in said
    assert len(said.strip().splitlines()) == 1
