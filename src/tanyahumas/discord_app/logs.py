"""Logging of the Discord process: one line an event, no tokens, no question texts."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys

import discord


class _NoTraceback(logging.Filter):
    """discord.py logs a traceback at ERROR for every lost connection that it then restores."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and "reconnect" in str(record.msg):
            record.exc_info = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class _Json(logging.Formatter):
    """One JSON object a line: time, level, name, message."""

    def format(self, record: logging.LogRecord) -> str:
        row = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "name": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            row["traceback"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=False)


def set_up_logging(level: str, as_json: bool = False) -> None:
    """Log to stderr at `level`; other people's libraries never below INFO.

    At DEBUG discord.py prints tokens of interactions, and clients of chat models whole prompts.
    """
    handler = logging.StreamHandler(sys.stderr)
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(_Json() if as_json else plain)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("tanyahumas").setLevel(root.level)
    root.setLevel(max(logging.INFO, root.level))
    # The bot never speaks, so the missing voice libraries need no warning.
    discord.VoiceClient.warn_nacl = False
    discord.VoiceClient.warn_dave = False
    logging.getLogger("discord.client").addFilter(_NoTraceback())
    logging.getLogger("discord.shard").addFilter(_NoTraceback())
