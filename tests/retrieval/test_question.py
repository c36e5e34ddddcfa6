"""What a question says about itself."""

from __future__ import annotations

import pytest

from tanyahumas.errors import QuestionError
from tanyahumas.retrieval.question import QuestionType, understand


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Siapa yang mewakili rektor?", QuestionType.WHO),
        ("Who signed for the rector?", QuestionType.WHO),
        ("Kapan wisuda ke-45?", QuestionType.WHEN),
        ("jam berapa perpustakaan buka", QuestionType.WHEN),
        ("When does registration close?", QuestionType.WHEN),
        ("Berapa peserta KKN?", QuestionType.HOW_MANY),
        ("How many students took part?", QuestionType.HOW_MANY),
        ("Di mana acara digelar?", QuestionType.WHERE),
        ("Mengapa jadwal berubah?", QuestionType.WHY),
        ("How does the bank work?", QuestionType.HOW),
        ("Siapa saja yang hadir?", QuestionType.LIST),
        ("jelaskan program kerja sama itu", QuestionType.WHAT),
        ("Who stood in for the mayor when UCN signed?", QuestionType.WHO),
        ("Siapa yang hadir ketika gedung diresmikan, dan mengapa?", QuestionType.WHO),
        ("What happens to vendors who break the ban?", QuestionType.WHAT),
        ("Menurut WHO, berapa gram gula sehari?", QuestionType.HOW_MANY),
        ("WHO SIGNED FOR THE RECTOR?", QuestionType.WHO),
        ("Which agency publishes the statistics?", QuestionType.WHAT),
        ("Which new programmes were opened?", QuestionType.LIST),
        ("Which faculties took part?", QuestionType.LIST),
        ("In which country is the campus?", QuestionType.WHERE),
        ("Sejak tahun berapakah mereka bekerja sama?", QuestionType.WHEN),
        ("in which year was it founded", QuestionType.WHEN),
        ("what time does the library open?", QuestionType.WHEN),
    ],
)
def test_the_type_is_told_by_its_words(text: str, kind: QuestionType) -> None:
    """What kind of answer is asked for is known before searching."""
    assert understand(text, 1000).type == kind


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "???", "🙂🙂", "\u200b\u202e", "…!"])
def test_nothing_to_ask_is_refused(text: str) -> None:
    """Without a letter or digit there is no question."""
    with pytest.raises(QuestionError, match="kosong"):
        understand(text, 1000)


def test_too_long_is_refused_with_its_length() -> None:
    """The message says how long it may be."""
    with pytest.raises(QuestionError, match="10000 characters"):
        understand("a" * 10_000, 4000)


def test_invisible_characters_and_line_ends_are_cleaned() -> None:
    """A question pasted with hidden marks is the same question."""
    assert understand("Siapa\u200b rek\u202etor\n  baru\x00?", 1000).text == "Siapa rektor baru?"
