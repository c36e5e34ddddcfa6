"""Direct quotes in a release and who says them, as offsets.

Three forms name a speaker: behind the quote (`"…," kata Rektor X`), before it (`X mengatakan,
"…"`, `Menurut X, "…"`), and by a pronoun (`tambahnya`, `kata dia`), which means whoever was last
named as saying something. Any other quote has no speaker here: nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SHORTEST = 4  # words; fewer are mostly names and terms in quotation marks
LEAD = 400  # characters before a quote that may introduce it
FAR = 700  # characters; a pronoun hardly means somebody who was last heard further back
_STEMS = (
    "kata|ujar|ungkap|tutur|jelas|tegas|terang|papar|sebut|ucap|imbuh|tambah|tandas|pungkas|beber|lanjut|sambung"
    "|cetus|tukas|harap|pesan|imbau|himbau|ajak|pinta|seru|kisah|cerita|urai|tulis|kenang|puji|jawab|aku"
    "|tutup|simpul|ulas|keluh|kilah"
)
_ACTIVE = (
    "mengata?kan|berkata|menyampaikan|menjelaskan|menuturkan|bertutur|menyebut(?:kan)?|menegaskan|mengungkapkan"
    "|menyatakan|menambahkan|menerangkan|memaparkan|mengucapkan|membeberkan|menguraikan|menceritakan|bercerita"
    "|menandaskan|melanjutkan|berharap|mengharapkan|berpesan|mengimbau|menghimbau|mengajak|mengaku|mengakui"
    "|meminta|menilai|mengingatkan|menekankan|mengapresiasi|melaporkan|menginformasikan|menyambut|mendorong"
    "|memastikan|menyarankan|menghendaki|menginginkan|memberikan apresiasi|sampaikan|katakan"
    "|jelaskan|ungkapkan|tegaskan|tambahkan|said|says|stated|explained|added|told|noted|emphasi[sz]ed|hoped"
)
_PASSIVE = (
    "menurut|dikatakan|disampaikan|dijelaskan|diungkapkan|dituturkan|ditegaskan|disebut(?:kan)?|diakui|ditambahkan"
    "|diterangkan|dipaparkan|ditandaskan|diungkap|dibenarkan|dibeberkan|diutarakan|dikemukakan|dinilai"
    "|according to"
)
_BETWEEN = (
    "(?:(?:juga|pun|ikut|turut|kemudian|lalu|lantas|sempat|kembali|telah),? ){0,2}"
    "(?:(?:ketika|saat|usai|seusai|di sela|dalam|melalui|selaku|sebagai|mewakili|yang) [^.\n\x00]{2,150}? )?"
)
# What begins with a capital and is no speaker.
_NO_SPEAKER = (
    "Ia|Dia|Beliau|Mereka|Kami|Kita|Saya|Pihaknya|Menurutnya|Hal|Itu|Ini|Sementara|Selain|Dalam|Pada|Namun|Kepada"
    "|Di|Untuk|Secara|Senada|Dengan|Oleh|Karena|Sebagai|Sedangkan|Sebelumnya|Selanjutnya|Lebih|Tak|Tidak|Senin"
    "|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu|Ahad|Adapun|Disamping|Terkait|Melalui|Saat|Ketika|Usai|Setelah|He|She|They"
    "|The|In|On|Menurut|Demikian|Acara|Kegiatan|Hadir|Turut|Juga|Lanjut|Sembari|Seraya|Sambil|Bahkan|Apalagi|Jika|Kalau|Bila|Maka"
)
_NAME_WORD = (
    r"(?:\b(?:dr|drg|drs|ir|hj?|kh)\.? )?"
    r"(?:[A-ZÀ-Þ][\w’'-]*(?:\.\w+)+\.?|(?:Prof|Drs?|Dra|Drg|Ir|Hj?|KH|Ust|St|[A-Z])\.|[A-ZÀ-Þ][\w’'-]*)"
)
_JOIN = r"(?: (?:dan|bin|binti|al|el|van|de|of|the|for|untuk|serta) | )"
_NAME = rf"{_NAME_WORD}(?:{_JOIN}{_NAME_WORD}){{0,9}}(?: \([A-Z][\w ]{{1,20}}\))?"
_TITLED = rf"(?!(?:{_NO_SPEAKER})\b){_NAME}(?:, (?!(?:{_NO_SPEAKER})\b)(?:dan )?{_NAME}){{0,5}}"

_QUOTE = re.compile(r"(?:(?<=\s)|(?<=[(:,])|^)[“\"](?P<said>[^“”\"\n]+)[”\"“]", re.MULTILINE)
_BEHIND = re.compile(
    rf"\s?[,.]?\s?(?:(?:demikian|begitu|begitulah),? )?(?i:(?:{_STEMS}) )*(?i:{_STEMS}|said|added|explained)"
    rf"(?:(?P<nya>nya)\b|,? (?:(?P<pronoun>(?:dia|ia|beliau|he|she)\b)|(?P<speaker>{_TITLED})))"
)
_PRONOUN_SAID = re.compile(r"\s?[,.]?\s?(?:he|she) (?:said|added|explained|says)\b")
_SAYS = re.compile(
    rf"(?<!\bdi )(?<!\bke )(?<!\bdari )(?<!\bpada )(?<!\bkepada )\b(?P<speaker>(?>{_TITLED})),? "
    rf"{_BETWEEN}(?:{_ACTIVE})\b"
    rf"|(?:\b(?i:{_PASSIVE})(?: oleh)?|\bSenada,) (?P<named>{_TITLED})"
)
# A small word before a name: the name belongs to it, and not to the verb behind.
_INSIDE = re.compile(r"\b(?!(?:itu|ini|tersebut|oleh|bahwa|dan|juga|sedangkan|sementara)\b)[a-z]+ \Z")
_LEADS = re.compile(r"(?:[,:]|\b(?:bahwa|bahwa,)|\b(?i:kata|ujar|ucap)) ?\Z")
_ENDS = re.compile(r"[,.!?…]\s?\Z")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A direct quote, `text[start:end]` without its marks, and `text[slice(*speaker)]`, who says it.

    `speaker` is where they are named, with office and degrees as written; None where the text does
    not tell.
    """

    start: int
    end: int
    speaker: tuple[int, int] | None


