"""Which servers are served, and how: a TOML file that operators edit.

direct_messages = true                  # default false once this file exists

[guilds.123456789012345678]             # a server's id; servers not listed are refused
channels = [2345…]                      # default: all
language = "id"                         # of remarks where neither question nor client tells
officer_roles = [3456…]                 # may use /humas; default: who may manage the server
officers_channel = 4567…                # where operator actions are announced
user_hourly = 60                        # questions a user and hour
[guilds.123456789012345678.audiences]
staff = [5678…]                         # roles that see releases of the audience `staff`
[guilds.123456789012345678.channel_audiences]
"6789…" = ["staff"]                     # a channel whose public answers may hold them; default: none
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tanyahumas.errors import ConfigurationError

log = logging.getLogger(__name__)


class GuildRules(BaseModel):
    """The rules of one server."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channels: frozenset[int] = frozenset()
    language: Literal["id", "en"] | None = None
    officer_roles: frozenset[int] = frozenset()
    officers_channel: int | None = None
    user_hourly: int | None = Field(default=None, ge=1)
    audiences: Mapping[str, frozenset[int]] = {}
    channel_audiences: Mapping[int, frozenset[str]] = {}


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    direct_messages: bool = False
    guilds: Mapping[int, GuildRules] = {}


class GuildBook:
    """The rules of every server; read again when the file changes.

    Without a file every server and direct messages are served, with public releases only.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._file: _File | None = None
        self._look(first=True)

    def rules(self, guild: int) -> GuildRules | None:
        """The rules of a server; None if it is not served."""
        self._look()
        return GuildRules() if self._file is None else self._file.guilds.get(guild)

    @property
    def direct_messages(self) -> bool:
        """Whether direct messages are answered."""
        self._look()
        return self._file is None or self._file.direct_messages

    @property
    def listed(self) -> frozenset[int]:
        """The servers that the file names; empty without a file."""
        self._look()
        return frozenset(self._file.guilds) if self._file else frozenset()

    def _look(self, first: bool = False) -> None:
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
        except FileNotFoundError:
            # A file that vanishes must not open the door: the last rules stay.
            return
        except OSError as error:
            stamp = (0, 0)
            if first:
                raise _refused(self._path, type(error).__name__) from None
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._file = _read(self._path)
        except ConfigurationError as error:
            if first:
                raise
            log.error("keeping the former rules: %s", error)


def _read(path: Path) -> _File:
    try:
        return _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise _refused(path, f"{where}: {first['msg']}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _refused(path, str(error)) from None


def _refused(path: Path, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"the server rules {path} cannot be read: {why}", "mend it; see docs/discord.md"
    )
