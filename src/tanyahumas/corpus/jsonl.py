"""One release a line: `{"id", "title", "date", "url", "text"}` and any front-matter key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tanyahumas.corpus.build import Draft
from tanyahumas.corpus.fields import line_id
from tanyahumas.corpus.frontmatter import Value, canonical
from tanyahumas.corpus.problems import RejectedError
from tanyahumas.corpus.text import decode

LINE_LIMIT = 8_000_000
REMEDY = 'write one object a line: {"id": …, "title": …, "date": …, "url": …, "text": …}'


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines that are not empty with their number, counted from 1; one line in memory at a time.

    Of a line longer than `LINE_LIMIT` bytes only so much is yielded, which `draft` refuses.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as stream:
        number = 0
        while line := stream.readline(LINE_LIMIT + 1):
            number += 1
            rest = line
            while len(rest) > LINE_LIMIT and not rest.endswith(b"\n"):
                rest = stream.readline(LINE_LIMIT + 1)
            if line.strip():
                yield number, line


def draft(line: bytes, source: str) -> Draft:
    """What a line holds.

    Raises:
        RejectedError: it is no such object, or too long.
    """
    if len(line) > LINE_LIMIT:
        raise RejectedError(f"longer than {LINE_LIMIT} bytes", "split it")
    row = _object(line)
    values = {str(key).lower(): _value(str(key), value) for key, value in row.items() if value is not None}
    text, id_ = values.pop("text", None), values.pop("id", None)
    if not isinstance(text, str) or not isinstance(id_, str):
        raise RejectedError("`id` or `text` is missing or no text", REMEDY)
    known = {key: value for key, value in values.items() if value is not None}
    return Draft(line_id(id_), True, canonical(known), text, f"{source}#{id_}")


def _object(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(decode(line)[0])
    except (ValueError, RecursionError):
        raise RejectedError("not valid JSON", REMEDY) from None
    if not isinstance(row, dict):
        raise RejectedError("not a JSON object", REMEDY)
    return row


def _value(key: str, value: Any) -> Value | None:
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    return None
