"""Who may ask where, and what they may see; decided anew at every interaction."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tanyahumas.discord_app.guilds import GuildBook, GuildRules
from tanyahumas.domain import ANYBODY, PUBLIC, Asker


class Refused(Enum):
    """Why somebody may not ask here."""

    SERVER = "server"
    CHANNEL = "channel"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where somebody acts and with which roles.

    `guild` is None in direct messages; `parent` is the channel of a thread, else None;
    `manages` is whether they may manage the server.
    """

    user: int
    guild: int | None
    channel: int
    parent: int | None
    roles: frozenset[int]
    manages: bool


@dataclass(frozen=True, slots=True)
class Admission:
    """What a visitor may do here.

    `own` is what they may see themselves. What a channel shows must be fit for everybody in it,
    so public replies use `here`: of their own, what the channel's audiences may see.
    """

    visitor: Visitor
    rules: GuildRules
    own: Asker
    here: Asker
    officer: bool


def admit(visitor: Visitor, book: GuildBook) -> Admission | Refused:
    """The visitor's rights, by the rules as they are now."""
    if visitor.guild is None:
        if not book.direct_messages:
            return Refused.DIRECT
        return Admission(visitor, GuildRules(), own=ANYBODY, here=ANYBODY, officer=False)
    rules = book.rules(visitor.guild)
    if rules is None:
        return Refused.SERVER
    if rules.channels and not rules.channels & {visitor.channel, visitor.parent}:
        return Refused.CHANNEL
    groups = {name for name, roles in rules.audiences.items() if roles & visitor.roles}
    officer = bool(rules.officer_roles & visitor.roles) if rules.officer_roles else visitor.manages
    # A thread counts as its channel, which decides who can read it.
    place = visitor.channel if visitor.parent is None else visitor.parent
    fit = groups & rules.channel_audiences.get(place, frozenset())
    own, here = (Asker(frozenset({PUBLIC, *seen})) for seen in (groups, fit))
    return Admission(visitor, rules, own, here, officer)


def asker_of(admission: Admission, private: bool) -> Asker:
    """For whom a reply is made: who acts alone, or everybody who reads the channel."""
    return admission.own if private else admission.here
