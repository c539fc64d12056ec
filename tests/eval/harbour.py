"""A small document and questions about it."""

import json
from pathlib import Path
from typing import Any

TEXT = """The harbour bridge opened in 1932. It carries eight lanes of traffic.

The old lighthouse was painted white. Its keeper kept bees and sold their honey.

Ferries leave the southern pier every twenty minutes. A ticket costs four dollars.

The museum owns nine whale skeletons. Its library opens on Sundays only.
"""


def row(identity: str, question: str, quote: str | None, **more: Any) -> dict[str, Any]:
    """A row of a question file about ``harbour.txt``; no quote makes it unanswerable."""
    evidence = []
    if quote is not None:
        start = TEXT.index(quote)
        end = start + len(quote)
        evidence = [{"document": "harbour.txt", "start": start, "end": end, "quote": quote}]
    kind = "direct" if quote else "near_miss"
    return {"id": identity, "kind": kind, "question": question, "evidence": evidence, **more}


ROWS = [
    row(
        "q1",
        "When was the harbour bridge opened?",
        "The harbour bridge opened in 1932.",
        answers=["1932"],
        split="dev",
        fact="bridge",
    ),
    row(
        "q2",
        "How many lanes of traffic does it carry?",
        "It carries eight lanes of traffic.",
        answers=["eight"],
        split="dev",
        fact="bridge",
        history=["When did the bridge open?"],
        kind="follow_up",
    ),
    row(
        "q3",
        "What colour was the old lighthouse painted?",
        "The old lighthouse was painted white.",
        answers=["white"],
        split="test",
        fact="lighthouse",
    ),
    row(
        "q4",
        "How often do ferries leave the southern pier?",
        "Ferries leave the southern pier every twenty minutes.",
        answers=["every twenty minutes"],
        split="test",
        fact="ferries",
    ),
    row(
        "q5",
        "How many whale skeletons does the museum own?",
        "The museum owns nine whale skeletons.",
        answers=["nine"],
        split="dev",
        fact="museum",
    ),
    row("q6", "Who invented the telephone?", None, split="test", fact="off", kind="off_topic"),
    row("q7", "Why did Napoleon invade Russia?", None, split="dev", fact="off2", kind="off_topic"),
]


def write_rows(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return path
