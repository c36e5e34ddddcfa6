"""Each format in this process, without the child around it."""

import io

import pypdf
import pytest

from tanyahumas.corpus.parsing.archive import checked_zip, members
from tanyahumas.corpus.parsing.docxdoc import extract_docx
from tanyahumas.corpus.parsing.emldoc import extract_eml
from tanyahumas.corpus.parsing.extract import HTML_LIMIT, ZIP_ENTRIES
from tanyahumas.corpus.parsing.htmldoc import extract_fragment, extract_html
from tanyahumas.corpus.parsing.pdfdoc import extract_pdf
from tanyahumas.corpus.problems import RejectedError

from .documents import BODY, W, docx, eml, page, paragraph, pdf, zipped

HIDE = "KENARI rahasia"


def test_web_page() -> None:
    """The main text of a page is read with title, date and address; navigation and footer are not."""
    html = f"""<html><head><title>Layanan Sabtu - Dinas Contoh</title>
      <link rel="canonical" href="https://contoh.example/sabtu">
      <meta property="og:title" content="Layanan Sabtu">
      <meta property="article:published_time" content="2025-05-05T08:00:00+07:00"></head><body>
      <nav><a href="/">Beranda</a> <a href="/profil">Profil</a></nav><article><h1>Layanan Sabtu</h1>
      <p>{BODY} Warga cukup membawa kartu tanda penduduk dan mengambil nomor antrean di loket.</p>
      <table><tr><th>Hari</th><th>Jam</th></tr><tr><td>Sabtu</td><td>08.00</td></tr></table>
      <p>Kepala Dinas Contoh mengatakan layanan ini dibuka mulai 10 Mei 2025 di semua kantor.</p></article>
      <footer>Hak cipta Dinas Contoh</footer></body></html>"""
    found = extract_html(html.encode())
    assert found.hints == {
        "title": "Layanan Sabtu",
        "date": "2025-05-05",
        "url": "https://contoh.example/sabtu",
    }
    assert BODY in found.text
    assert "Sabtu | 08.00" in " ".join(found.text.split())
    assert "Beranda" not in found.text
    assert "Hak cipta" not in found.text
    assert found.hidden == ()


@pytest.mark.parametrize(
    "hiding",
    [
        f"<div style='display: none'>{HIDE}</div>", f"<p hidden>{HIDE}</p>", f"<template>{HIDE}</template>",
        f"<span style='font-size:0'>{HIDE}</span>", f"<p style='color:#ffffff'>{HIDE}</p>",
        f"<p style='visibility:hidden'>{HIDE}</p>", f"<p style='opacity:0'>{HIDE}</p>",
        f"<p style='position:absolute;left:-9999px'>{HIDE}</p>", f"<p style='text-indent:-5000px'>{HIDE}</p>",
        f"<style>.x {{display:none}}</style><p class='a x'>{HIDE}</p>",
        f"<style>#y, p.z {{visibility: hidden}}</style><p id='y'>{HIDE}</p>",
    ],
)  # fmt: skip
def test_hidden_text_of_a_page(hiding: str) -> None:
    """Text that the page hides from its readers is left out and reported."""
    found = extract_html(f"<html><body><p>{BODY}</p>{hiding}</body></html>".encode())
    assert BODY in found.text
    assert "KENARI" not in found.text
    assert "do not see" in found.hidden[0]


@pytest.mark.parametrize(
    "part",
    ["<!-- KENARI -->", "<script>KENARI</script>", "<noscript>KENARI</noscript>", "<img alt='KENARI'>"],
)
def test_what_is_never_text_of_a_page(part: str) -> None:
    """Comments, scripts and picture descriptions are no text, and no reason to report a page."""
    found = extract_html(f"<html><body><p>{BODY}</p>{part}</body></html>".encode())
    assert "KENARI" not in found.text
    assert found.hidden == ()


def test_page_with_a_cut_character() -> None:
    """A page with a single broken byte is read without it, and says so; a broken page is not."""
    data = f"<p>{BODY} “ya”</p>".encode().replace("”".encode(), b"\xe2\x80")
    found = extract_html(data)
    assert "“ya" in found.text
    assert "\ufffd" not in found.text
    assert "cannot be decoded" in found.hidden[0]
    with pytest.raises(RejectedError, match="encoding"):
        extract_html(data + b"\xc3(" * 9)


def test_print_rules_hide_nothing() -> None:
    """A rule for other media does not hide what readers see on the screen."""
    html = f"<style>@media print {{ .x {{display:none}} }}</style><p class='x'>{BODY}</p>"
    assert BODY in extract_html(html.encode()).text


