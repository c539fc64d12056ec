"""The report as one HTML file with its pictures in it.

It asks for nothing from anywhere, and runs no script. All text of documents and questions is
escaped.
"""

import base64
from collections.abc import Mapping, Sequence
from html import escape

from eval import plots
from eval.baseline import Comparison
from eval.compare import PairedDifference
from eval.metrics.stretches import Stretch, overlaps, union
from eval.report_markdown import change_rows, difference_rows
from eval.results import QuestionResult, Results
from eval.tables import kind_rows, latency_rows, measure_rows, outcome, retrieved
from qa.types import Citation

_AROUND = 200  # characters of the document shown before and after the evidence
_CSS = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1e23; background: #fff }
table { border-collapse: collapse; margin: 1rem 0; font-size: .9rem; display: block;
  overflow-x: auto }
th, td { border-bottom: 1px solid #d5d9df; padding: .3rem .7rem; text-align: left;
  font-variant-numeric: tabular-nums }
figure { display: inline-block; margin: 0 1rem 1rem 0; vertical-align: top }
img { max-width: 100%; height: auto }
article { border-top: 2px solid #d5d9df; padding: .5rem 0 1rem }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem }
blockquote { margin: .3rem 0; padding: .3rem .8rem; border-left: 4px solid #d5d9df;
  white-space: pre-wrap; overflow-wrap: anywhere }
mark { background: #ffe58a }
.red { color: #a11; font-weight: bold } .green { color: #176b2c; font-weight: bold }
.note { color: #555c66 }
"""


def html_report(
    results: Results,
    questions: Sequence[QuestionResult],
    texts: Mapping[str, str],
    comparison: Comparison | None,
    differences: Sequence[PairedDifference] | None,
) -> str:
    """The whole page; ``texts`` are the documents by id."""
    title = escape(f"Evaluation of {results.set.name}")
    return "".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; ',
            "img-src data:; style-src 'unsafe-inline'\">\n",
            f"<title>{title}</title>\n<style>{_CSS}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
            _facts(results),
            _comparison(comparison, questions) if comparison else "",
            "<h2>Figures</h2>\n<p>Each with its 95 % bootstrap interval. ↑ higher is better, "
            "↓ lower is better.</p>\n",
            _table(*measure_rows(results)),
            _plots(results, questions),
            "<h2>By kind of question</h2>\n",
            _table(*kind_rows(results.groups["all"])),
            "<h2>Latency</h2>\n",
            _table(*latency_rows(results)),
            _differences(differences) if differences is not None else "",
            _misses(questions, texts),
            "</body>\n</html>\n",
        ]
    )


def _facts(results: Results) -> str:
    entry, machine = results.set, results.machine
    rows = [
        ["questions", f"{entry.questions}, {entry.split or 'all splits'}"],
        ["SHA-256 of the questions", entry.sha256],
        ["regime", entry.regime],
        ["indexes", ", ".join(f"{name}: {print_}" for name, print_ in results.indexes.items())],
        ["configuration", ", ".join(f"{k} {v}" for k, v in results.configuration.items())],
        ["libraries", ", ".join(f"{k} {v}" for k, v in results.libraries.items())],
        ["machine", f"{machine['processor']}, {machine['cores']} cores, {machine['platform']}"],
        ["date", results.date],
    ]
    return (
        f"<details><summary>What was measured, and where</summary>\n{_table([], rows)}</details>\n"
    )


def _plots(results: Results, questions: Sequence[QuestionResult]) -> str:
    group = results.groups["all"]
    answered = [question for question in questions if question.answered]
    wrong = sum(not question.right for question in answered)
    operating = (len(answered) / len(questions), wrong / len(answered) if answered else 0.0)
    drawn = (
        plots.by_kind({kind: measures["right"] for kind, measures in group.kinds.items()}),
        plots.risk_coverage(group.curves.risk_coverage, operating),
        plots.reliability(group.curves.reliability),
        plots.latency(results.timing.stages_ms),
    )
    return "".join(map(_picture, drawn))


def _picture(plot: plots.Plot) -> str:
    data = base64.b64encode(plot.svg.encode("utf-8")).decode("ascii")
    return (
        f'<figure><img alt="{escape(plot.title)}" src="data:image/svg+xml;base64,{data}">'
        f"<figcaption>{escape(plot.title)}</figcaption></figure>\n"
    )


def _comparison(comparison: Comparison, questions: Sequence[QuestionResult]) -> str:
    verdict = (
        '<p class="green">The gate is green.</p>'
        if comparison.passed
        else '<p class="red">The gate is red.</p>'
    )
    by_id = {question.id: question for question in questions}
    parts = [f"<h2>Against the baseline</h2>\n{verdict}\n"]
    if comparison.changes:
        parts.append(_table(*change_rows(comparison)))
    for name, ids in (
        ("Newly wrong", comparison.newly_wrong),
        ("Newly right", comparison.newly_right),
    ):
        items = "".join(
            f"<li>{escape(identity)}: {escape(by_id[identity].question)}</li>" for identity in ids
        )
        parts.append(f"<h3>{name}: {len(ids)}</h3>\n<ul>{items}</ul>\n")
    return "".join(parts)


def _differences(differences: Sequence[PairedDifference]) -> str:
    return f"<h2>Against other results</h2>\n{_table(*difference_rows(differences))}"


def _misses(questions: Sequence[QuestionResult], texts: Mapping[str, str]) -> str:
    wrong = [question for question in questions if not question.right]
    articles = "".join(_miss(question, texts) for question in wrong)
    return f"<h2>Misses: {len(wrong)} of {len(questions)}</h2>\n{articles}"


def _miss(result: QuestionResult, texts: Mapping[str, str]) -> str:
    history = "".join(f"<p class='note'>before: {escape(turn)}</p>\n" for turn in result.history)
    answers = " · ".join(result.answers)
    accepted = f"<p class='note'>accepted: {escape(answers)}</p>\n" if answers else ""
    gold = "".join(_gold_passage(stretch, result, texts) for stretch in _gold_stretches(result))
    quotes = result.citations if result.answered else result.nearest
    said = "quoted" if result.answered else "nearest, not shown as an answer"
    return (
        f"<article>\n<h3>{escape(result.question)}</h3>\n{history}"
        f"<p class='note'>{escape(result.id)} · {escape(result.kind)} · {escape(outcome(result))} "
        f"{escape(retrieved(result))}</p>\n{accepted}<div class='pair'>\n<div><h4>evidence</h4>\n"
        f"{gold or '<p>none: the documents do not answer this</p>'}</div>\n"
        f"<div><h4>{said}</h4>\n{''.join(map(_quote, quotes)) or '<p>nothing</p>'}</div>\n"
        "</div>\n</article>\n"
    )


def _gold_stretches(result: QuestionResult) -> list[Stretch]:
    """The stretches of documents to show: the evidence with what is around it."""
    return union(
        Stretch(piece.document, max(0, piece.start - _AROUND), piece.end + _AROUND)
        for piece in result.evidence
    )


def _gold_passage(shown: Stretch, result: QuestionResult, texts: Mapping[str, str]) -> str:
    text = texts[shown.document]
    marked = union(
        piece
        for evidence in result.evidence
        if overlaps(piece := Stretch(evidence.document, evidence.start, evidence.end), shown)
    )
    parts, position = ["… " if shown.start > 0 else ""], shown.start
    for piece in marked:
        parts += [
            escape(text[position : piece.start]),
            f"<mark>{escape(text[piece.start : piece.end])}</mark>",
        ]
        position = piece.end
    parts += [escape(text[position : shown.end]), " …" if shown.end < len(text) else ""]
    return (
        f"<p class='note'>{escape(shown.document)}</p><blockquote>{''.join(parts)}</blockquote>\n"
    )


def _quote(citation: Citation) -> str:
    place = f"{citation.document}, characters {citation.start}-{citation.end}"
    return (
        f"<p class='note'>[{citation.number}] {escape(place)}</p>"
        f"<blockquote>{escape(citation.quote)}</blockquote>\n"
    )


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = (
        f"<tr>{''.join(f'<th>{escape(cell)}</th>' for cell in headings)}</tr>" if headings else ""
    )
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>\n" for cells in rows
    )
    return f"<table>{head}\n{body}</table>\n"
