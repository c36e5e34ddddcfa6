"""What officers read, in Indonesian and English."""

from __future__ import annotations

from dataclasses import dataclass

from tanyahumas.domain import Language


@dataclass(frozen=True, slots=True)
class OfficerTexts:
    """The sentences of one language; `{…}` fields are filled by `str.format`."""

    releases: str
    index: str
    damaged: str
    servers: str
    running: str
    reindexing: str
    reindex_runs: str
    reindex_line: str
    reindex_done: str
    withdrawn: str
    withdrawn_before: str
    restored: str
    unchanged: str
    bad_moment: str
    lifted: str
    embargoed: str


OFFICER_TEXTS: dict[Language, OfficerTexts] = {
    "id": OfficerTexts(
        releases="Rilis: {count} (terbaru {newest})",
        index="Indeks: {when}",
        damaged="⚠️ Indeks rusak sebagian: {what}",
        servers="Server: {count}, latensi {latency} ms",
        running="Jawaban berjalan: {count}",
        reindexing="Indeks ulang sedang berjalan",
        reindex_runs="Indeks ulang sudah berjalan.",
        reindex_line="Mengindeks ulang… {line}",
        reindex_done="Indeks ulang selesai: {line}",
        withdrawn="Ditarik: {release}. Berlaku mulai pertanyaan berikutnya; batalnya `/humas pulihkan`.",
        withdrawn_before="{release} sudah ditarik sebelumnya.",
        restored="Dipulihkan: {release}.",
        unchanged="Tidak berubah: {release}.",
        bad_moment="Waktu tidak dikenali. Tulis misalnya 2024-05-01 10:00 (WIB), atau `-` untuk mencabut.",
        lifted="Embargo dicabut: {release}.",
        embargoed="Embargo sampai <t:{moment}:f>: {release}.",
    ),
    "en": OfficerTexts(
        releases="Releases: {count} (newest {newest})",
        index="Index: {when}",
        damaged="⚠️ Index partly damaged: {what}",
        servers="Servers: {count}, latency {latency} ms",
        running="Answers under way: {count}",
        reindexing="A re-index is running",
        reindex_runs="A re-index is running already.",
        reindex_line="Re-indexing… {line}",
        reindex_done="Re-index finished: {line}",
        withdrawn="Withdrawn: {release}. In force from the next question; undo it with `/humas pulihkan`.",
        withdrawn_before="{release} was withdrawn before.",
        restored="Restored: {release}.",
        unchanged="Nothing changed: {release}.",
        bad_moment="The time is not understood. Write for example 2024-05-01 10:00 (UTC+7), or `-` to lift.",
        lifted="Embargo lifted: {release}.",
        embargoed="Embargo until <t:{moment}:f>: {release}.",
    ),
}
