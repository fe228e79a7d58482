"""An evaluation as a table for a terminal, as JSON, and as a page with curves and every miss."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import Path

from search.evaluation.judging import Outcome, interval, measures

SHOWN = (
    "recall@1", "recall@3", "recall@5", "recall@10", "recall@20", "mrr@10", "ndcg@10",
    "evidence quoted", "must-mention terms", "declined, unanswerable", "declined, answerable",
    "citations valid", "wrong subject", "statements", "ask p50 ms", "ask p95 ms",
)  # fmt: skip


def as_record(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """For JSON: every measure with its 95 % bootstrap interval, over all and by type."""
    whole = measures(outcomes)
    return {
        "questions": len(outcomes),
        "measures": {
            name: {"value": round(whole[name], 4), "interval": interval(outcomes, name)}
            for name in SHOWN
        },
        "by type": {
            kind: {
                "questions": len(group),
                "measures": {name: round(value, 4) for name, value in measures(group).items()},
            }
            for kind, group in by_type(outcomes).items()
        },
    }


def as_table(outcomes: Sequence[Outcome]) -> str:
    """Lines of a Markdown table: a measure, its value, its 95 % interval."""
    whole = measures(outcomes)
    lines = ["| measure | value | 95 % interval |", "|---|--:|--:|"]
    for name in SHOWN:
        low, high = interval(outcomes, name)
        lines.append(f"| {name} | {whole[name]:.3f} | {low:.2f}–{high:.2f} |")
    return "\n".join(lines)


def as_comparison(judged: Mapping[str, Sequence[Outcome]]) -> str:
    """Lines of a Markdown table: a measure, and of each model its value with its 95 % interval."""
    whole = {name: measures(outcomes) for name, outcomes in judged.items()}
    heads = [Path(name).name for name in judged]
    lines = [f"| measure | {' | '.join(heads)} |", f"|---{'|--:' * len(judged)}|"]
    for measure in SHOWN:
        cells = []
        for name, outcomes in judged.items():
            low, high = interval(outcomes, measure)
            cells.append(f"{whole[name][measure]:.3f} ({low:.2f}–{high:.2f})")
        lines.append(f"| {measure} | {' | '.join(cells)} |")
    return "\n".join(lines)


def as_page(outcomes: Sequence[Outcome]) -> str:
    """An HTML page: the table, risk against coverage, reliability, and each miss."""
    rows = "".join(
        f"<tr><th scope=row>{name}</th><td>{value:.3f}</td></tr>"
        for name, value in measures(outcomes).items()
    )
    kinds = "".join(
        f"<tr><th scope=row>{kind}</th><td>{len(group)}</td>"
        + "".join(f"<td>{measures(group)[name]:.2f}</td>" for name in SHOWN[:8])
        + "</tr>"
        for kind, group in by_type(outcomes).items()
    )
    heads = "".join(f"<th>{name}</th>" for name in SHOWN[:8])
    return (
        '<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Evaluation</title>'
        "<style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse}td,th{padding:.2rem .6rem;border-bottom:1px solid #ccc;"
        "text-align:left}svg{max-width:24rem;display:block}</style>"
        f"<h1>Evaluation of {len(outcomes)} questions</h1><table>{rows}</table>"
        f"<h2>By type of question</h2><table><tr><th>type</th><th>questions</th>{heads}</tr>{kinds}</table>"
        f"<h2>Risk against coverage</h2>{_plot(risk_by_coverage(outcomes), 'coverage', 'risk')}"
        f"<h2>Reliability of the confidence</h2>"
        f"<p>Expected calibration error {calibration_error(outcomes):.3f}.</p>"
        f"{_plot([(c, a) for c, a, _ in reliability(outcomes)], 'confidence', 'answerable')}"
        f"<h2>Misses</h2>{''.join(_miss(o) for o in outcomes if is_miss(o))}</html>"
    )


def by_type(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    kinds: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        kinds.setdefault(outcome.question.type, []).append(outcome)
    return kinds


def is_miss(outcome: Outcome) -> bool:
    """Not found first, not quoted, answered or declined wrongly."""
    if not outcome.question.answerable:
        return outcome.answer.answered
    return outcome.rank != 1 or not outcome.answer.answered


def risk_by_coverage(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    """(share answered, share of those without the evidence), the surest first."""
    ordered = sorted(outcomes, key=lambda o: -o.answer.confidence)
    curve, wrong = [], 0
    for count, outcome in enumerate(ordered, start=1):
        wrong += not (outcome.quoted or (outcome.rank or 99) <= 3)
        curve.append((count / len(ordered), wrong / count))
    return curve


def reliability(outcomes: Sequence[Outcome], bins: int = 5) -> list[tuple[float, float, int]]:
    """(mean confidence, share answerable, questions) of equally filled bins."""
    ordered = sorted(outcomes, key=lambda o: o.answer.confidence)
    size = max(1, -(-len(ordered) // bins))
    points = []
    for at in range(0, len(ordered), size):
        group = ordered[at : at + size]
        mean = sum(o.answer.confidence for o in group) / len(group)
        points.append((mean, sum(o.question.answerable for o in group) / len(group), len(group)))
    return points


def calibration_error(outcomes: Sequence[Outcome]) -> float:
    """The mean distance of confidence and share answerable over the bins, by their sizes."""
    total = max(1, len(outcomes))
    return sum(abs(mean - share) * n / total for mean, share, n in reliability(outcomes))


def _miss(outcome: Outcome) -> str:
    question = outcome.question
    answer = " ".join(s.text for s in outcome.answer.statements) or f"— {outcome.answer.reason}"
    gold = "".join(
        f"<li>{html.escape(g.doc)}, page {g.page}: {html.escape(g.quote)}</li>"
        for g in question.gold
    )
    hits = "".join(
        f"<li>{html.escape(h.report.source)}: {html.escape(h.passage.text[:240])}</li>"
        for h in outcome.search.hits[:3]
    )
    return (
        f"<h3>{html.escape(question.id)}: {html.escape(question.question)}</h3>"
        f"<p>{question.type}; evidence at {outcome.rank or 'none'}; confidence"
        f" {outcome.answer.confidence:.2f}</p><p>Answer: {html.escape(answer)}</p>"
        f"<p>Evidence</p><ul>{gold or '<li>none</li>'}</ul><p>Found first</p><ul>{hits}</ul>"
    )


def _plot(points: Sequence[tuple[float, float]], x: str, y: str) -> str:
    line = " ".join(f"{20 + 260 * a:.1f},{180 - 160 * b:.1f}" for a, b in points)
    return (
        f'<svg viewBox="0 0 300 200" role="img" aria-label="{y} by {x}">'
        '<path d="M20 20V180H280" fill="none" stroke="#888"/>'
        f'<polyline points="{line}" fill="none" stroke="#1d4f91" stroke-width="2"/>'
        f'<text x="200" y="196" font-size="11">{x}</text><text x="22" y="16" font-size="11">{y}</text></svg>'
    )
