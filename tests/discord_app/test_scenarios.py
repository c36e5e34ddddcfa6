"""Asking, buttons, forms and conversation against the Discord stand-in."""

from __future__ import annotations

import json
import re
import signal
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def clean(stage: Any) -> Any:
    """After every scenario nothing was refused by Discord and nobody was notified."""
    yield
    stage.sim.assert_clean()
    assert not stage.sim.pinged
    bodies = [r for r in stage.sim.requests if "message" in str(r).lower()]
    assert bodies


def test_answer_is_deferred_and_cites(stage: Any) -> None:
    """A question is acknowledged within a second and answered with quote, title, date and link."""
    seen = stage.ask(stage.alice, "siapa yang mewakili rektor?")
    assert seen.deferred
    assert seen.ack_ms < 1000
    assert "Wakil Rektor Sari Melati" in seen.text
    assert "17 Oktober 2023" in seen.text
    assert "(https://kampus.example/rilis/1)" in seen.text


def test_errors_are_friendly_and_silent_about_internals(stage: Any) -> None:
    """An unforeseen error shows a reference, and neither reply nor log repeats the question."""
    seen = stage.ask(stage.alice, "rusak rahasia-4711")
    assert "kode `" in seen.text
    assert "RuntimeError" not in seen.text
    assert not any("4711" in line for line in stage.sim.bot_log)
    assert "not ready" in stage.ask(stage.bob, "what about the indeks").text
    blank = stage.ask(stage.alice, " ")
    assert blank.ephemeral
    assert "kosong" in blank.text


@pytest.mark.parametrize("question", ["...", "\u200b", "\u3164", "<:bus:123456789012345678>", "\u2764\ufe0f"])
def test_questions_without_a_word_get_a_hint(stage: Any, question: str) -> None:
    """What holds no word is answered at once and privately with a hint."""
    seen = stage.ask(stage.alice, question)
    assert seen.ephemeral
    assert "kosong" in seen.text


def test_naughty_texts_as_questions_and_as_answers(stage: Any, shared_data: Any) -> None:
    """Naughty texts, asked and said by the bot itself, break no rule, notify nobody, show no trace."""
    rows = [
        json.loads(line) for line in (shared_data / "security" / "bad_inputs.jsonl").open(encoding="utf-8")
    ]
    texts = [row["text"] for row in rows if row["text"] and len(row["text"]) < 3000]
    user = stage.sim.user("nakal")
    stage.guild.join(user)
    for text in texts[::2]:
        seen = stage.ask(user, f"gema {text}", settle=0.01)
        assert not seen.failed
        assert "kode `" not in seen.text
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff]", seen.text)


def test_long_answer_keeps_to_the_limits(stage: Any) -> None:
    """A very long answer arrives whole in several messages, and notifies nobody."""
    seen = stage.ask(stage.alice, "jawaban panjang", settle=1.5)
    assert len(seen.messages) > 3
    assert seen.text.count("kata") == 600


def test_source_button_shows_the_marked_quote(stage: Any) -> None:
    """Anybody in the channel can look at a source: its paragraph with the quote in bold, privately."""
    answer = stage.ask(stage.alice, "siapa yang mewakili rektor?")
    shown = stage.sim.click(stage.bob, answer, "Sumber 1")
    assert shown.ephemeral
    assert "**Rektor diwakili oleh Wakil Rektor Sari Melati.** Acara diikuti 120 peserta." in shown.text


def test_other_buttons(stage: Any) -> None:
    """More releases, contact and thumbs up answer privately."""
    answer = stage.ask(stage.alice, "siapa yang mewakili rektor?")
    assert "Wisuda ke-40" in stage.sim.click(stage.alice, answer, "Rilis lain").text
    assert "humas@kampus.example" in stage.sim.click(stage.alice, answer, "Kontak Humas").text
    up = next(b["custom_id"] for b in answer.buttons if ":up:" in b["custom_id"])
    thanks = stage.sim.click(stage.bob, answer, up)
    assert thanks.ephemeral
    assert "Terima kasih" in thanks.text


def test_thumbs_down_asks_why(stage: Any) -> None:
    """A bad opinion opens a form at once, in the client's language, and its reason is taken."""
    answer = stage.ask(stage.alice, "siapa yang mewakili rektor?")
    down = next(b["custom_id"] for b in answer.buttons if ":down:" in b["custom_id"])
    form = stage.sim.click(stage.bob, answer, down)
    assert form.modal["title"] == "What is missing?"
    sent = stage.sim.submit_modal(stage.bob, form, {"Reason": "call me at 081234567890"})
    assert sent.ephemeral
    assert "Thank you" in sent.text


def test_follow_up_form_continues(stage: Any) -> None:
    """The follow-up form asks a new question in the same channel."""
    answer = stage.ask(stage.alice, "siapa yang mewakili rektor?")
    form = stage.sim.click(stage.alice, answer, "Tanya lanjutan")
    again = stage.sim.submit_modal(stage.alice, form, {"Pertanyaan": "berapa peserta?"})
    assert again.deferred
    assert "Sari Melati" in again.text
    assert not again.ephemeral


