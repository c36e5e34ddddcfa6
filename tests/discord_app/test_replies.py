import datetime as dt

from tanyahumas.discord_app.replies import PAGE_COMPONENTS, SOURCE_COST, Reply, reply_to
from tanyahumas.discord_app.splitting import units
from tanyahumas.domain import Citation, Claim, Quote
from tests.discord_app.fakes import make_answer, make_release, not_found


def whole(reply: Reply) -> str:
    return "\n".join(block.markdown for page in reply.pages for block in page.blocks)


def test_sources_are_numbered_dated_and_linked() -> None:
    """A source shows number, linked title and date in the answer's language."""
    text = whole(reply_to(make_answer("siapa?"), contact=""))
    assert "**[1]** [Penandatanganan kerja sama](https://kampus.example/rilis/1) · 17 Oktober 2023" in text
    english = whole(reply_to(make_answer("who?", language="en"), contact=""))
    assert "17 October 2023" in english


def test_source_without_url_or_date_is_plain() -> None:
    """A source without URL is not clickable, and a missing date is said."""
    release = make_release(url=None, date=None, title="*Rilis* [a](b)")
    text = whole(reply_to(make_answer("siapa?", citations=(Citation(1, release),)), contact=""))
    assert r"**[1]** \*Rilis\* [a\](b) · tanpa tanggal" in text


def test_statement_comes_before_its_quote() -> None:
    """A statement of its own stands before the quote; one that repeats the quote is left out."""
    release = make_release()
    sentence = "Acara diikuti 120 peserta."
    start = release.text.index(sentence)
    quote = Quote(release, start, start + len(sentence))
    own = whole(reply_to(make_answer("x", claims=(Claim("Ada 120 orang", quote, 1),)), contact=""))
    assert own.startswith(f"Ada 120 orang [1]\n> {sentence} [1]\n")
    same = whole(reply_to(make_answer("x", claims=(Claim(sentence, quote, 1),)), contact=""))
    assert same.startswith(f"> {sentence} [1]\n")


def test_foreign_quote_is_told() -> None:
    """Who asks in English is told that the quote is Indonesian."""
    assert "original Indonesian" in whole(reply_to(make_answer("who?", language="en"), contact=""))
    assert "original" not in whole(reply_to(make_answer("siapa?"), contact=""))


def test_answer_without_claims_shows_its_text() -> None:
    """Where there are no claims the answer's own text is shown, disarmed."""
    assert whole(reply_to(make_answer("x", claims=(), text="*a* [1]"), contact="")).startswith("\\*a\\* [1]")


def test_not_found_offers_nearest_and_contact() -> None:
    """Without an answer the nearest releases and the contact are shown."""
    text = whole(reply_to(not_found("siapa?"), contact="humas@kampus.example"))
    assert "Rilis yang paling dekat" in text
    assert "- [Penandatanganan" in text
    assert "Hubungi Humas: humas@kampus.example" in text


def test_notices_are_escaped() -> None:
    """Notices are shown small and disarmed."""
    assert "-# \\*awas\\*" in whole(reply_to(make_answer("x", notices=("*awas*",)), contact=""))


def test_pages_keep_to_the_limits() -> None:
    """Whatever the answer, no page passes 4,000 characters or the block budget."""
    releases = [make_release(id=f"r{n}", title="_" * 300, date=dt.date(2024, 1, 1)) for n in range(40)]
    answer = make_answer(
        "x",
        text="> _a_\n" * 3000 + "y" * 5000,
        citations=tuple(Citation(n, r) for n, r in enumerate(releases, 1)),
        claims=(
            Claim("> _a_\n" * 3000 + "y" * 5000, Quote(make_release(text="-\n" * 3000 + "z"), 0, 6001), 1),
        ),
        notices=("n " * 900,),
    )
    reply = reply_to(answer, contact="k" * 900)
    for page in reply.pages:
        assert sum(units(block.markdown) for block in page.blocks) <= 4000
        assert sum(SOURCE_COST if b.source else 1 for b in page.blocks) <= PAGE_COMPONENTS + 1
    assert len(reply.pages) > 5
