"""The one place that turns an error into what a user reads."""

from __future__ import annotations

import logging
import secrets
import traceback

from tanyahumas.desk.budget import BudgetError
from tanyahumas.discord_app.access import Refused
from tanyahumas.discord_app.replies import Reply, note
from tanyahumas.discord_app.texts import TEXTS, say_soon
from tanyahumas.discord_app.worker import QueueFullError
from tanyahumas.domain import Language
from tanyahumas.errors import IndexingError, QuestionError, UnknownReleaseError

log = logging.getLogger(__name__)


def explain(error: BaseException, language: Language) -> Reply:
    """A friendly remark without internals; what nobody foresaw is logged under a reference.

    The log holds the error's type and where it arose, never its message, which may repeat
    the question.
    """
    texts = TEXTS[language]
    if isinstance(error, QuestionError):
        return note(texts.bad_question, language)
    if isinstance(error, UnknownReleaseError):
        return note(texts.unknown_release, language)
    if isinstance(error, BudgetError):
        return note(texts.budget.format(when=say_soon(error.seconds)), language)
    if isinstance(error, QueueFullError):
        return note(texts.busy, language)
    if isinstance(error, IndexingError):
        log.warning("index not usable: %s", error)
        return note(texts.no_index, language)
    reference = secrets.token_hex(3)
    log.error("answer failed, reference %s: %s at %s", reference, type(error).__name__, where(error))
    return note(texts.failed.format(reference=reference), language)


def refuse(reason: Refused, language: Language) -> Reply:
    """Why the bot does not answer here."""
    texts = TEXTS[language]
    said = {
        Refused.SERVER: texts.not_this_server,
        Refused.CHANNEL: texts.not_this_channel,
        Refused.DIRECT: texts.no_direct,
    }
    return note(said[reason], language)


def where(error: BaseException) -> str:
    """Functions and lines that an error came through, innermost first; no texts of anybody."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames)) or "unknown"
