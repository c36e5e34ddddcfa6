"""Whatever a release or a model writes, nothing of it comes alive in Discord."""

import random
import re

import pytest

from tanyahumas.discord_app.replies import reply_to
from tanyahumas.discord_app.splitting import escaped_pieces, units
from tanyahumas.domain import Claim, Quote
from tests.discord_app.fakes import make_answer, make_release

PIECES = [
    *"<@1> <@&2> <#3> <t:1:R> </tanya:4> <:x:5> <a:x:6> <id:guide> @everyone @here".split(),
    *"[klik](https://evil.example) https://evil.example http://x discord.gg/abc discord.com/invite/x".split(),
    *"** __ ~~ || ``` ` # \\ ] [ ( ) < @ kata é 😀".split(),
    *("> ", ">>> ", "# ", "-# ", "- ", "1. ", "* ", "[a] (b)", "\n", "\n\n", " "),
    *("\u202e", "\u200b", "\ufeff", "@\u200beveryone"),
]
# Each would do something if an even number of backslashes (none, say) stood before it.
ALIVE = [
    r"<(?=[@#:a/t]|id:)",
    r"@(?=everyone|here)",
    r"[*_~|`]",
    r"\](?=\()",
    r":(?=//)",
    r"(?i)(?<=discord)\.(?=gg|com)",
    r"(?m)(?<=^)(?:>|#|-|\+)",
]


def alive(text: str) -> list[str]:
    """What is not disarmed in `text`."""
    found = []
    for pattern in ALIVE:
        for match in re.finditer(pattern, text):
            before = text[: match.start()]
            if (len(before) - len(before.rstrip("\\"))) % 2 == 0:
                found.append(text[max(0, match.start() - 10) : match.end() + 10])
    return found


@pytest.mark.parametrize("seed", range(40))
def test_no_text_comes_alive(seed: int) -> None:
    """Pieces of random hostile text hold nothing that Discord would render or resolve."""
    chance = random.Random(seed)
    text = "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 400)))
    for piece in escaped_pieces(text, chance.choice([40, 200, 1800])):
        assert alive(piece) == []
        assert not re.search("[\u202e\u200b\ufeff]", piece)


@pytest.mark.parametrize("seed", range(20))
def test_hostile_answers_keep_to_the_limits(seed: int) -> None:
    """Answers made of hostile text fit Discord's limits, whatever their length."""
    chance = random.Random(seed)
    text = "x" + "".join(chance.choice(PIECES) for _ in range(3000)) + "x"
    release = make_release(text=text, title=text[:400], url=None)
    answer = make_answer("x", claims=(Claim(text, Quote(release, 0, len(text)), 1),), notices=(text,))
    for page in reply_to(answer, contact=text).pages:
        assert sum(units(block.markdown) for block in page.blocks) <= 4000
        assert all(block.markdown.strip() for block in page.blocks)
