"""The paragraph around a quote, with the quote marked."""

from __future__ import annotations

from tanyahumas.discord_app.escaping import disarm_lines, escape

AROUND = 700
MARKED = 1200


def excerpt(text: str, start: int, end: int) -> str:
    """Markdown: the paragraph of `text[start:end]` with that stretch bold.

    At most `AROUND` characters on each side and `MARKED` of the quote, cut at word borders and
    shown by `…`.
    """
    opening = max(text.rfind("\n", 0, start) + 1, 0)
    closing = text.find("\n", end)
    before = text[opening:start]
    after = text[end : closing if closing >= 0 else len(text)]
    quote = text[start:end]
    if len(before) > AROUND:
        before = "…" + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + "…"
    if len(quote) > MARKED:
        quote = quote[:MARKED].rpartition(" ")[0] + "…"
    return disarm_lines(f"{escape(before)}{_bold(quote)}{escape(after)}")


def _bold(quote: str) -> str:
    """Each line bold by itself, since emphasis ends with its line."""
    lines = [line.strip() for line in quote.split("\n")]
    return "\n".join(f"**{escape(line)}**" for line in lines if line)
