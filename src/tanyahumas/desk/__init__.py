"""The desk behind the counter: question log, feedback, budgets, statistics, retention.

It lives in the registry's database and knows neither Discord nor answering. What an officers'
desk needs later (escalation, curated answers, a digest) starts from `Desk.question` and
`read_stats`: a question keeps its reference, state and citations for that.
"""

from tanyahumas.desk.entries import Cited, Entry, Opinion, State
from tanyahumas.desk.store import Desk

__all__ = ["Cited", "Desk", "Entry", "Opinion", "State"]
