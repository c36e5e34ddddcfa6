"""What the child process says about a document, and the limits it works under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tanyahumas.corpus.problems import RejectedError

DOCUMENT_KINDS = frozenset({".html", ".htm", ".docx", ".pdf", ".eml", ".zip"})
TEXT_KINDS = frozenset({".md", ".markdown", ".txt"})

DATA_LIMIT = 50_000_000
HTML_LIMIT = 5_000_000
TEXT_LIMIT = 1_000_000
ZIP_ENTRIES = 2_000
ZIP_EXPANDED = 100_000_000
ZIP_MEMBER = 20_000_000
PAGES = 500
# Resident memory stays below 300 MB: private data is limited, some 40 MB of libraries come on top.
DATA_MEMORY = 230_000_000
ADDRESS_SPACE = 1_000_000_000
CPU_SECONDS = 12
WALL_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Extract:
    """The visible text of one document.

    `member` is its name inside an archive, empty for a document of its own. `hints` may hold
    `title`, `date` and `url` as the document's own metadata state them. `hidden` names what
    was left out because a reader would not see it. `raw` is True for a text file of an
    archive, whose text still holds its front matter.
    """

    member: str
    text: str
    hints: Mapping[str, str]
    hidden: tuple[str, ...]
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one document (or one member of an archive) yields no text."""

    member: str
    reason: str
    remedy: str


def refuse(
    reason: str, remedy: str = "open it, check it, and save it anew or as plain text"
) -> RejectedError:
    """The error for a document that is not taken."""
    return RejectedError(reason, remedy)
