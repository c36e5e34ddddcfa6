import datetime as dt

import pytest

from tanyahumas.discord_app.narrowing import Narrowing, read_date
from tests.discord_app.fakes import make_answer, make_release


@pytest.mark.parametrize(
    ("text", "end", "date"),
    [
        ("17/10/2023", False, dt.date(2023, 10, 17)),
        ("2023-10-17", True, dt.date(2023, 10, 17)),
        ("2023-02", False, dt.date(2023, 2, 1)),
        ("2024-02", True, dt.date(2024, 2, 29)),
        ("2023-12", True, dt.date(2023, 12, 31)),
        ("2023", False, dt.date(2023, 1, 1)),
        ("2023", True, dt.date(2023, 12, 31)),
        ("31/02/2023", False, None),
        ("0000", False, None),
        ("2023-13", False, None),
        ("kemarin", False, None),
    ],
)
def test_dates_as_people_type_them(text: str, end: bool, date: dt.date | None) -> None:
    """Days, months and years are read; a month or year reaches to its last day at the end."""
    assert read_date(text, end) == date


def test_answer_outside_is_withdrawn() -> None:
    """An answer from a release outside the dates becomes an honest no with nothing from outside."""
    answer = make_answer("siapa?")
    inside = Narrowing(dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    assert inside.apply(answer) is answer
    outside = Narrowing(dt.date(2024, 1, 1)).apply(answer)
    assert not outside.found
    assert not outside.claims
    assert outside.nearest == ()


def test_one_release_only() -> None:
    """Narrowed to a release, an answer from another is refused and that release is offered."""
    other = make_release(id="r9")
    answer = Narrowing(release=other).apply(make_answer("siapa?"))
    assert not answer.found
    assert answer.nearest == (other,)


def test_undated_release_lies_outside_any_dates() -> None:
    """What has no date cannot be inside a range, and is inside where none is given."""
    undated = make_release(date=None)
    assert not Narrowing(until=dt.date(2030, 1, 1)).keeps(undated)
    assert Narrowing().keeps(undated)
