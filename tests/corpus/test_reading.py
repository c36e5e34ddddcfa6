import datetime as dt
import json
import os
from pathlib import Path

import pytest

from tanyahumas.corpus import read_corpus
from tanyahumas.domain import Status
from tanyahumas.errors import CorpusError

from .samples import FRONT_MATTER, PLAIN, put

SHARED = Path(__file__).parents[3] / "shared" / "data"


def test_front_matter_and_body(tmp_path: Path) -> None:
    """A Markdown file becomes a release with what its front matter says."""
    path = put(tmp_path, "2025/layanan-sabtu.md", FRONT_MATTER)
    (release,) = read_corpus(tmp_path).releases
    assert release.id == "layanan-sabtu"
    assert (release.title, release.text) == ("Layanan Sabtu", "Layanan tersedia di 14 kecamatan.")
    assert (release.date, release.place, release.number) == (
        dt.date(2025, 5, 5),
        "Kota Contoh",
        "110/SP/HMS/2025",
    )
    assert (release.url, release.source) == ("https://contoh.example/sabtu", str(path.resolve()))
    assert (release.status, release.audience, release.language) == (Status.PUBLISHED, {"public"}, "id")


def test_plain_text_tells_by_its_house_style(tmp_path: Path) -> None:
    """A text file without front matter yields place, dates and byline from its own words."""
    release = read_corpus(put(tmp_path, "a.txt", PLAIN)).releases[0]
    assert (release.place, release.date, release.event_date) == (
        "KOTA CONTOH",
        dt.date(2025, 5, 5),
        dt.date(2025, 5, 3),
    )
    assert (release.title, release.byline) == (
        "Dinas Contoh membuka layanan loket setiap Sabtu",
        "Humas Dinas Contoh",
    )
    assert release.text.endswith("Laporan: Humas Dinas Contoh.")


@pytest.mark.skipif(not (SHARED / "seed").is_dir(), reason="the sample release is not on this machine")
def test_the_institutes_own_release() -> None:
    """The original text of the institute's release reads with place, dates and byline."""
    (release,) = read_corpus(SHARED / "seed").releases
    assert (release.place, release.byline) == ("JAKARTA", "Humas IKTA")
    assert release.date == release.event_date == dt.date(2023, 10, 17)


def test_life_cycle(tmp_path: Path) -> None:
    """The life cycle is read in Indonesian, and the number of a corrected release becomes its id."""
    put(tmp_path, "a.md", FRONT_MATTER)
    put(
        tmp_path,
        "b.md",
        "---\nstatus: Dicabut\nembargo: 2030-01-01T09:00+07:00\nkhalayak: [Staf, Pimpinan]\nretelling: ya\n"
        "ralat_atas: 110/SP/HMS/2025\nmenggantikan: tidak-dikenal\n---\nIsi.",
    )
    release = read_corpus(tmp_path).releases[1]
    assert release.status is Status.WITHDRAWN
    assert release.embargo_until == dt.datetime(2030, 1, 1, 2, tzinfo=dt.UTC)
    assert release.audience == {"staf", "pimpinan"}
    assert (release.retelling, release.corrects, release.supersedes) == (True, "a", "tidak-dikenal")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("kabur.md", "---\nembargo: besok pagi\n---\nIsi.", "embargo"),
        ("status.md", "---\nstatus: entahlah\n---\nIsi.", "status"),
        ("ulang.md", "---\nretelling: mungkin\n---\nIsi.", "retelling"),
        ("yaml.md", "---\njudul: [\n---\nIsi.", "front matter"),
        ("kosong.md", "---\njudul: A\n---\n \n", "no text"),
        ("kosong.txt", "", "empty"),
        ("panjang.txt", "kata " * 250_000, "more than"),
        ("besar.txt", " " * 5_000_000, "larger than"),
        ("id.md", "---\nid: a/b\n---\nIsi.", "id"),
        ("bytes.txt", b"\xff\xfa\xc3(", "encoding"),
        ("gambar.jpg", b"\xff\xd8", "not read"),
    ],
)
def test_bad_file_is_named_and_stops_nobody(
    tmp_path: Path, name: str, content: str | bytes, reason: str
) -> None:
    """A file that cannot become a release is a problem with a remedy, and the good one is read."""
    put(tmp_path, name, content)
    put(tmp_path, "z.txt", PLAIN)
    reading = read_corpus(tmp_path)
    assert [release.id for release in reading.releases] == ["z"]
    (problem,) = reading.problems
    assert problem.source.endswith(name)
    assert reason in problem.reason
    assert problem.remedy


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("tanggal: 31 Februari 2025", "date"),
        ("bahasa: klingon", "language"),
        ("url: javascript:alert(1)", "url"),
    ],
)
def test_doubtful_field_is_told_and_left_out(tmp_path: Path, line: str, reason: str) -> None:
    """An impossible date, an unknown language or a strange address does not cost the release."""
    reading = read_corpus(put(tmp_path, "a.md", f"---\n{line}\n---\nIsi."))
    assert reading.releases[0].date is None
    assert reading.releases[0].url is None
    assert reason in reading.problems[0].reason


