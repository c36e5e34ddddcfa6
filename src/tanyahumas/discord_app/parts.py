"""What the client is made of."""

from __future__ import annotations

from dataclasses import dataclass

from tanyahumas.desk import Desk
from tanyahumas.discord_app.intake import Intake
from tanyahumas.discord_app.operations import Operations
from tanyahumas.discord_app.warming import Warming
from tanyahumas.discord_app.worker import Worker
from tanyahumas.registry import Registry


@dataclass(frozen=True, slots=True)
class Parts:
    """`worker` answers, `clerk` keeps the log; both have threads that must be closed."""

    intake: Intake
    desk: Desk
    registry: Registry
    operations: Operations
    warming: Warming
    worker: Worker
    clerk: Worker
