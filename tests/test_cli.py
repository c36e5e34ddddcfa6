"""The command line as a user meets it: processes, exit codes, what is printed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tanyahumas.config import Settings
from tests.conftest import PROJECT

PROGRAM = [sys.executable, "-c", "from tanyahumas.cli import main; main()"]


def run(home: Path, *arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the program over a data directory, with no network variables of this machine's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TANYAHUMAS_")}
    return subprocess.run(
        [*PROGRAM, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env={**kept, "TANYAHUMAS_HOME": str(home), **variables},
        timeout=300,
        check=False,
    )


def test_help_imports_nothing_heavy() -> None:
    """`--help` is quick: no torch, chromadb, langchain, discord or transformers is imported."""
    heavy = ["torch", "chromadb", "langchain", "langchain_core", "discord", "transformers", "sqlalchemy"]
    script = (
        "import sys\nfrom tanyahumas.cli import cli\n"
        "try:\n    cli(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print('HEAVY', [name for name in {heavy!r} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.endswith("HEAVY []\n")


def test_a_missing_index_names_the_command(tmp_path: Path) -> None:
    """One line, exit code 1, no traceback."""
    result = run(tmp_path, "ask", "Siapa rektor?")
    assert result.returncode == 1
    assert "tanyahumas index" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("question", ["", "   ", "?!", "a" * 10_000])
def test_a_question_that_cannot_be_asked(campus_settings: Settings, campus: object, question: str) -> None:
    """Empty and endless questions are refused with exit code 2."""
    result = run(campus_settings.home, "ask", "--", question)
    assert (result.returncode, "Traceback" in result.stderr) == (2, False)
    assert result.stderr.startswith("tanyahumas: the question")


def test_an_unknown_setting_is_noticed(tmp_path: Path) -> None:
    """A typing mistake in a variable is an error that names it."""
    result = run(tmp_path, "doctor", TANYAHUMAS_CORPSE="x")
    assert (result.returncode, "TANYAHUMAS_CORPSE" in result.stderr) == (2, True)


def test_a_refused_setting_does_not_show_its_value(tmp_path: Path) -> None:
    """The variable is named, its value is not."""
    result = run(tmp_path, "doctor", TANYAHUMAS_PASSAGES="rahasia")
    assert (result.returncode, "TANYAHUMAS_PASSAGES" in result.stderr) == (2, True)
    assert "rahasia" not in result.stderr


def test_indexing_twice_counts(tmp_path: Path) -> None:
    """Added, changed, removed and unchanged are printed and right; broken files do not stop good ones."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in ("satu", "dua", "tiga"):
        (corpus / f"{name}.md").write_text(f"---\ntitle: Rilis {name}\ndate: 2025-01-02\n---\nIsi {name}.\n")
    home = tmp_path / "home"
    assert "3 added, 0 changed, 0 removed, 0 unchanged" in run(home, "index", str(corpus)).stdout
    (corpus / "satu.md").unlink()
    (corpus / "dua.md").write_text("---\ntitle: Rilis dua\ndate: 2025-01-02\n---\nIsi dua berubah.\n")
    (corpus / "rusak.md").write_text("---\ntitle: [rusak\n---\nIsi.\n")
    second = run(home, "index", str(corpus))
    assert "0 added, 1 changed, 1 removed, 1 unchanged, 1 not read" in second.stdout
    assert "rusak.md" in second.stderr
    assert second.returncode == 3
    third = run(home, "index", str(corpus), "--json")
    assert json.loads(third.stdout)["unchanged"] == 2


