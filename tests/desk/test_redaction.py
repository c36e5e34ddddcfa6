import pytest

from tanyahumas.desk.redaction import redact


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("NIK saya 3174011201990003 ya", "NIK saya [nik] ya"),
        ("3174 0112 0199 0003", "[nik]"),
        ("hubungi 0812-3456-7890", "hubungi [telepon]"),
        ("+62 812 3456 7890!", "[telepon]!"),
        ("(021) 7654321", "[telepon]"),
        ("kartu 4111 1111 1111 1111", "kartu [kartu]"),
        ("a.b+c@kampus.ac.id dan x@y.co", "[email] dan [email]"),
        ("NPWP 09.254.294.3-407.000", "NPWP [nomor]"),
        ("rekening 1234567890", "rekening [nomor]"),
        ("paspor C1234567", "paspor [paspor]"),
        (
            "tanggal 17/10/2023, Rp1.500.000.000, tahun 2023",
            "tanggal 17/10/2023, Rp1.500.000.000, tahun 2023",
        ),
        ("token saya MTIz.NDU2.Nzg5", "token saya [rahasia]"),
        ("kunci sk-abcdefghij0123456789", "kunci [rahasia]"),
        ("lihat humas.kampus.ac.id, S.Kom.I, M.Sos", "lihat humas.kampus.ac.id, S.Kom.I, M.Sos"),
        ("001/SP/HMS/2025", "001/SP/HMS/2025"),
    ],
)
def test_personal_data_is_replaced_by_its_kind(text: str, stored: str) -> None:
    """Numbers and addresses of persons go, dates, amounts and release numbers stay."""
    assert redact(text) == stored