def test_date_in_the_future(tmp_path: Path) -> None:
    """A date that lies ahead is taken and remarked on."""
    reading = read_corpus(put(tmp_path, "a.md", "---\ndate: 2999-01-01\n---\nIsi."))
    assert reading.releases[0].date == dt.date(2999, 1, 1)
    assert "future" in reading.problems[0].reason


def test_duplicate_id(tmp_path: Path) -> None:
    """Of two texts under one id the first in sort order stays, and the problem names both."""
    put(tmp_path, "a.md", "---\nid: x\n---\nSatu.")
    put(tmp_path, "b.md", "---\nid: x\n---\nDua.")
    reading = read_corpus(tmp_path)
    assert [release.text for release in reading.releases] == ["Satu."]
    assert reading.problems[0].source.endswith("b.md")
    assert "a.md" in reading.problems[0].reason


def test_same_number_other_text(tmp_path: Path) -> None:
    """A second text under one stated number is refused unless it corrects or supersedes."""
    put(tmp_path, "a.md", "---\nnomor: 1/SP\n---\nSatu.")
    put(tmp_path, "b.md", "---\nnomor: 1/SP\n---\nDua.")
    put(tmp_path, "c.md", "---\nnomor: 1/SP\nmenggantikan: a\n---\nTiga.")
    reading = read_corpus(tmp_path)
    assert [release.id for release in reading.releases] == ["a", "c"]
    assert "1/SP" in reading.problems[0].reason


def test_copy_under_another_name(tmp_path: Path) -> None:
    """The same words under two file names are one release and a copy, not a problem."""
    put(tmp_path, "a.txt", PLAIN)
    second = put(tmp_path, "b.txt", PLAIN + "\n\n")
    reading = read_corpus(tmp_path)
    assert [release.id for release in reading.releases] == ["a"]
    assert reading.copies == (("a", str(second.resolve())),)
    assert reading.problems == ()


def test_copy_with_another_life_cycle_is_no_copy(tmp_path: Path) -> None:
    """A withdrawn file with the same words stays a release of its own, so its status is not lost."""
    put(tmp_path, "a.md", "---\njudul: A\n---\nIsi.")
    put(tmp_path, "b.md", "---\njudul: A\nstatus: dicabut\n---\nIsi.")
    assert [release.status for release in read_corpus(tmp_path).releases] == [
        Status.PUBLISHED,
        Status.WITHDRAWN,
    ]


def test_hidden_comment_is_left_out_and_told(tmp_path: Path) -> None:
    """A comment in Markdown cannot be quoted, and hiding text is reported."""
    reading = read_corpus(put(tmp_path, "a.md", "Isi <!-- rahasia --> rilis."))
    assert reading.releases[0].text == "Isi rilis."
    assert "hidden" in reading.problems[0].reason


