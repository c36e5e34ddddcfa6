import datetime as dt

import pytest

from tanyahumas.language.typed_dates import read_date


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
