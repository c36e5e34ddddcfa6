import datetime as dt
from pathlib import Path

import pytest

from tanyahumas.desk import Cited, Desk, Entry, Opinion, State
from tanyahumas.desk.stats import answers_citing, read_stats
from tanyahumas.desk.tables import TABLES, metadata
from tanyahumas.registry.database import Database

NOW = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)
PLACE = Cited(1, "r1", "h" * 64, 0, 5)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(f"sqlite:///{tmp_path / 'registry.sqlite'}")
    with made.write() as connection:
        metadata.create_all(connection, tables=list(TABLES))
    return made


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def entry(ref: str, **changes: object) -> Entry:
    fields: dict[str, object] = {
        "ref": ref,
        "asked_at": NOW,
        "user": "u1",
        "guild": "g1",
        "place": "c1",
        "parent": None,
        "private": False,
        "question": "siapa rektor?",
        "language": "id",
        "state": State.ANSWERED,
        "answered_by": "quotes",
        "milliseconds": 100,
        "cited": (PLACE,),
        "related": ("r2", "r3"),
    }
    return Entry(**(fields | changes))  # type: ignore[arg-type]


def test_entry_comes_back_redacted(desk: Desk) -> None:
    """What is recorded comes back as it was, without personal data, and only once."""
    desk.record(entry("a", question="hp 081234567890?"))
    desk.record(entry("a", question="another"))
    assert desk.question("a") == entry("a", question="hp [telepon]?")
    assert desk.question("b") is None


def test_turns_follow_the_conversation_only(desk: Desk) -> None:
    """History is the chain of parents, oldest first, and bounded."""
    desk.record(entry("x", question="lain"))
    parent = None
    for n in range(8):
        desk.record(entry(f"q{n}", question=f"q{n}", parent=parent))
        parent = f"q{n}"
    assert [turn.question for turn in desk.turns("q7")] == ["q3", "q4", "q5", "q6", "q7"]
    assert desk.turns("x")[0].release_ids == ("r1",)
    assert desk.turns(None) == ()


def test_messages_lead_to_their_question(desk: Desk) -> None:
    """A message of the bot is known until its question is forgotten; an unknown one is not."""
    desk.record(entry("a"))
    desk.remember_message("m1", "a")
    desk.remember_message("m1", "a")
    desk.remember_message("m2", "gone")
    assert desk.answered_by_message("m1") == "a"
    assert desk.answered_by_message("m2") is None


def test_latest_in_a_place_skips_private_ones(desk: Desk) -> None:
    """The newest public question of a thread is found."""
    desk.record(entry("a", place="t1"))
    desk.record(entry("b", place="t1", asked_at=NOW + dt.timedelta(minutes=1)))
    desk.record(entry("c", place="t1", private=True, asked_at=NOW + dt.timedelta(minutes=2)))
    assert desk.latest_in("t1", NOW) == "b"
    assert desk.latest_in("t1", NOW + dt.timedelta(minutes=2)) is None
    assert desk.latest_in("t2", NOW) is None


def test_last_opinion_of_a_user_counts(desk: Desk, database: Database) -> None:
    """A user has one opinion an answer, redacted; one on a forgotten answer is refused."""
    desk.record(entry("a"))
    assert desk.judge(Opinion("a", "u2", True, "", NOW))
    assert desk.judge(Opinion("a", "u2", False, "tulis ke a@b.id", NOW))
    assert not desk.judge(Opinion("gone", "u2", True, "", NOW))
    stats = read_stats(database, NOW - dt.timedelta(days=1))
    assert (stats.helpful, stats.unhelpful) == (0, 1)
    assert stats.complaints == (("siapa rektor?", "tulis ke [email]"),)


def test_forget_takes_everything_of_one_user(desk: Desk, database: Database) -> None:
    """A person's questions, opinions and messages go, those of others stay and lose no sense."""
    desk.record(entry("a"))
    desk.record(entry("b", user="u2", parent="a"))
    desk.remember_message("m1", "a")
    desk.judge(Opinion("b", "u1", True, "", NOW))
    assert desk.forget("u1") == 2
    assert desk.question("a") is None
    assert desk.answered_by_message("m1") is None
    assert desk.question("b") == entry("b", user="u2")
    with database.read() as connection:
        for table in TABLES[:4]:
            assert not [r for r in connection.execute(table.select()).mappings() if r.get("ref") == "a"]


def test_purge_keeps_what_is_young(desk: Desk) -> None:
    """Retention deletes what is older than its moment."""
    desk.record(entry("old", asked_at=NOW - dt.timedelta(days=100)))
    desk.record(entry("new"))
    assert desk.purge(NOW - dt.timedelta(days=90)) == 1
    assert desk.question("old") is None
    assert desk.question("new") is not None


def test_stats_count_and_rank(desk: Desk, database: Database) -> None:
    """Top and unanswered questions, states, users and latencies; private questions are not shown."""
    for n in range(3):
        desk.record(entry(f"a{n}", question="Siapa rektor?", milliseconds=100 * (n + 1)))
    desk.record(entry("b", user="u2", question="ada apa?", state=State.NOT_FOUND, cited=()))
    desk.record(entry("c", question="rahasia", private=True))
    desk.record(entry("d", question="lama", asked_at=NOW - dt.timedelta(days=10)))
    stats = read_stats(database, NOW - dt.timedelta(days=1))
    assert stats.asked == 5
    assert stats.users == 2
    assert stats.states == {"answered": 4, "not_found": 1}
    assert stats.top == (("Siapa rektor?", 3), ("ada apa?", 1))
    assert stats.unanswered == (("ada apa?", 1),)
    assert (stats.median_milliseconds, stats.p95_milliseconds) == (100, 300)


def test_empty_log_has_empty_stats(database: Database) -> None:
    """Nothing asked: every figure is zero."""
    stats = read_stats(database, NOW)
    assert (stats.asked, stats.users, stats.median_milliseconds, stats.top) == (0, 0, 0, ())


def test_answers_that_cited_a_release_are_found(desk: Desk, database: Database) -> None:
    """After a withdrawal one can see which answers leaned on the release, each once."""
    desk.record(entry("a", cited=(PLACE, PLACE)))
    desk.record(entry("b", cited=()))
    assert [answer.ref for answer in answers_citing(database, "r1")] == ["a"]
    assert answers_citing(database, "r2") == ()


def test_audit_is_kept(desk: Desk, database: Database) -> None:
    """What an operator does is noted with who, what and how it ended."""
    desk.audit("99", "g1", "withdraw", "r1", "done")
    with database.read() as connection:
        row = connection.execute(TABLES[4].select()).mappings().one()
    assert (row["actor"], row["action"], row["target"], row["outcome"]) == ("99", "withdraw", "r1", "done")
