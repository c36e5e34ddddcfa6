import os
from pathlib import Path

import pytest

from tanyahumas.discord_app.access import Admission, Refused, Visitor, admit, asker_of
from tanyahumas.discord_app.guilds import GuildBook
from tanyahumas.errors import ConfigurationError

RULES = """
[guilds.10]
channels = [100, 102]
officer_roles = [7]
user_hourly = 5
[guilds.10.audiences]
staff = [8, 9]
leaders = [9]
[guilds.10.channel_audiences]
100 = ["staff", "press"]
"""


def visitor(**changes: object) -> Visitor:
    fields: dict[str, object] = {
        "user": 1,
        "guild": 10,
        "channel": 100,
        "parent": None,
        "roles": frozenset(),
        "manages": False,
    }
    return Visitor(**(fields | changes))  # type: ignore[arg-type]


@pytest.fixture
def book(tmp_path: Path) -> GuildBook:
    (tmp_path / "servers.toml").write_text(RULES)
    return GuildBook(tmp_path / "servers.toml")


def test_without_a_file_everybody_sees_public_releases(tmp_path: Path) -> None:
    """No rules: every server and direct messages are served, with public releases."""
    book = GuildBook(tmp_path / "none.toml")
    admission = admit(visitor(guild=99), book)
    assert isinstance(admission, Admission)
    assert admission.own.audiences == {"public"}
    assert isinstance(admit(visitor(guild=None), book), Admission)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"guild": 11}, Refused.SERVER),
        ({"guild": None}, Refused.DIRECT),
        ({"channel": 101}, Refused.CHANNEL),
        ({"channel": 5, "parent": 101}, Refused.CHANNEL),
    ],
)
def test_what_is_not_listed_is_refused(
    book: GuildBook, changes: dict[str, object], expected: Refused
) -> None:
    """With rules every other server, channel and direct message is refused."""
    assert admit(visitor(**changes), book) is expected


def test_threads_count_as_their_channel(book: GuildBook) -> None:
    """A thread of an allowed channel is allowed."""
    assert isinstance(admit(visitor(channel=5, parent=100), book), Admission)


def test_roles_decide_audience_and_office(book: GuildBook) -> None:
    """Audiences come from roles; with officer roles configured the server permission is not enough."""
    staff = admit(visitor(roles=frozenset({9}), manages=True), book)
    assert isinstance(staff, Admission)
    assert staff.own.audiences == {"public", "staff", "leaders"}
    assert not staff.officer
    assert staff.rules.user_hourly == 5
    officer = admit(visitor(roles=frozenset({7})), book)
    assert isinstance(officer, Admission)
    assert officer.officer


@pytest.mark.parametrize(
    ("changes", "audiences"),
    [
        ({"roles": frozenset({9})}, {"public", "staff"}),
        ({"roles": frozenset({9}), "channel": 5, "parent": 100}, {"public", "staff"}),
        ({"roles": frozenset({9}), "channel": 102}, {"public"}),
        ({"roles": frozenset({9}), "channel": 100, "parent": 102}, {"public"}),
        ({}, {"public"}),
    ],
)
def test_a_public_reply_shows_what_asker_and_channel_share(
    book: GuildBook, changes: dict[str, object], audiences: set[str]
) -> None:
    """Neither the channel's audience nor the asker's role alone is enough."""
    admission = admit(visitor(**changes), book)
    assert isinstance(admission, Admission)
    assert asker_of(admission, private=False).audiences == audiences
    assert asker_of(admission, private=True) == admission.own


def test_without_rules_for_channels_only_public_releases_are_shown(tmp_path: Path) -> None:
    """A channel that no rule names has no audience."""
    (tmp_path / "servers.toml").write_text("[guilds.10.audiences]\nstaff = [8]\n[guilds.10]\n")
    admission = admit(visitor(roles=frozenset({8})), GuildBook(tmp_path / "servers.toml"))
    assert isinstance(admission, Admission)
    assert (admission.here.audiences, admission.own.audiences) == ({"public"}, {"public", "staff"})


def test_changes_are_read_without_a_restart(book: GuildBook, tmp_path: Path) -> None:
    """An edit takes effect at the next question; a broken edit or a vanished file keeps the old rules."""
    path = tmp_path / "servers.toml"
    path.write_text(RULES.replace("guilds.10", "guilds.11"))
    os.utime(path, ns=(1, 1))
    assert book.listed == {11}
    path.write_text("[guilds.11]\nchanels = [1]\n")
    assert book.listed == {11}
    path.unlink()
    assert admit(visitor(guild=12), book) is Refused.SERVER


@pytest.mark.parametrize(
    "text",
    [
        "[guilds.10]\nchanels = [1]",
        "[guilds",
        "[guilds.abc]",
        "guilds = 3",
        "[guilds.10.channel_audiences]\nx = [1]",
    ],
)
def test_bad_rules_stop_the_start(tmp_path: Path, text: str) -> None:
    """A file that cannot be understood is named at the start."""
    path = tmp_path / "servers.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=r"servers\.toml"):
        GuildBook(path)
