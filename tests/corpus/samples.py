"""Small releases, invented for the tests, in the shapes that press offices write."""

from pathlib import Path

PLAIN = """\
KOTA CONTOH (05/05/2025) – Dinas Contoh membuka layanan loket setiap Sabtu. Pembukaan \
berlangsung pada hari Sabtu (3/5) di Aula Contoh.

Layanan tersedia di 14 kecamatan dan tidak dipungut biaya.

Laporan: Humas Dinas Contoh.
"""

FRONT_MATTER = """\
---
title: Layanan Sabtu
date: 2025-05-05
place: Kota Contoh
url: https://contoh.example/sabtu
number: 110/SP/HMS/2025
---

Layanan tersedia di 14 kecamatan.
"""


def put(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file, its folders included."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
