"""YAML front matter between `---` lines; the home of PyYAML in this package.

Only a mapping of plain keys to texts or lists of texts is read. Nothing is constructed from
it: aliases, tags and repeated keys are refused, so no bomb and no object can come of it, and
`nomor: 001` stays the text it is.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from tanyahumas.corpus.problems import RejectedError
from tanyahumas.corpus.text import UNSEEN

LIMIT = 16_384
Value = str | list[str]
Fields = dict[str, Value]

SYNONYMS = {
    "id": ("id",),
    "title": ("title", "judul"),
    "date": ("date", "tanggal"),
    "place": ("place", "tempat", "lokasi"),
    "url": ("url", "tautan"),
    "number": ("number", "nomor"),
    "byline": ("byline", "laporan", "penulis"),
    "language": ("language", "bahasa", "lang"),
    "event_date": ("event_date", "tanggal_acara", "tanggal_kegiatan"),
    "retelling": ("retelling", "penceritaan_ulang"),
    "corrects": ("corrects", "ralat_atas"),
    "supersedes": ("supersedes", "menggantikan"),
    "status": ("status",),
    "embargo": ("embargo",),
    "audience": ("audience", "khalayak"),
}
_CANONICAL = {name: key for key, names in SYNONYMS.items() for name in names}
_OPENING = re.compile(r"\ufeff?---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
REMEDY = "mend the lines between the two `---`; docs/corpus-formats.md shows them"


class _Loader(yaml.SafeLoader):
    """Composes nodes without aliases and tags."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise RejectedError("broken front matter: aliases (`&`, `*`) are not read", REMEDY)
        if getattr(event, "tag", None):
            raise RejectedError("broken front matter: tags (`!`) are not read", REMEDY)
        return super().compose_node(parent, index)


def split(text: str) -> tuple[Fields, str]:
    """Front matter by canonical key, and the body; no fields for a text without front matter.

    Raises:
        RejectedError: it is not closed, too long, or not a mapping of texts.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    opening = _OPENING.match(text)
    if opening is None:
        return {}, text
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        raise RejectedError("broken front matter: no closing `---`", REMEDY)
    block = text[opening.end() : closing.start()]
    return fields_of(block), text[closing.end() :]


def fields_of(block: str) -> Fields:
    """The fields of a YAML block by canonical key; also of a whole file without `---` lines.

    Raises:
        RejectedError: it is too long, or not a mapping of texts.
    """
    if len(block) > LIMIT:
        raise RejectedError(f"broken front matter: longer than {LIMIT} characters", REMEDY)
    return canonical(_fields(UNSEEN.sub("", block.removeprefix("---\n"))))


def _fields(block: str) -> dict[str, Value]:
    try:
        node = yaml.compose(block, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise RejectedError(f"broken front matter{where}: not valid YAML", REMEDY) from None
    except RecursionError:
        raise RejectedError("broken front matter: nested too deeply", REMEDY) from None
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise RejectedError("broken front matter: not a list of `key: value` lines", REMEDY)
    return _mapping(node)


def _mapping(node: yaml.MappingNode) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key_node, value_node in node.value:
        key = str(getattr(key_node, "value", "")).strip().lower().replace("-", "_")
        if key in found:
            raise RejectedError(f"broken front matter: `{key}` stands twice", REMEDY)
        value = _value(value_node)
        if value is None and key in _CANONICAL:
            raise RejectedError(f"broken front matter: `{key}` is not a text", REMEDY)
        found[key] = value or ""
    return found


def _value(node: yaml.Node) -> Value | None:
    if isinstance(node, yaml.ScalarNode):
        empty = node.style is None and node.value in ("~", "null", "Null", "NULL")
        return "" if empty else str(node.value).strip()
    if isinstance(node, yaml.SequenceNode) and all(isinstance(n, yaml.ScalarNode) for n in node.value):
        return [str(n.value).strip() for n in node.value]
    return None


def canonical(raw: dict[str, Value]) -> Fields:
    """The known keys under their English names, empty values left out.

    Raises:
        RejectedError: a key is given in both languages.
    """
    fields: Fields = {}
    for name, value in raw.items():
        key = _CANONICAL.get(name)
        if key is None or not value:
            continue
        if key in fields:
            raise RejectedError(f"`{key}` is given twice, as `{name}` and under another name", REMEDY)
        fields[key] = value
    return fields
