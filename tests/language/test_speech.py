from __future__ import annotations

import pytest

from tanyahumas.language.speech import direct_quotes


def told(text: str) -> list[tuple[str, str | None]]:
    return [
        (text[s.start : s.end], text[slice(*s.speaker)] if s.speaker else None) for s in direct_quotes(text)
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“Kita harus terus maju,” kata Rektor Prof. Budi Santoso, M.Si., di aula.",
         "Rektor Prof. Budi Santoso, M.Si."),
        ('"Kita harus terus maju", ujar Kepala Humas, Nadira Kusuma, S.I.Kom., Senin (3/2).',
         "Kepala Humas, Nadira Kusuma, S.I.Kom."),
        ("“Kita harus terus maju,” demikian tandas Bupati. Acara usai.", "Bupati"),
        ("“Kita harus terus maju,” jelas dr. Riyatno saat ditemui.", "dr. Riyatno"),
        ("“Kita harus terus maju,” tutur Nailil Yusro selaku ketua panitia.", "Nailil Yusro"),
        ("Rektor mengatakan, “Kita harus terus maju.”", "Rektor"),
        ("Ketua panitia, Dr. Ani Wulan, M.T., menjelaskan: “Kita harus terus maju.”", "Dr. Ani Wulan, M.T."),
        ("Menurut Wakil Rektor I Ardi, “kita harus terus maju”.", "Wakil Rektor I Ardi"),
        ("Kepala Dinas, Bagyo ketika ditemui di Terminal Mendolo menyebut, “kita harus terus maju”.",
         "Kepala Dinas, Bagyo"),
        ("Kepada para pengurus Desa, Wibawa berpesan, “kita harus terus maju”.", "Wibawa"),
        ("“We all have to move on,” said Dr. Jane Poe.", "Dr. Jane Poe"),
    ],
)  # fmt: skip
def test_a_named_speaker(text: str, speaker: str) -> None:
    """Behind or before the quote, with office and degrees, without what follows."""
    assert [name for _, name in told(text)] == [speaker]


@pytest.mark.parametrize("said", ["tambahnya", "kata dia", "ungkapnya lagi", "imbuh beliau"])
def test_a_pronoun_means_who_spoke_last(said: str) -> None:
    """The last speaker, whether quoted or told of, not the last person named."""
    text = f"“Kita harus terus maju,” kata Ani di depan Budi. “Jangan pernah mundur lagi,” {said}."
    assert told(text)[1] == ("Jangan pernah mundur lagi,", "Ani")
    text = f"Rektor Ani menegaskan hal itu di Medan. “Jangan pernah mundur lagi,” {said}."
    assert told(text) == [("Jangan pernah mundur lagi,", "Rektor Ani")]


def test_a_pronoun_far_from_any_speaker_names_nobody() -> None:
    """A speaker too far back is not guessed, nor is one where nobody was named."""
    quote = "“Jangan pernah mundur lagi,” tambahnya."
    assert told(quote) == [("Jangan pernah mundur lagi,", None)]
    assert told(f"Rektor Ani menegaskan itu. {'Acara berlangsung lama. ' * 40}{quote}")[0][1] is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tema “Bersama Kita Bisa Maju” dipilih.",
        "Program “Kampung Iklim”.",
        'Ukuran 15" dan 17" tersedia.',
    ],
)
def test_names_and_terms_are_no_quotes(text: str) -> None:
    """Quotation marks around a name, a motto or inches make no direct quote."""
    assert told(text) == []


def test_a_quote_without_a_speaker() -> None:
    """A whole sentence in quotation marks is a quote also where nobody is named."""
    assert told("“Mari kita jaga kebersihan kampus.”\nAcara usai.") == [
        ("Mari kita jaga kebersihan kampus.", None)
    ]


def test_offsets_are_of_the_text() -> None:
    """Quotes come in the order of the text and never reach over a line."""
    text = "“Satu dua tiga empat,” kata Ani.\n“Lima enam tujuh delapan,” ujarnya. “Belum\nditutup siapa pun”"
    found = direct_quotes(text)
    assert [text[s.start : s.end] for s in found] == ["Satu dua tiga empat,", "Lima enam tujuh delapan,"]
    assert [text[slice(*s.speaker)] for s in found if s.speaker] == ["Ani", "Ani"]
