import logging

import pytest

from tanyahumas.discord_app.failures import explain
from tanyahumas.discord_app.worker import QueueFullError
from tanyahumas.errors import DamagedIndexError, QuestionError


def said(error: BaseException, language: str = "id") -> str:
    reply = explain(error, language)  # type: ignore[arg-type]
    return reply.pages[0].blocks[0].markdown


def test_known_errors_have_their_own_words() -> None:
    """Question, queue and index errors each get a friendly sentence in the language asked for."""
    assert "tidak dapat diproses" in said(QuestionError("long"))
    assert "Sedang banyak" in said(QueueFullError("full"))
    assert "belum siap" in said(DamagedIndexError("/srv/x is broken", "rm -r /srv/x"))
    assert "not ready" in said(DamagedIndexError("x"), "en")
    assert "/srv" not in said(DamagedIndexError("/srv/x is broken", "rm -r /srv/x"))


def test_unforeseen_error_is_logged_without_its_message(caplog: pytest.LogCaptureFixture) -> None:
    """The reader sees a code, the log the same code and the type, and nobody the message."""
    caplog.set_level(logging.ERROR)
    text = said(ZeroDivisionError("the question was: rahasia"))
    code = text.split("`")[1]
    assert code in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "rahasia" not in caplog.text + text