def test_a_report_lists_every_file(tmp_path: Path) -> None:
    """Accepted and rejected files stand in it with the reasons, even when nothing is left to index."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "rusak.md").write_text("---\ntitle: [rusak\n---\nIsi.\n")
    report = tmp_path / "report.json"
    assert run(tmp_path / "home", "index", str(corpus), "--report", str(report)).returncode == 1
    (entry,) = json.loads(report.read_text())
    assert (entry["accepted"], entry["release"]) == (False, None)
    assert "front matter" in entry["remarks"][0]["reason"]


@pytest.mark.parametrize("what", ["empty", "missing"])
def test_a_corpus_without_releases_is_an_error(tmp_path: Path, what: str) -> None:
    """It names the folder; nothing is changed."""
    corpus = tmp_path / "corpus"
    if what == "empty":
        corpus.mkdir()
    result = run(tmp_path / "home", "index", str(corpus))
    assert (result.returncode, "Traceback" in result.stderr) == (1, False)
    assert str(corpus) in result.stderr


def test_questions_from_standard_input(campus_settings: Settings, campus: object) -> None:
    """One JSON object a line in the order asked; a line that is no question gets `error`, the rest go on."""
    questions = ["who represented the rector at the BP2MI signing?", "", 'Berapa peserta? "$HOME" `x`']
    result = run(campus_settings.home, "ask", "--json", "-", stdin="\n".join(questions) + "\n")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["question"] for row in rows] == questions
    assert {"question", "found", "answer", "claims", "passages", "ms"} <= rows[0].keys()
    assert set(rows[0]["passages"][0]) >= {"release", "title", "date", "url", "text", "score"}
    for claim in rows[0]["claims"]:
        assert set(claim) == {"text", "quote", "release", "start", "end"}
    assert "error" in rows[1]
    assert "error" not in rows[2]


def test_search_from_standard_input(campus_settings: Settings, campus: object) -> None:
    """`search` speaks the same form."""
    result = run(campus_settings.home, "search", "--json", "-k", "3", "-", stdin="wisuda\n")
    row = json.loads(result.stdout)
    assert (len(row["passages"]), row["claims"]) == (3, [])


def test_json_is_asked_for_with_standard_input(campus_settings: Settings, campus: object) -> None:
    """Without --json the mistake is named."""
    assert run(campus_settings.home, "ask", "-", stdin="x\n").returncode == 2


def test_chat_ends_with_an_empty_line(campus_settings: Settings, campus: object) -> None:
    """Questions are answered until then."""
    result = run(campus_settings.home, "chat", stdin="Berapa peserta penandatanganan BP2MI?\n\nlagi?\n")
    assert result.returncode == 0
    assert result.stdout.count("Menurut rilis") <= 2
    assert "39" in result.stdout


def test_interrupting_is_quiet(campus_settings: Settings, campus: object) -> None:
    """Ctrl-C ends with 130 and no traceback."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TANYAHUMAS_")}
    process = subprocess.Popen(
        [*PROGRAM, "ask", "--json", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**kept, "TANYAHUMAS_HOME": str(campus_settings.home)},
        # A shell's background job passes on that interrupts are ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("wisuda\n")
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, "Traceback" in errors) == (130, False)


def test_doctor_says_what_to_do_next(tmp_path: Path, campus_settings: Settings, campus: object) -> None:
    """An empty data directory is told to index; a ready one answers with 0."""
    empty = run(tmp_path, "doctor")
    assert (empty.returncode, "next: tanyahumas index" in empty.stdout) == (1, True)
    ready = run(campus_settings.home, "doctor", "--json")
    assert ready.returncode == 0, ready.stdout
    subjects = [finding["subject"] for finding in json.loads(ready.stdout)]
    assert {"model", "index", "registry", "packages"} <= set(subjects)


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """One line says which setting to change."""
    (tmp_path / "file").write_text("x")
    result = run(tmp_path / "file" / "home", "ask", "wisuda")
    assert (result.returncode, "TANYAHUMAS_HOME" in result.stderr) == (1, True)
    assert "Traceback" not in result.stderr


def make(*arguments: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `make ask` against a program that shows its arguments."""
    program = folder / "tanyahumas"
    program.write_text('#!/bin/sh\nprintf "%s\\0" "$@" > "$(dirname "$0")/seen"\n')
    program.chmod(0o755)
    (folder / "ready").touch()
    settings = [f"BIN={folder}", f"READY={folder / 'ready'}"]
    (folder / "ready").touch()
    os.utime(folder / "ready", (time.time() + 1000,) * 2)
    return subprocess.run(
        ["make", "ask", *settings, *arguments],
        cwd=PROJECT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("way", ["argument", "environment"])
@pytest.mark.parametrize(
    "question",
    [
        "siapa 'rektor' \"baru\"?",
        "biaya $5 $HOME $$ ${HOME} $(HOME)",
        "`touch PWNED` $(touch PWNED) $(shell touch PWNED)",
        "# bukan komentar; touch PWNED & | > x",
        "dua\nbaris \\ miring",
        "--help",
        "-n",
        "émoji 🙂 % %s",
    ],
)
def test_make_hands_the_question_over_unharmed(tmp_path: Path, question: str, way: str) -> None:
    """Nothing in Q is expanded or run, by make or by a shell."""
    result = (
        make(f"Q={question}", folder=tmp_path) if way == "argument" else make(folder=tmp_path, Q=question)
    )
    assert result.returncode == 0, result.stderr
    seen = (tmp_path / "seen").read_text().split("\0")
    assert seen == ["ask", "--index", "--", question, ""]
    assert not (PROJECT / "PWNED").exists()


def test_a_scope_at_the_command_line(campus_settings: Settings, campus: object) -> None:
    """Dates and a release narrow what is searched; a date that is none, and an unknown release, are told."""
    home = campus_settings.home
    one = run(home, "search", "--json", "--release", "2023-10-17-kerja-sama-bp2mi", "wisuda")
    assert {p["release"] for p in json.loads(one.stdout)["passages"]} == {"2023-10-17-kerja-sama-bp2mi"}
    asked = run(home, "ask", "--json", "--until", "1999", "berapa peserta BP2MI?")
    assert "sampai 31 Desember 1999" in json.loads(asked.stdout)["answer"]
    assert run(home, "ask", "--since", "kemarin", "kapan wisuda?").returncode == 2
    unknown = run(home, "ask", "--release", "tidak-ada", "kapan wisuda?")
    assert unknown.returncode == 1
    assert "no release has the id tidak-ada" in unknown.stderr
