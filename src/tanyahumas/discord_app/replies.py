"""Answer -> pages of ready Markdown; knows Discord's limits, not its library.

A page is one Components V2 message: at most 4,000 characters of text and 40 components.
The budgets below leave room for headings and for the buttons.
"""

from __future__ import annotations

from dataclasses import dataclass

from tanyahumas.discord_app.escaping import escape, link, one_line
from tanyahumas.discord_app.splitting import clip, escaped_pieces, units
from tanyahumas.discord_app.texts import TEXTS, Texts, say_date
from tanyahumas.domain import Answer, Claim, Language, Release

PAGE_CHARACTERS = 3600
PAGE_BLOCKS = 12
TITLE_CHARACTERS = 200
# Every character of a quote may grow threefold by `> ` and a backslash.
QUOTE_CHARACTERS = 1100


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of Markdown; `source` is the number of the source it lists, else None."""

    markdown: str
    source: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """What fits into one message, in order; never empty."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply: at least one page; `found` tells the colour."""

    pages: tuple[Page, ...]
    language: Language
    found: bool


def reply_to(answer: Answer, contact: str) -> Reply:
    """Short answer, quotes, numbered sources, notices; or the nearest releases and the contact."""
    texts = TEXTS[answer.language]
    blocks = [_text(piece) for piece in escaped_pieces(answer.text, PAGE_CHARACTERS)]
    for claim in answer.claims:
        blocks += _quote(claim, answer.text)
    blocks += _sources(answer, texts) if answer.found else _nearest(answer, texts, contact)
    for notice in answer.notices:
        blocks += [_text(f"-# {piece}") for piece in escaped_pieces(one_line(notice), 1000)]
    return Reply(_paginate(blocks, texts), answer.language, answer.found)


def note(text: str, language: Language) -> Reply:
    """A remark of the bot's own; `text` is Markdown already and short."""
    return Reply((Page((_text(text),)),), language, found=False)


def source_line(number: int, release: Release, language: Language) -> str:
    """`**[1]** Title · date`, the title linked where the registry's URL may be clickable."""
    title = link(clip(one_line(release.title), TITLE_CHARACTERS), release.url)
    parts = [f"**[{number}]** {title}", say_date(release.date, language)]
    if release.retelling:
        parts.append(TEXTS[language].retelling)
    return " · ".join(parts)


def _text(markdown: str) -> Block:
    return Block(markdown, None)


def _quote(claim: Claim, shown: str) -> list[Block]:
    """The quote of a claim, unless the answer's own text already holds it word for word."""
    quoted = "\n".join(line.strip() for line in claim.quote.text.splitlines() if line.strip())
    if one_line(quoted) in one_line(shown):
        return []
    blocks = []
    for piece in escaped_pieces(quoted, QUOTE_CHARACTERS):
        lines = "\n".join(f"> {line}" for line in piece.split("\n"))
        blocks.append(_text(f"{lines} [{claim.source}]"))
    return blocks


def _sources(answer: Answer, texts: Texts) -> list[Block]:
    listed = [
        Block(source_line(citation.number, citation.release, answer.language), citation.number)
        for citation in answer.citations
    ]
    return [_text(f"**{texts.sources}**"), *listed] if listed else []


def _nearest(answer: Answer, texts: Texts, contact: str) -> list[Block]:
    blocks = []
    if answer.nearest:
        lines = [
            "- " + source_line(n, release, answer.language).split(" ", 1)[1]
            for n, release in enumerate(answer.nearest, 1)
        ]
        blocks = [_text(f"**{texts.nearest}**")] + [_text(line) for line in lines]
    if contact:
        blocks.append(_text(texts.contact.format(contact=escape(clip(one_line(contact), 300)))))
    return blocks


def _paginate(blocks: list[Block], texts: Texts) -> tuple[Page, ...]:
    pages: list[list[Block]] = [[]]
    size = 0
    for block in blocks:
        length = units(block.markdown) + 1
        if pages[-1] and (size + length > PAGE_CHARACTERS or len(pages[-1]) >= PAGE_BLOCKS):
            pages.append([])
            size = 0
        pages[-1].append(block)
        size += length
    if len(pages) > 1:
        for number, page in enumerate(pages, 1):
            page.append(_text("-# " + texts.page.format(number=number, total=len(pages))))
    return tuple(Page(tuple(page)) for page in pages if page)
