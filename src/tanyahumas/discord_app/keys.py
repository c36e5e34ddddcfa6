"""What buttons and forms carry in their `custom_id`: all they need to work after a restart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What pressing or sending it asks for."""

    SOURCE = "src"
    RELATED = "more"
    HELPFUL = "up"
    UNHELPFUL = "down"
    CONTACT = "contact"
    THREAD = "thread"
    FOLLOW_UP = "next"
    REASON = "why"
    FOLLOW_UP_SENT = "sent"


PATTERN = re.compile(r"th:(?P<act>[a-z]+):(?P<ref>[0-9a-f]{10}):(?P<number>\d{0,3})")


# The number of a follow-up whose answer only the asker sees.
PRIVATE = 1


@dataclass(frozen=True, slots=True)
class Key:
    """An act on the answer `ref`; `number` is the source meant or `PRIVATE`, 0 for neither."""

    act: Act
    ref: str
    number: int = 0

    @property
    def custom_id(self) -> str:
        """At most 30 characters; Discord takes 100."""
        return f"th:{self.act}:{self.ref}:{self.number or ''}"


def read_key(custom_id: str) -> Key | None:
    """The key that a `custom_id` holds; None for any other text."""
    match = PATTERN.fullmatch(custom_id)
    if match is None or match["act"] not in set(Act):
        return None
    return Key(Act(match["act"]), match["ref"], int(match["number"] or 0))