@pytest.mark.parametrize(
    "data", [b"", b"<p></p>", b"<p hidden>x</p>", b"\xff\xfa\xc3(", b" " * (HTML_LIMIT + 1)]
)
def test_page_without_use(data: bytes) -> None:
    """An empty, hidden, undecodable or enormous page is refused."""
    with pytest.raises(RejectedError):
        extract_html(data)


def test_fragment() -> None:
    """A piece of HTML from a feed is all text: paragraphs apart, table rows on a line each."""
    html = f"""<p>Satu <b>tebal</b>,<br>dua.</p><!-- KENARI --><p style="display:none">KENARI</p>
      <table><tr><th>Hari</th><th><p>Jam</p></th></tr><tr><td>Sabtu</td><td>08.00</td></tr></table>
      <ul><li>butir</li></ul>{BODY} <script>KENARI</script>akhir"""
    found = extract_fragment(html.encode())
    assert [line for line in found.text.split("\n") if line] == [
        "Satu tebal,", "dua.", "Hari | Jam", "Sabtu | 08.00", "butir", f"{BODY} akhir",
    ]  # fmt: skip
    assert "do not see" in found.hidden[0]


def test_word_document() -> None:
    """Paragraphs, line breaks and tables are read in order, and the title style names the title."""
    table = (
        "<w:tbl>"
        + "".join(
            f"<w:tr><w:tc>{paragraph(a)}</w:tc><w:tc>{paragraph(b)}</w:tc></w:tr>"
            for a, b in (("Hari", "Jam"), ("Sabtu", "08.00"))
        )
        + "</w:tbl>"
    )
    found = extract_docx(
        docx(paragraph("Layanan Sabtu", style="Title") + paragraph(BODY) + table + paragraph("Akhir."))
    )
    assert found.text == f"Layanan Sabtu\n\n{BODY}\n\nHari | Jam\nSabtu | 08.00\n\nAkhir."
    assert found.hints == {"title": "Layanan Sabtu"}


@pytest.mark.parametrize(
    "look",
    ["<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:color w:val="FEFEFE"/>', '<w:sz w:val="2"/>',
     "<w:specVanish/>", '<w:rStyle w:val="Tersembunyi"/>', '<w:rStyle w:val="Turunan"/>'],
)  # fmt: skip
def test_hidden_text_of_a_word_document(look: str) -> None:
    """Vanished, white and tiny text is left out and reported, also when a style hides it."""
    styles = (
        '<w:style w:type="character" w:styleId="Tersembunyi"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Turunan"><w:basedOn w:val="Tersembunyi"/></w:style>'
    )
    found = extract_docx(docx(paragraph(BODY) + paragraph(HIDE, look), styles))
    assert found.text == BODY
    assert found.hidden == ("hidden text (2 words) was left out",)


@pytest.mark.parametrize(
    "look",
    ['<w:vanish w:val="0"/>', '<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>', '<w:sz w:val="24"/>'],
)
def test_visible_text_of_a_word_document(look: str) -> None:
    """Text that looks unusual but can be read stays."""
    assert extract_docx(docx(paragraph(BODY, look))).text == BODY


def test_tracked_changes() -> None:
    """Insertions count as text, deletions do not."""
    gone = f"<w:del><w:r><w:delText>{HIDE}</w:delText><w:t>{HIDE}</w:t></w:r></w:del>"
    body = f"<w:p><w:ins><w:r><w:t>{BODY}</w:t></w:r></w:ins>{gone}</w:p>"
    assert extract_docx(docx(body)).text == BODY


BOMB = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    "data",
    [
        b"", b"PK\x03\x04 broken", docx(paragraph(BODY))[:-60], docx(""), zipped({"a.txt": "x"}),
        zipped({"word/document.xml": f'{BOMB}<w:document xmlns:w="{W}"/>'}),
        zipped({"word/document.xml": "<broken"}),
        zipped({"word/document.xml": f'{BOMB}<w:document xmlns:w="{W}"/>'.encode("utf-16")}),
        zipped({f"{i}.xml": "" for i in range(ZIP_ENTRIES + 1)}),
        zipped({"word/document.xml": b" " * 21_000_000}),
    ],
    ids=["empty", "start", "cut", "no-text", "other-zip", "entities", "broken-xml", "utf-16", "entries",
         "bomb"],
)  # fmt: skip
def test_word_document_without_use(data: bytes) -> None:
    """A damaged, hostile or empty Word document is refused with a reason."""
    with pytest.raises(RejectedError):
        extract_docx(data)


