"""How long an answer takes while the chat model's server is in trouble, and who then answers.

    python benchmarks/chat_faults.py [--timeout 2]

A server on loopback speaks the OpenAI chat API to the real client and has one fault after the other
(`tests/answering/loopback.py`). Each question is asked of the assistant that the program builds, over
the sample corpus in a throw-away data directory. `seconds` are for the whole answer, of which the
reader alone takes what the first row shows.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.answering.loopback import FAULTS, QUESTION, serving
from tests.conftest import SilentProgress

from tanyahumas.app import open_app
from tanyahumas.config import Settings
from tanyahumas.domain import Answer
from tanyahumas.ingest import index_path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--timeout", type=float, default=2.0, help="TANYAHUMAS_CHAT_TIMEOUT in seconds")
    timeout = parser.parse_args().timeout
    with tempfile.TemporaryDirectory() as home, open_app(Settings(home=Path(home))) as app:
        index_path(app, app.settings.corpus, SilentProgress())
        with serving(app, timeout) as served:
            served.without.warm()
            rows = [("no chat model", *timed(lambda: served.without.ask(QUESTION)))]
            for fault in FAULTS:
                with served.acting(fault) as assistant:
                    rows.append((fault, *timed(lambda a=assistant: a.ask(QUESTION))))
    print(f"| fault (time-out {timeout:g} s) | answered by | seconds |\n|---|---|---|")
    for name, answer, seconds in rows:
        print(f"| {name} | {answer.answered_by} | {seconds:.1f} |")
    late = [name for name, _, seconds in rows if seconds > timeout + 1]
    print(f"{len(rows)} rows, later than {timeout + 1:g} s: {', '.join(late) or 'none'}")


def timed(ask: Callable[[], Answer]) -> tuple[Answer, float]:
    started = time.perf_counter()
    answer = ask()
    return answer, time.perf_counter() - started


if __name__ == "__main__":
    main()
