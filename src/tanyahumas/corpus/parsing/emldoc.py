"""E-mails as releases are sent to journalists."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

from tanyahumas.corpus.parsing.extract import Extract, refuse
from tanyahumas.corpus.parsing.htmldoc import html_text
from tanyahumas.corpus.text import decode

_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_FORWARDED = re.compile(r"^(?:(?:fwd?|re|terusan|balas)\s*:\s*)+", re.IGNORECASE)


def extract_eml(data: bytes, member: str = "") -> Extract:
    """Subject, date and body of a message; the signature under `-- ` is left out.

    Raises:
        RejectedError: it is no message or its body has no visible text.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not message.keys() or not (message["from"] or message["subject"]):
        raise refuse("not an e-mail: it has neither sender nor subject")
    text, hidden = _body(message)
    text = _SIGNATURE.split(text)[0].strip()
    if not text:
        raise refuse("an e-mail without text", "save its attachment beside it and index that")
    return Extract(member, text, _hints(message), (*hidden, *_attachments(message)))


def _hints(message: EmailMessage) -> dict[str, str]:
    hints = {"title": _FORWARDED.sub("", str(message["subject"] or "").strip())}
    try:
        moment = message["date"].datetime if message["date"] else None
    except (AttributeError, ValueError):
        moment = None
    return hints | ({"date": moment.date().isoformat()} if moment else {})


def _body(message: EmailMessage) -> tuple[str, tuple[str, ...]]:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return "", ()
    payload = part.get_payload(decode=True)
    text = decode(payload)[0] if isinstance(payload, bytes) else str(payload)
    if part.get_content_type() != "text/html":
        return text, ()
    page = html_text(text)
    return page.text, page.hidden


def _attachments(message: EmailMessage) -> tuple[str, ...]:
    names = [part.get_filename() or "without a name" for part in message.iter_attachments()]
    return (f"attachments were not read: {', '.join(names)[:200]}",) if names else ()
