"""Small documents made in memory."""

import io
import zipfile
from email.message import EmailMessage

BODY = "Layanan tersedia di 14 kecamatan dan tidak dipungut biaya."
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>{more}</Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="{target}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
)


FORM = (
    b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> "
    b"/Length 44 >>\nstream\nBT /F1 11 Tf 40 500 Td (KENARI-FORM) Tj ET  \nendstream"
)


def zipped(files: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, styles: str = "") -> bytes:
    """A Word document with the given XML in its body, and styles if there are any."""
    more = (
        '<Override PartName="/word/styles.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES.format(more=more if styles else ""),
        "_rels/.rels": RELATIONS.format(target="word/document.xml", kind="officeDocument"),
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
    }
    if styles:
        files["word/_rels/document.xml.rels"] = RELATIONS.format(target="styles.xml", kind="styles")
        files["word/styles.xml"] = f'<?xml version="1.0"?><w:styles xmlns:w="{W}">{styles}</w:styles>'
    return zipped(files)


def paragraph(text: str, look: str = "", style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:rPr>{look}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def pdf(content: str, resources: str = "") -> bytes:
    """A PDF of one page with the given content stream."""
    stream = content.encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources "
        b"<< /Font << /F1 5 0 R >> " + resources.encode() + b" >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        FORM,
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def page(text: str, state: str = "") -> str:
    """A content stream that shows one line in the given graphics state."""
    return f"BT /F1 11 Tf {state} 40 780 Td ({text}) Tj ET\n"


def eml(body: str, html: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Humas <humas@contoh.example>"
    for name, value in headers.items():
        message[name] = value
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()