def direct_quotes(text: str) -> tuple[Spoken, ...]:
    """Direct quotes of at least four words, in the order of the text; () for none.

    Names and terms in quotation marks are none: a quote ends with a stop or comma, is followed by
    who says it, or is introduced by a colon or comma.
    """
    marks = list(_QUOTE.finditer(text))
    outside = _blanked(text, marks)
    last: tuple[int, int] | None = None
    seen = 0
    found: list[Spoken] = []
    for mark in marks:
        for says in _SAYS.finditer(outside, seen, mark.start()):
            last = _span(says)
        seen = max(seen, mark.start())
        spoken, last = _spoken(outside, mark, last)
        if spoken is not None:
            found.append(spoken)
    return tuple(found)


def _blanked(text: str, marks: list[re.Match[str]]) -> str:
    """The text with the words inside quotation marks taken out, at the same offsets."""
    pieces, end = [], 0
    for mark in marks:
        pieces += [text[end : mark.start("said")], "\x00" * (mark.end("said") - mark.start("said"))]
        end = mark.end("said")
    return "".join([*pieces, text[end:]])


def _spoken(
    outside: str, mark: re.Match[str], last: tuple[int, int] | None
) -> tuple[Spoken | None, tuple[int, int] | None]:
    """The quote with its speaker, or None when it is none; and who has spoken last."""
    if len(mark["said"].split()) < SHORTEST:
        return None, last
    start, end = mark.span("said")
    behind = _BEHIND.match(outside, mark.end())
    if behind is not None:
        speaker = behind.span("speaker") if behind["speaker"] else _near(last, start)
        return Spoken(start, end, speaker), speaker or last
    if _PRONOUN_SAID.match(outside, mark.end()):
        return Spoken(start, end, _near(last, start)), last
    before = outside[max(0, mark.start() - LEAD) : mark.start()].rpartition("\n")[2]
    if _LEADS.search(before):
        sentence = mark.start() - len(re.split(r"(?<=[a-z\x00]{2}[.!?”\"]) (?=[A-Z])", before)[-1])
        named = [_span(says) for says in _SAYS.finditer(outside, sentence, mark.start())]
        return Spoken(start, end, named[-1] if named else None), named[-1] if named else last
    return (Spoken(start, end, None) if _ENDS.search(mark["said"]) else None), last


def _near(last: tuple[int, int] | None, quote: int) -> tuple[int, int] | None:
    return last if last is not None and quote - last[1] <= FAR else None


def _span(says: re.Match[str]) -> tuple[int, int]:
    """Where the speaker is named; `… para pengurus KONI Kabupaten, Bambang mengakui` is Bambang."""
    if says["speaker"] is None:
        return says.span("named")
    start, end = says.span("speaker")
    inside = _INSIDE.search(says.string, max(0, start - 30), start)
    first, comma, _ = says["speaker"].partition(", ")
    return (start + len(first) + 2, end) if inside and comma else (start, end)
