import datetime as dt

from discord_app.fakes import make_answer, make_release, not_found
from tanyahumas.discord_app.replies import PAGE_BLOCKS, Reply, reply_to
from tanyahumas.discord_app.splitting import units
from tanyahumas.domain import Citation, Claim, Quote


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


def test_quote_is_shown_once() -> None:
    """A quote that the answer's text already holds is not repeated; another is."""
    release = make_release()
    sentence = "Acara diikuti 120 peserta."
    at = (release.text.index(sentence), release.text.index(sentence) + len(sentence))
    other = Claim("x", Quote(release, *at), 1)
    assert ">" not in whole(reply_to(make_answer("siapa?"), contact=""))
    text = whole(reply_to(make_answer("siapa?", text="Ada 120 [1]", claims=(other,)), contact=""))
    assert f"> {sentence} [1]" in text


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
        claims=(Claim("c", Quote(make_release(text="-\n" * 3000 + "z"), 0, 6001), 1),),
        notices=("n " * 900,),
    )
    reply = reply_to(answer, contact="k" * 900)
    for page in reply.pages:
        assert sum(units(block.markdown) for block in page.blocks) <= 4000
        assert len(page.blocks) <= PAGE_BLOCKS + 1
    assert len(reply.pages) > 5