def test_thread_from_an_answer(stage: Any) -> None:
    """A thread grows from the answer, once, and mentions in it are answered there."""
    answer = stage.ask(stage.alice, "siapa yang mewakili rektor?")
    opened = stage.sim.click(stage.alice, answer, "Buka utas")
    assert "Utas dibuka" in opened.text
    assert "Utas dibuka" in stage.sim.click(stage.bob, answer, "Buka utas").text
    thread = next(c for c in stage.sim.sim.channels.values() if c.is_thread and c.id == answer.message.id)
    reply = stage.sim.send_message(stage.alice, thread, f"{stage.sim.bot.mention} berapa peserta?")
    assert "Sari Melati" in reply.text


def test_mention_and_reply(stage: Any) -> None:
    """A mention is answered by a reply, so is a reply to the bot; other messages are left alone."""
    sim, me = stage.sim, stage.sim.bot.mention
    seen = sim.send_message(stage.alice, stage.general, f"{me} siapa yang mewakili rektor?")
    assert "Sari Melati" in seen.text
    again = sim.send_message(stage.bob, stage.general, f"{me} lalu?", reply_to=seen.message)
    assert "Sari Melati" in again.text
    assert "Tuliskan pertanyaan" in sim.send_message(stage.alice, stage.general, me).text
    assert not sim.send_message(stage.alice, stage.general, "siapa?", patience=0.7).messages
    assert not sim.send_message(stage.alice, stage.elsewhere, f"{me} siapa?", patience=0.7).messages


def test_mention_where_little_is_allowed(stage: Any) -> None:
    """Without the right to reply the bot writes plainly, without the right to write it is silent."""
    sim, me = stage.sim, stage.sim.bot.mention
    plain = sim.send_message(stage.alice, stage.strict, f"{me} siapa?")
    assert "Sari Melati" in plain.text
    assert not plain.message.raw.get("message_reference")
    assert not sim.send_message(stage.alice, stage.mute, f"{me} siapa?", patience=0.7).messages


def test_direct_message(stage: Any) -> None:
    """A direct message is answered where the rules allow it."""
    seen = stage.sim.send_message(stage.alice, stage.sim.dm(stage.alice), "siapa yang mewakili rektor?")
    assert "Sari Melati" in seen.text


def test_message_command_is_private(stage: Any) -> None:
    """Asking about somebody's message shows the answer to the asker only."""
    said = stage.sim.send_message(stage.bob, stage.general, "siapa yang mewakili rektor?", patience=0.3)
    seen = stage.sim.menu(stage.alice, said.prompt, "Tanya tentang pesan ini")
    assert seen.ephemeral
    assert "Sari Melati" in seen.text


def test_narrowing(stage: Any) -> None:
    """Dates and a release narrow the answer; what cannot be read is told."""
    assert "Sari Melati" in stage.ask(stage.alice, "siapa?", dari="2023", sampai="31/12/2023").text
    outside = stage.ask(stage.alice, "siapa?", dari="2024-01")
    assert "Tidak ada jawaban atas pertanyaan ini dalam rilis 2024-01-01" in outside.text
    assert "Sari Melati" not in outside.text
    assert "tidak dikenali" in stage.ask(stage.alice, "siapa?", dari="kemarin").text
    assert "Sari Melati" in stage.ask(stage.alice, "siapa?", rilis="r1").text
    assert "dalam rilis r2" in stage.ask(stage.alice, "siapa?", rilis="r2").text
    assert "tidak ditemukan" in stage.ask(stage.alice, "siapa?", rilis="r4").text


def test_autocomplete_leaks_nothing(stage: Any) -> None:
    """Titles are offered by what is typed; embargoed ones never, those for staff only privately."""
    sim = stage.sim

    def offered(user: Any, **options: Any) -> list[str]:
        options = {"pertanyaan": "x", **options}
        seen = sim.autocomplete(user, stage.general, "tanya", "rilis", "wisuda", options)
        return [choice["value"] for choice in seen.choices]

    assert offered(stage.alice) == ["r5", "r2"]
    assert offered(stage.bob) == ["r5", "r2"]
    assert offered(stage.bob, pribadi=True) == ["r5", "r2", "r3"]
    assert offered(stage.alice, pribadi=True) == ["r5", "r2"]


def test_limited_audience_only_in_private(stage: Any) -> None:
    """Staff see staff releases in private replies, never in the channel; others nowhere."""
    assert "7 miliar" not in stage.ask(stage.bob, "berapa anggaran?").text
    private = stage.ask(stage.bob, "berapa anggaran?", pribadi=True)
    assert private.ephemeral
    assert "7 miliar" in private.text
    assert "7 miliar" not in stage.ask(stage.alice, "berapa anggaran?", pribadi=True).text
    assert "7 miliar" in stage.sim.click(stage.bob, private, "Sumber 1").text
    stage.guild.join(stage.bob)
    try:
        assert "tidak lagi tersedia" in stage.sim.click(stage.bob, private, "Sumber 1").text
    finally:
        stage.guild.join(stage.bob, stage.staff)