@pytest.mark.parametrize(
    "name", ["-rf.txt", "rilis\u202efdp.txt", "siaran pers (final) #2 & '3'.txt", "日本.txt", "a\nb.txt"]
)
def test_strange_file_names(tmp_path: Path, name: str) -> None:
    """Any file name gives a plain id and a problem text that prints safely."""
    put(tmp_path, name, PLAIN)
    release = read_corpus(tmp_path).releases[0]
    assert release.id.isascii()
    assert release.id.replace("-", "").replace(".", "").replace("_", "").isalnum()
    put(tmp_path, name, "")
    assert read_corpus(tmp_path).problems[0].source.isprintable()


def test_file_name_that_is_no_unicode(tmp_path: Path) -> None:
    """A file name in an old encoding is written with escapes."""
    raw = os.fsencode(tmp_path) + b"/k\xe9.txt"
    Path(os.fsdecode(raw)).write_text(PLAIN)
    assert read_corpus(tmp_path).releases[0].source.endswith("k\\xe9.txt")


def test_what_is_not_entered(tmp_path: Path) -> None:
    """Hidden files, README files and links that leave the folder are not read."""
    outside = put(tmp_path, "outside/secret.txt", PLAIN)
    folder = tmp_path / "corpus"
    put(folder, ".draft.txt", PLAIN)
    put(folder, ".git/x.txt", PLAIN)
    put(folder, "README.md", "About this folder.")
    (folder / "link.txt").symlink_to(outside)
    (folder / "linked").symlink_to(outside.parent)
    os.mkfifo(folder / "pipe.txt")
    reading = read_corpus(folder)
    assert (reading.releases, reading.problems) == ((), ())


def test_missing_path(tmp_path: Path) -> None:
    """A path that does not exist is an error, an empty folder is not."""
    assert read_corpus(tmp_path).releases == ()
    with pytest.raises(CorpusError, match="no such"):
        read_corpus(tmp_path / "none")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file(tmp_path: Path) -> None:
    """A file without read permission is a problem."""
    put(tmp_path, "a.txt", PLAIN).chmod(0)
    assert "cannot be read" in read_corpus(tmp_path).problems[0].reason


def test_jsonl(tmp_path: Path) -> None:
    """Each line is a release named FILE#ID; a bad line is named FILE:LINE and stops nobody."""
    rows = [
        {
            "id": "news-1#0",
            "title": "Satu",
            "date": "2025-05-05",
            "url": "https://a.example/1",
            "text": "Isi satu.",
        },
        {"id": 2, "title": None, "text": "Isi dua."},
    ]
    lines = [
        json.dumps(rows[0]),
        "{rusak",
        "[]",
        json.dumps(rows[1]),
        '{"id": "x"}',
        '{"id": "y", "text": {}}',
        "",
    ]
    path = put(tmp_path, "berita.jsonl", "\n".join(lines))
    reading = read_corpus(path)
    assert [release.id for release in reading.releases] == ["news-1#0", "2"]
    assert reading.releases[0].source == f"{path.resolve()}#news-1#0"
    assert (reading.releases[0].date, reading.releases[0].text) == (dt.date(2025, 5, 5), "Isi satu.")
    assert [problem.source.rsplit(":", 1)[1] for problem in reading.problems] == ["2", "3", "5", "6"]


def test_line_twice(tmp_path: Path) -> None:
    """The same line twice, or a link to a file beside it, is one release with one source."""
    line = json.dumps({"id": "a", "text": "Sama."})
    reading = read_corpus(put(tmp_path, "a.jsonl", f"{line}\n{line}\n"))
    assert (len(reading.releases), reading.copies, reading.problems) == (1, (), ())
    put(tmp_path, "f/a.txt", PLAIN)
    (tmp_path / "f" / "b.txt").symlink_to(tmp_path / "f" / "a.txt")
    assert read_corpus(tmp_path / "f").copies == ()


def test_jsonl_lines_with_equal_text_stay_two(tmp_path: Path) -> None:
    """Two stated ids are two releases even when their words agree."""
    lines = [json.dumps({"id": id_, "title": "T", "text": "Sama."}) for id_ in "ab"]
    assert len(read_corpus(put(tmp_path, "a.jsonl", "\n".join(lines))).releases) == 2
