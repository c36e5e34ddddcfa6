"""Import of 678 real releases as web pages, Word and PDF files, beside the parsing libraries alone.

    python benchmarks/ingest.py [--seed-folder ../shared/data/institutional]

The releases are written as .html, .docx and .pdf in turn into a temporary folder. "Libraries"
is the time that trafilatura, python-docx and pypdf take for the same bytes in one process, with
nothing around them; "import" is reading the folder (child process, hidden text, house style,
language, duplicates) and the registry. Bare plain text is measured apart.
"""

from __future__ import annotations

import argparse
import datetime as dt
import html
import io
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pypdf
import trafilatura

from tanyahumas.corpus import read_corpus
from tanyahumas.registry import open_registry

PAGE = """<html><head><title>{title}</title><meta property="article:published_time" content="{date}"></head>
<body><nav><ul>{menu}</ul></nav><article><h1>{title}</h1>{body}</article>
<aside>Berita lain</aside><footer>Hak cipta</footer></body></html>"""
MENU = "".join(f'<li><a href="/{i}">Menu {i}</a></li>' for i in range(40))
LINE = 90


def as_html(title: str, date: str, paragraphs: list[str]) -> bytes:
    body = "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)
    return PAGE.format(title=html.escape(title), date=date, menu=MENU, body=body).encode()


def as_docx(title: str, date: str, paragraphs: list[str]) -> bytes:
    document = docx.Document()
    document.add_heading(title, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(title: str, date: str, paragraphs: list[str]) -> bytes:
    """Pages of Helvetica, each line shown by itself, the streams compressed."""
    lines = [line for p in (title, *paragraphs) for line in wrapped(p)]
    writer = pypdf.PdfWriter()
    for start in range(0, len(lines), 50):
        page = writer.add_blank_page(595, 842)
        shown = "".join(f"({escaped(line)}) Tj T*\n" for line in lines[start : start + 50])
        stream = pypdf.generic.DecodedStreamObject()
        stream.set_data(f"BT /F1 11 Tf 14 TL 40 800 Td\n{shown}ET".encode("cp1252", "replace"))
        name = pypdf.generic.NameObject
        page[name("/Contents")] = writer._add_object(stream.flate_encode())
        font = {
            "/Type": "/Font",
            "/Subtype": "/Type1",
            "/BaseFont": "/Helvetica",
            "/Encoding": "/WinAnsiEncoding",
        }
        entry = pypdf.generic.DictionaryObject({name(k): name(v) for k, v in font.items()})
        fonts = pypdf.generic.DictionaryObject({name("/F1"): entry})
        page[name("/Resources")] = pypdf.generic.DictionaryObject({name("/Font"): fonts})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def wrapped(paragraph: str) -> list[str]:
    lines, line = [], ""
    for word in paragraph.split():
        if len(line) + len(word) >= LINE:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line, ""]


def escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


WRITERS: dict[str, Callable[[str, str, list[str]], bytes]] = {
    ".html": as_html,
    ".docx": as_docx,
    ".pdf": as_pdf,
}
LIBRARIES: dict[str, Callable[[bytes], Any]] = {
    ".html": lambda data: trafilatura.bare_extraction(data, favor_recall=True, with_metadata=True),
    ".docx": lambda data: [p.text for p in docx.Document(io.BytesIO(data)).paragraphs],
    ".pdf": lambda data: [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages],
}


def write(articles: list[dict[str, Any]], folder: Path, kinds: list[str]) -> list[Path]:
    """Files of the kinds in turn; `.txt` is title and text."""
    files = []
    for number, article in enumerate(articles):
        kind = kinds[number % len(kinds)]
        title, date = article.get("title") or "Rilis", (article.get("date") or "2020-01-01")[:10]
        path = folder / f"{article['doc_id']}{kind}"
        if kind == ".txt":
            path.write_text(f"{title}\n\n{article['text']}", encoding="utf-8")
        else:
            path.write_bytes(WRITERS[kind](title, date, article["text"].split("\n")))
        files.append(path)
    return files


def libraries_alone(files: list[Path]) -> dict[str, float]:
    """Seconds by kind; each library has parsed one file before."""
    seconds = dict.fromkeys(LIBRARIES, 0.0)
    for path in [*files[: len(LIBRARIES)], *files]:
        data = path.read_bytes()
        start = time.perf_counter()
        LIBRARIES[path.suffix](data)
        seconds[path.suffix] += time.perf_counter() - start
    return seconds


def processor() -> float:
    """Processor seconds of this process and of its children that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def imported(folder: Path, home: Path) -> tuple[float, float, int, int]:
    """Seconds of reading and of the registry, releases, problems."""
    start = time.perf_counter()
    reading = read_corpus(folder)
    read = time.perf_counter() - start
    registry = open_registry(f"sqlite:///{home / 'registry.sqlite'}")
    start = time.perf_counter()
    registry.sync(reading.releases, str(folder), "benchmark", dt.datetime.now(dt.UTC), reading.copies)
    kept = time.perf_counter() - start
    registry.close()
    return read, kept, len(reading.releases) + len(reading.copies), len(reading.problems)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    default = Path(__file__).resolve().parents[2] / "shared" / "data" / "institutional"
    parser.add_argument("--seed-folder", type=Path, default=default)
    source = parser.parse_args().seed_folder / "dev_articles.jsonl"
    if not source.is_file():
        print(f"skipped: {source} is not on this machine")
        return 0
    articles = [json.loads(line) for line in source.read_text().splitlines()]
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        for name, kinds in (("documents", list(WRITERS)), ("text", [".txt"])):
            folder = home / name
            folder.mkdir()
            files = write(articles, folder, kinds)
            before = processor()
            own = libraries_alone(files) if name == "documents" else {}
            between = processor()
            read, kept, taken, problems = imported(folder, folder.parent)
            after = processor()
            print(f"{name}: {taken} of {len(files)} taken, {problems} remarks")
            shares = f"reading {read:.2f}, registry {kept:.2f}; processor {after - between:.2f}"
            print(f"  import   {read + kept:6.2f} s ({shares})")
            if own:
                parts = ", ".join(f"{kind} {seconds:.2f}" for kind, seconds in own.items())
                print(f"  libraries{sum(own.values()):6.2f} s ({parts}; processor {between - before:.2f})")
                print(f"  ratio    {(read + kept) / sum(own.values()):6.2f}")
            print(f"  {len(files) / (read + kept):.0f} releases a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
