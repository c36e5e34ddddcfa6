"""Sentence borders with offsets, aware of Indonesian degrees, titles and abbreviations.

Own code because general splitters cut `Afner Gus Chandra, S.Kom.I, M.Sos turut …`
after the degree, and a quote that is cut there is wrong.
"""

from __future__ import annotations

import re
from itertools import pairwise

# Written with a full stop that does not end a sentence; lower case, without the stop.
_ABBREVIATIONS = frozenset(
    "prof dr drs dra ir h hj kh k.h ust r rr st sdr sdri bpk yth no nr tgl jl jln gg kav ds kec kab kel "
    "prov dll dsb dst dkk tsb hlm hal a.n an u.b u.p s.d sd d.a tbk cv pt ph.d mr mrs ms jr sr vs etc "
    "e.g i.e s.kom s.kom.i s.sos s.sos.i s.pd s.pd.i s.ag s.h s.e s.t s.si s.ked s.kep s.farm s.ip s.ikom "
    "s.psi s.hum s.gz s.km s.tr a.md amd m.kom m.sos m.pd m.pd.i m.ag m.h m.m m.t m.si m.sc m.a m.kes m.kep "
    "m.hum m.ikom m.eng m.phil m.farm m.ak m.e m.p m.ap m.ip sp.a sp.pd sp.og sp.b ns apt lc c.a b.sc b.a "
    "m.b.a".split()
)
# After a degree or `dll.` only these begin a sentence, for they are no part of a name.
_MAY_END = frozenset("dll dsb dst dkk tbk etc jr sr".split())
_OPENERS = frozenset(
    "Acara Adapun Bahkan Beliau Berdasarkan Dalam Dengan Dia Hadir Hal Ia Itu Kami Karena Kegiatan Kemudian "
    "Ketika Kini Lalu Lebih Melalui Menurut Mereka Namun Oleh Pada Para Rektor Saat Sebanyak Sebelumnya "
    "Sedangkan Selain Selanjutnya Semua Sementara Setelah Tidak Turut Untuk After Also And At But He In It "
    "Meanwhile She The They This".split()
)
_WORD_AFTER = re.compile(r"\s+[\"'“‘«(\[]*(\w+)")
_BORDER = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[A-Z0-9À-Þ“‘\"])")
_LINE = re.compile(r"[^\n]+")
_WORD_BEFORE = re.compile(r"[\w.]+$")


def _ends_sentence(line: str, border: re.Match[str]) -> bool:
    if not border.group().startswith(".") or border.group().startswith(".."):
        return True
    word = _WORD_BEFORE.search(line, 0, border.start())
    if word is None:
        return True
    name = word.group().lower().strip(".")
    is_initial = len(name) == 1 and name.isalpha()
    if is_initial or name not in _ABBREVIATIONS:
        return not is_initial
    after = _WORD_AFTER.match(line, border.end())
    return ("." in name or name in _MAY_END) and after is not None and after.group(1) in _OPENERS


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences of `text`, in order, without surrounding blanks.

    A line end always ends a sentence, so that table rows and list items stand alone.
    Returns [] for blank text. The spans never overlap and cover all but blanks.
    """
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        content = line.group()
        ends = [border.end() for border in _BORDER.finditer(content) if _ends_sentence(content, border)]
        for start, end in pairwise([0, *ends, len(content)]):
            piece = content[start:end]
            if kept := piece.strip():
                offset = line.start() + start + (len(piece) - len(piece.lstrip()))
                spans.append((offset, offset + len(kept)))
    return spans
