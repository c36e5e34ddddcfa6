import pytest

from tanyahumas.discord_app.escaping import escape, link, plain, safe_url


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("**tebal** _miring_ ~~coret~~", r"\*\*tebal\*\* \_miring\_ \~\~coret\~\~"),
        ("@everyone @here a@b.id", r"\@everyone \@here a@b.id"),
        ("<@1> <#2> <t:3:R> </x:4>", r"\<@1> \<#2> \<t:3:R> \</x:4>"),
        ("[klik](https://a.example)", r"[klik\](https\://a.example)"),
        ("# judul\n- butir\n> kutip\n1. satu", "\\# judul\n\\- butir\n\\> kutip\n1\\. satu"),
        ("discord.gg/abc", r"discord\.gg/abc"),
        ("`kode` ||rahasia||", r"\`kode\` \|\|rahasia\|\|"),
        ("Rp1.500.000 (50%) - [1]", "Rp1.500.000 (50%) - [1]"),
        ("\\*", r"\\\*"),
    ],
)
def test_escape_disarms_what_discord_renders(raw: str, shown: str) -> None:
    """Markup, mentions, links and timestamps show as characters; other text stays as it is."""
    assert escape(raw) == shown


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u200b", "\u2066", "\ufeff", "\U000e0041", "\u3164", "\x00", "\ufe01", "\u00ad"]
)
def test_plain_drops_the_invisible(hidden: str) -> None:
    """No invisible or turning character survives."""
    assert plain(f"a{hidden}b") == "ab"


def test_plain_bounds_stacked_marks() -> None:
    """A letter keeps a few combining marks, not a tower of them."""
    assert plain("e" + "\u0301" * 40) == "e" + "\u0301" * 4


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "ftp://a.example/x",
        "https://user:pw@a.example/",
        "https://kampus\u2024example/",
        "https://xn--kmpus-0ra.example/",
        "https://a.example/a b",
        "https://a.example/\u202ex",
        "https://[::1",
        "https:///x",
        "https://a.example/" + "x" * 600,
    ],
)
def test_doubtful_urls_are_not_clickable(url: str | None) -> None:
    """Only http(s) with a plain ASCII host becomes a link."""
    assert safe_url(url) is None
    assert link("Judul", url) == "Judul"


def test_link_cannot_be_broken_out_of() -> None:
    """Brackets in a title and parentheses in a URL cannot end the link early."""
    made = link("a](https://evil.example) b", "https://a.example/x(1)?q=1")
    assert made == r"[a)(https\://evil.example) b](https://a.example/x%281%29?q=1)"
