"""Answer -> pages of ready Markdown; knows Discord's limits, not its library.

A page is one Components V2 message: at most 4,000 characters of text and 40 components.
The budgets below leave room for headings and for the buttons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tanyahumas.answering.phrases import PHRASES, not_found_text
from tanyahumas.discord_app.escaping import escape, link, one_line
from tanyahumas.discord_app.splitting import clip, escaped_pieces, units
from tanyahumas.discord_app.texts import TEXTS, Texts, say_date
from tanyahumas.domain import Answer, Claim, Language, Release

PAGE_CHARACTERS = 3600
# A source is a section with its text and its button; the box, two rows and seven buttons come on top.
SOURCE_COST = 3
PAGE_COMPONENTS = 28
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
    blocks = _found(answer) if answer.found else _not_found(answer, contact)
    for notice in answer.notices:
        blocks += [_text(f"-# {piece}") for piece in escaped_pieces(one_line(notice), 1000)]
    return Reply(_paginate(blocks, TEXTS[answer.language]), answer.language, answer.found)


def listing(heading: str, releases: Sequence[Release], language: Language) -> Reply:
    """A heading and the releases under it, unnumbered."""
    lines = [_text("- " + release_line(release, language)) for release in releases]
    return Reply(_paginate([_text(f"**{heading}**"), *lines], TEXTS[language]), language, found=True)


def passage(number: int, release: Release, paragraphs: Sequence[str], language: Language) -> Reply:
    """A source with its paragraphs, which are Markdown already and short."""
    blocks = [_text(source_line(number, release, language)), *map(_text, paragraphs)]
    return Reply(_paginate(blocks, TEXTS[language]), language, found=True)


def note(text: str, language: Language) -> Reply:
    """A remark of the bot's own; `text` is Markdown already and short."""
    return Reply((Page((_text(text),)),), language, found=False)


def preview(text: str, language: Language) -> Reply:
    """The first page of an answer that is still being made; `text` is plain."""
    first = escaped_pieces(text, PAGE_CHARACTERS)[:1]
    blocks = [*map(_text, first), _text(f"-# {TEXTS[language].composing}")]
    return Reply((Page(tuple(blocks)),), language, found=False)


def source_line(number: int, release: Release, language: Language) -> str:
    """`**[1]** ` and `release_line`."""
    return f"**[{number}]** {release_line(release, language)}"


def release_line(release: Release, language: Language) -> str:
    """`Title · date`, the title linked where the registry's URL may be clickable."""
    title = link(clip(one_line(release.title), TITLE_CHARACTERS), release.url)
    parts = [title, say_date(release.date, language)]
    if release.retelling:
        parts.append(TEXTS[language].retelling)
    return " · ".join(parts)


def _text(markdown: str) -> Block:
    return Block(markdown, None)


def _found(answer: Answer) -> list[Block]:
    blocks = [block for claim in answer.claims for block in _claim(claim)]
    foreign = any(claim.quote.release.language != answer.language for claim in answer.claims)
    if foreign and (remark := PHRASES[answer.language].translated):
        blocks.append(_text(f"-# {escape(remark)}"))
    if not blocks:
        blocks = [_text(piece) for piece in escaped_pieces(answer.text, PAGE_CHARACTERS)]
    listed = [
        Block(source_line(citation.number, citation.release, answer.language), citation.number)
        for citation in answer.citations
    ]
    return [*blocks, _text(f"**{TEXTS[answer.language].sources}**"), *listed] if listed else blocks


def _claim(claim: Claim) -> list[Block]:
    """The statement or short answer, then its quote; the statement not where it is the quote."""
    mark = f" [{claim.source}]"
    quoted = "\n".join(line.strip() for line in claim.quote.text.splitlines() if line.strip())
    blocks = []
    if one_line(claim.text).strip(".“” ") not in {"", one_line(quoted).strip(".“” ")}:
        *others, last = escaped_pieces(claim.text, PAGE_CHARACTERS - len(mark)) or [""]
        blocks = [_text(piece) for piece in [*others, last + mark] if piece != mark]
    for piece in escaped_pieces(quoted, QUOTE_CHARACTERS):
        lines = "\n".join(f"> {line}" for line in piece.split("\n"))
        blocks.append(_text(lines + mark))
    return blocks


def _not_found(answer: Answer, contact: str) -> list[Block]:
    texts = TEXTS[answer.language]
    said = not_found_text(answer.up_to, (), answer.language, answer.searched)
    blocks = [_text(piece) for piece in escaped_pieces(one_line(said), 1000)]
    if answer.nearest:
        blocks.append(_text(f"**{texts.nearest}**"))
        blocks += [_text("- " + release_line(release, answer.language)) for release in answer.nearest]
    if contact:
        blocks.append(_text(texts.contact.format(contact=escape(clip(one_line(contact), 300)))))
    return blocks


def _paginate(blocks: list[Block], texts: Texts) -> tuple[Page, ...]:
    pages: list[list[Block]] = [[]]
    size = cost = 0
    for block in blocks:
        length, weight = units(block.markdown) + 1, SOURCE_COST if block.source else 1
        if pages[-1] and (size + length > PAGE_CHARACTERS or cost + weight > PAGE_COMPONENTS):
            pages.append([])
            size = cost = 0
        pages[-1].append(block)
        size, cost = size + length, cost + weight
    if len(pages) > 1:
        for number, page in enumerate(pages, 1):
            page.append(_text("-# " + texts.page.format(number=number, total=len(pages))))
    return tuple(Page(tuple(page)) for page in pages)
