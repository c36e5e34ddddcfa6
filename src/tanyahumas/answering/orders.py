"""Text within a release that speaks to a machine: never quoted by a chat model, nor shown to it.

Releases inform people. A paragraph that gives orders to whoever answers, plays a dialogue or holds the
control signs of a chat model is no information of the institution, whoever put it there.
"""

from __future__ import annotations

import re

from tanyahumas.domain import Passage, Quote

# Counted on real releases: none of 678 matches, and 1 of 10,000 news passages.
_ORDER = re.compile(
    r"""
      # what was told before is to be dropped
      \b (?:ignor|disregard|forget|overrid|abaika+n|lupakan|cuekin|hiraukan) \w* \b [^.\n]{0,60}
      \b (?:previous|above|other|rest|instruction|prompt|rule|resume|webpage|everything
           |instruksi|perintah|arahan|sebelum|sisa|semua|selain|isi|rilis|halaman)
      # how to answer
    | \b (?:your|every|each) \s (?:answer|response|reply|output|summary) \b
    | \b (?:jawaban|balasan|respons|keluaran|ringkasan) (?:\s anda|\s kamu|mu) \b
    | \b (?:pada|dalam|di) \s (?:jawaban|balasan|keluaran) \b
    | \b (?:print|output|repeat|say|state|reply|cetak|katakan|nyatakan|ulangi|jawab|balas|tulis
           |report|laporkan|show|tampilkan)
      (?:\s (?:just|only|exactly|saja|hanya|with|dengan|that|bahwa|kata|kalimat|the|following|ini|berikut))*
      \s? (?:["'“‘<]|:\s?["'“‘<])
    | \b (?:jawab|balas|cetak|katakan) \s (?:hanya|saja|cukup) \b
    | \b (?:cukup|hanya) \s (?:jawab|katakan|cetak|tulis) \b
      # who reads
    | \b (?:automated|otomatis|AI|bot|chatbot|language \s model|LLM) \b [^.\n]{0,60}
      \b (?:reads?|reading|reply|answers?|respond|membaca|menjawab|menyampaikan|jawab|jwb) \b
    | \b (?:note|catatan|message|pesan) \s (?:to|for|untuk|bagi|kepada) \b [^.\n]{0,30}
      \b (?:AI|bot|automated|otomatis|assistant|asisten) \b
    | \b (?:saat|ketika|setelah|sebelum|when|after|before) \s (?:me\w+|\w+ing) \s (?:rilis\s)? (?:ini|this) \b
    | \b let['’]?s \s assume \b | \b (?:anggap|andaikan|misalkan) \s saja \b
    | \b (?:prefer|utamakan|dahulukan) \s (?:this|rilis \s ini|sumber \s ini) \b
      # roles and control signs
    | ^ \W{0,3} (?:system|sistem|user|pengguna|assistant|asisten|question) \b [^\n:]{0,20} :
    | \[ \s* /? (?:system|sistem|admin|inst|source|permintaan) \b
    | < <? /? (?:s|sys|context|konteks|instructions?|instruksi|documents?|dokumen) \b [^>\n]* >
    | < (?:start|end)_of_turn >
    | <\| [^|>\n]{1,40} \|>
    | \b (?:begin|end|core|new) \s (?:instruction|directive)s? \b
    | \b (?:instruksi \s inti|arahan \s baru) \b
    | ^ \s* (?:judul|title) \s? :
      # active content, which ingestion takes out of pages
    | <!-- | <a \s href | javascript: | !\[ | \]\( \s* (?:https?:|\#)
    | @everyone\b | @here\b | <[@\#:/] [^>\n]{1,60} >
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")


def ordering_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the paragraphs of `text` that speak to a machine, in order; [] for none.

    A paragraph ends at an empty line.
    """
    return [found.span() for found in _PARAGRAPH.finditer(text) if _ORDER.search(found.group())]


def within_orders(quote: Quote) -> bool:
    """Whether a quote touches such a paragraph of its release."""
    return any(start < quote.end and quote.start < end for start, end in ordering_spans(quote.release.text))


def without_orders(passage: Passage) -> str:
    """The text of a passage without what lies in such paragraphs; maybe empty."""
    kept, at = [], passage.start
    for start, end in ordering_spans(passage.release.text):
        kept.append(passage.release.text[at : max(at, min(start, passage.end))])
        at = max(at, min(end, passage.end))
    return "".join([*kept, passage.release.text[at : passage.end]]).strip()