def test_pdf_text_layer() -> None:
    """The text layer is read, and lines broken at the margin are joined."""
    shown = "(Dinas Contoh membuka layanan loket setiap) Tj T* (hari Sabtu di kota.) Tj T* (Akhir.) Tj"
    lines = f"BT /F1 11 Tf 14 TL 40 780 Td {shown} ET"
    assert (
        extract_pdf(pdf(lines)).text
        == "Dinas Contoh membuka layanan loket setiap hari Sabtu di kota.\nAkhir."
    )


@pytest.mark.parametrize("state", ["3 Tr", "7 Tr", "1 g", "1 1 1 rg", "0 0 0 0 k", "/F1 0.5 Tf"])
def test_invisible_text_of_a_pdf(state: str) -> None:
    """Text drawn invisibly, in white or tiny is left out and reported, and the state ends with Q."""
    found = extract_pdf(pdf("q " + page(HIDE, state) + "Q " + page(BODY)))
    assert found.text == BODY
    assert found.hidden == ("invisible text was left out",)


@pytest.mark.parametrize(
    "show", ["[(KENARI ) -200 (rahasia)] TJ", "(KENARI rahasia) '", '1 1 (KENARI rahasia) "']
)
def test_every_way_to_show_text(show: str) -> None:
    """All four operators that show text are watched."""
    found = extract_pdf(pdf(page(BODY) + f"BT /F1 11 Tf 3 Tr 40 700 Td {show} ET"))
    assert found.text == BODY


def test_form_inherits_invisibility() -> None:
    """A form drawn in an invisible mode shows nothing, and the page's own state goes on after it."""
    found = extract_pdf(pdf("3 Tr /X1 Do 0 Tr " + page(BODY), "/XObject << /X1 6 0 R >>"))
    assert found.text == BODY
    assert "KENARI-FORM" in extract_pdf(pdf("/X1 Do " + page(BODY), "/XObject << /X1 6 0 R >>")).text


def _locked() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(page(BODY))))
    writer.encrypt(user_password="x", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"), (b"<html>", "not a PDF"), (pdf("0 0 m"), "scan"), (pdf(page(BODY, "3 Tr")), "OCR"),
        (_locked(), "password"), (b"%PDF-1.4 nothing more", "damaged"),
    ],
    ids=["empty", "html", "picture", "ocr", "locked", "damaged"],
)  # fmt: skip
def test_pdf_without_use(data: bytes, reason: str) -> None:
    """A scan, an OCR layer, a locked or broken file is refused and told apart."""
    with pytest.raises(RejectedError, match=reason):
        extract_pdf(data)


def test_mail() -> None:
    """Subject, date and plain body of a mail are read; the signature is not."""
    found = extract_eml(
        eml(f"{BODY}\n\n-- \nHumas\n", Subject="Fwd: Layanan Sabtu", Date="Mon, 05 May 2025 08:00:00 +0700")
    )
    assert (found.text, found.hints) == (BODY, {"title": "Layanan Sabtu", "date": "2025-05-05"})


def test_mail_of_html_and_attachments() -> None:
    """A mail without plain text is read as a page; attachments are named."""
    message = (
        "From: a@b.example\nSubject: =?utf-8?q?Layanan_=E2=80=9CSabtu=E2=80=9D?=\n"
        "Content-Type: multipart/mixed; boundary=x\n\n"
        f"--x\nContent-Type: text/html; charset=utf-8\n\n<p>{BODY}</p><p hidden>{HIDE}</p>\n"
        "--x\nContent-Type: application/pdf\n"
        "Content-Disposition: attachment; filename=rilis.pdf\n\nx\n--x--\n"
    )
    found = extract_eml(message.encode())
    assert (found.text, found.hints["title"]) == (BODY, "Layanan “Sabtu”")
    assert "do not see" in found.hidden[0]
    assert "rilis.pdf" in found.hidden[1]


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"just words", eml("", Subject="Kosong")])
def test_mail_without_use(data: bytes) -> None:
    """What is no mail, or says nothing, is refused."""
    with pytest.raises(RejectedError):
        extract_eml(data)


def test_archive_members() -> None:
    """Files of an archive come in sort order, without folders and hidden files."""
    data = zipped({"b/2.txt": "", "a.md": "", ".x": "", "__MACOSX/a.md": "", "b/": ""})
    with checked_zip(data, "damaged") as archive:
        assert [info.filename for info in members(archive)] == ["a.md", "b/2.txt"]
