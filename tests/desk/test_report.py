import datetime as dt

from tanyahumas.desk.report import citing_lines, stats_lines
from tanyahumas.desk.stats import CitingAnswer, Stats

NOW = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)


def test_lists_that_are_empty_are_left_out() -> None:
    """Figures come first, lists only where there is something in them."""
    stats = Stats(NOW, 2, {"answered": 3}, (("siapa?", 2),), (), 1, 1, (("apa?", ""),), 100, 300)
    lines = stats_lines(stats, "id")
    assert lines[0] == "Sejak 2024-05-01: 3 pertanyaan dari 2 orang"
    assert "  2 × siapa?" in lines
    assert "  apa? – tanpa alasan" in lines
    assert not any("Belum terjawab" in line for line in lines)


def test_long_questions_are_cut_at_a_word() -> None:
    """A line stays readable."""
    answers = [CitingAnswer("abc", NOW, "kata " * 100, "h")]
    line = citing_lines("r1", answers, "en")[1]
    assert line.endswith("kata…")
    assert len(line) < 160
    assert citing_lines("r1", [], "en") == ["Answers that cited r1: none"]