def test_a_channel_of_an_audience(stage: Any) -> None:
    """In a channel given to staff their answers may be public: asked for by staff, there and nowhere else."""
    sim, me, asked = stage.sim, stage.sim.bot.mention, "berapa anggaran?"
    shown = stage.ask(stage.bob, asked, channel=stage.kitchen)
    assert not shown.ephemeral
    assert "7 miliar" in shown.text
    assert "7 miliar" in sim.send_message(stage.bob, stage.kitchen, f"{me} {asked}").text
    assert "7 miliar" not in stage.ask(stage.alice, asked, channel=stage.kitchen).text
    assert "7 miliar" not in sim.send_message(stage.alice, stage.kitchen, f"{me} {asked}").text
    assert "7 miliar" not in stage.ask(stage.bob, asked).text
    assert "7 miliar" in sim.click(stage.bob, shown, "Sumber 1").text
    assert "tidak lagi tersedia" in sim.click(stage.alice, shown, "Sumber 1").text
    sim.click(stage.bob, shown, "Buka utas")
    thread = next(c for c in sim.sim.channels.values() if c.is_thread and c.id == shown.message.id)
    assert "7 miliar" in sim.send_message(stage.bob, thread, f"{me} {asked}").text
    stage.guild.join(stage.bob)
    try:
        assert "7 miliar" not in stage.ask(stage.bob, asked, channel=stage.kitchen).text
    finally:
        stage.guild.join(stage.bob, stage.staff)


def test_other_server_and_channel_are_refused(stage: Any) -> None:
    """Only listed servers and channels are served; everybody else is told so privately."""
    foreign = stage.ask(stage.alice, "siapa?", channel=stage.elsewhere)
    assert foreign.ephemeral
    assert "belum diaktifkan" in foreign.text
    assert "kanal lain" in stage.ask(stage.alice, "siapa?", channel=stage.quiet).text


def test_restart_keeps_buttons_and_conversation(stage: Any) -> None:
    """SIGTERM lets a running answer arrive and ends with 0; old buttons and forms work afterwards."""
    old = stage.ask(stage.alice, "siapa yang mewakili rektor?")
    form = stage.sim.click(stage.alice, old, "Tanya lanjutan")
    slow = stage.ask(stage.alice, "jawaban lambat", until=lambda t: t.ack_ms is not None)
    assert stage.sim.stop_bot(signal.SIGTERM) == 0
    assert "Sari Melati" in stage.sim.wait(slow, timeout=1).text
    assert not [line for line in stage.sim.bot_log if "Traceback" in line or stage.sim.token in line]
    stage.start()
    assert "Sari Melati" in stage.sim.click(stage.bob, old, "Sumber 1").text
    assert "Sari Melati" in stage.sim.submit_modal(stage.alice, form, {"Pertanyaan": "lalu?"}).text


def test_answers_that_take_too_long_are_told_at_the_end(stage: Any) -> None:
    """What is not done at the end of the grace period is told to ask again, and the bot leaves."""
    stage.sim.stop_bot()
    stage.start(TANYAHUMAS_DISCORD_GRACE="0.5", FAKE_SECONDS="30")
    slow = stage.ask(stage.alice, "siapa?", until=lambda t: t.ack_ms is not None)
    assert stage.sim.stop_bot(signal.SIGTERM) == 0
    assert "dimulai ulang" in stage.sim.wait(slow, timeout=1).text
    stage.start()


def test_privacy_deletes_and_buttons_say_so(stage: Any) -> None:
    """`/privasi hapus` deletes the asker's rows, so that old buttons know nothing any more."""
    answer = stage.ask(stage.alice, "siapa yang mewakili rektor?")
    done = stage.sim.invoke_slash(stage.alice, stage.general, "privasi hapus")
    assert done.ephemeral
    assert "dihapus" in done.text
    assert "no longer stored" in stage.sim.click(stage.bob, answer, "Sumber 1").text
    assert "180" in stage.sim.invoke_slash(stage.alice, stage.general, "privasi info").text


def test_stores_and_logs_hold_no_personal_data(stage: Any) -> None:
    """Neither database nor log holds planted numbers, questions, user ids or the token."""
    stage.ask(stage.alice, "apakah 3174011201990003 atau 081298765432 lulus?")
    stage.sim.stop_bot()
    stored = b"".join(p.read_bytes() for p in stage.home.glob("registry.sqlite*"))
    logged = "\n".join(stage.sim.bot_log).encode()
    for secret in ("3174011201990003", "081298765432", "081234567890", stage.alice.id, stage.sim.token):
        assert secret.encode() not in stored + logged
    assert b"mewakili" not in logged
    stage.start()
