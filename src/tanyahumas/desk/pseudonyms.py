"""Users under names that only the holder of the key can make."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from tanyahumas.errors import ConfigurationError

KEY_FILE = "pseudonyms.key"


class Pseudonyms:
    """Keyed hashes of user ids: stable while the key lives, meaningless without it."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, user: int) -> str:
        """16 hexadecimal digits for a user id."""
        return hmac.new(self._key, str(user).encode(), hashlib.sha256).hexdigest()[:16]


def open_pseudonyms(home: Path) -> Pseudonyms:
    """The pseudonyms of this data directory; makes its key, readable by its owner only.

    Raises:
        ConfigurationError: the key cannot be read or made.
    """
    path = home / KEY_FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return Pseudonyms(bytes.fromhex(path.read_text().strip()))
        with os.fdopen(handle, "w") as file:
            key = secrets.token_bytes(32)
            file.write(key.hex() + "\n")
        return Pseudonyms(key)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"the key file {path} cannot be used: {type(error).__name__}",
            "make it readable, or delete it (past questions then belong to nobody)",
        ) from None
