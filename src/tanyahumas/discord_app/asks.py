"""A question as it comes in, before anything is checked."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tanyahumas.discord_app.escaping import plain
from tanyahumas.domain import EVERYTHING, Scope


@dataclass(frozen=True, slots=True)
class Context:
    """What a question is asked within: the question it follows up, and the releases it is put to."""

    parent: str | None = None
    scope: Scope = EVERYTHING


async def no_context() -> Context:
    """For a question that stands alone."""
    return Context()


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody asks for, before anything is checked.

    `context` may look things up, so it is called only after the acknowledgement; it gives None
    for a release that is not there.
    """

    question: str
    private: bool
    context: Callable[[], Awaitable[Context | None]] = no_context


def says_something(question: str) -> bool:
    """Whether there is a letter or digit outside emoji of servers."""
    return any(sign.isalnum() for sign in re.sub(r"<a?:\w+:\d+>", "", plain(question)))
