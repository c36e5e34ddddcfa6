"""Texts and extracts to drafts."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from tanyahumas.corpus import frontmatter
from tanyahumas.corpus.build import Draft
from tanyahumas.corpus.fields import slug, stated_id, word
from tanyahumas.corpus.frontmatter import Fields
from tanyahumas.corpus.parsing.extract import Extract
from tanyahumas.corpus.problems import RejectedError

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HIDDEN = ("hidden text (a comment) was left out", "remove `<!-- … -->` if it is not yours")


def text_draft(text: str, name: str, source: str, repairs: tuple[str, ...]) -> Draft:
    """A text file called `name`, with or without front matter; comments in Markdown are left out.

    Raises:
        RejectedError: it is empty, or its front matter is broken.
    """
    if not text.strip():
        raise RejectedError("the file is empty", "write the release into it, or remove it")
    fields, body = frontmatter.split(text)
    remarks = [(repair, "save it as UTF-8") for repair in repairs]
    if not name.lower().endswith(".txt") and "<!--" in body:
        body = _COMMENT.sub("", body)
        remarks.append(_HIDDEN)
    id_, stated = _id(fields, name)
    return Draft(id_, stated, fields, body, source, remarks=tuple(remarks))


def document_draft(found: Extract, fields: Fields, name: str, source: str) -> Draft:
    """A parsed document called `name`; `fields` come from the file beside it.

    Raises:
        RejectedError: the fields state an unusable id.
    """
    remarks = tuple((text, "check that nobody hid it on purpose") for text in found.hidden)
    id_, stated = _id(fields, name)
    return Draft(id_, stated, fields, found.text, source, found.hints, remarks)


def _id(fields: Fields, name: str) -> tuple[str, bool]:
    stated = word(fields, "id")
    return (stated_id(stated), True) if stated else (slug(PurePosixPath(name).stem), False)
