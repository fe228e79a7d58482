"""Puts figures into docs/performance.md between its two marks, and draws the curves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from benchmarks.stages import ROOT, Figures

PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "performance.svg"
BEGIN, END = "<!-- figures: python -m benchmarks.performance -->", "<!-- end of figures -->"
COLOURS = ("#1d70b8", "#d4351c", "#00703c")


def write_page(figures: dict[str, Figures]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    parts = [_machine(figures["machine"])]
    for name, tell in TOLD.items():
        if name in figures:
            parts.append(tell(figures[name]))
    PAGE.write_text(f"{before}{BEGIN}\n\n" + "\n\n".join(parts) + f"\n\n{END}{after}", "utf-8")
    if "scale" in figures:
        PICTURE.write_text(draw(figures["scale"]["sizes"]), encoding="utf-8")


def _machine(found: Figures) -> str:
    bf16 = "with" if found["bfloat16"] else "without"
    return (
        f"Measured on {found['date']}: {found['processor']}, {found['cores']} cores, "
        f"{found['memory_gb']} GB, {bf16} bfloat16 in hardware; {found['versions']}; "
        f"load {found['load']} when it began."
    )


def _ask(found: Figures) -> str:
    rows = []
    for name in ("search", "ask"):
        one = found[name]
        stages = ", ".join(f"{k} {v}" for k, v in one["stages_p50_ms"].items())
        rows.append((name, one["p50_ms"], one["p95_ms"], one["cpu_p50_ms"], stages))
    head = f"### Ask\n\n{found['passages']:,} passages of {found['reports']} reports.\n\n"
    return head + table(("", "p50 ms", "p95 ms", "processor p50 ms", "stages, p50 ms"), rows)


def _start(found: Figures) -> str:
    rows = [(name, seconds) for name, seconds in found.items() if name != "all"]
    return f"### Start\n\nA first answer in a fresh process: {found['all']} s.\n\n" + table(
        ("", "s"), rows
    )


def _serve(found: Figures) -> str:
    return (
        f"### HTTP\n\n{found['clients']} clients, {found['asks']} asks, {found['asks_a_second']} a "
        f"second: {found['errors']} errors; p50 {found['p50_ms']} ms, p95 {found['p95_ms']} ms, "
        "counted from when each was due. From the start of `pincite serve` to its first answer: "
        f"{found['start_to_first_answer_s']} s."
    )


def _ingest(found: Figures) -> str:
    tenths = ", ".join(map(str, found["memory_mb_tenths"]))
    return (
        f"### Ingest\n\n{found['reports']} reports, {found['pages']:,} pages, "
        f"{found['passages']:,} passages: {found['seconds']} s, {found['pages_a_second']} pages a "
        f"second. Most memory in each tenth of them: {tenths} MB. Again, "
        f"{found['unchanged_reports']} unchanged: {found['unchanged_s']} s."
    )


def _sample(found: Figures) -> str:
    stages, plain, own = found["stages"], found["plain"], found["Pincite"]
    rows = [(name, rate) for name, rate in stages["pages_a_second"].items()]
    copies = found["copies"]
    tenths = ", ".join(map(str, copies["memory_mb_tenths"]))
    return (
        f"A part of them, {stages['files']} PDFs of {stages['pages']} pages: Pincite "
        f"{own['pages_a_second']} pages a second, the plain pipeline {plain['pages_a_second']}: "
        f"**{found['ratio']} times**. Embedding: {stages['embedding_gflops']} of the "
        f"{stages['peak_gflops']} GFLOP a second that products of the model's shapes reach here, "
        f"**{stages['share_of_peak']:.0%}**. Each stage by itself:\n\n"
        + table(("stage", "pages a second"), rows)
        + f"\n\nCopies of them, {copies['reports']} reports of {copies['passages']:,} passages: "
        f"{copies['pages_a_second']} pages a second; most memory in each tenth: {tenths} MB."
    )


def _scale(found: Figures) -> str:
    sizes = found["sizes"]
    assert isinstance(sizes, list)
    rows = [
        (
            f"{one['passages']:,}",
            f"{one['reports']:,}",
            f"{one['search']['p50_ms']} / {one['search']['p95_ms']}",
            f"{one['ask']['p50_ms']} / {one['ask']['p95_ms']}",
            f"{one['recall_at_10']} / {one['recall_at_10_of_half']}",
            f"{one['nearest_p50_ms']} / {one['nearest_p50_ms_of_half']}",
            one["memory_mb"],
            one["disk_gb"],
            one["opened_s"],
            one["add_one_s"],
            one["index_s"],
        )
        for one in sizes
    ]
    names = ("passages", "reports", "search p50 / p95 ms", "ask p50 / p95 ms")
    names += ("recall@10, all / half", "nearest p50 ms, all / half")
    names += ("memory MB", "disk GB", "open s", "add one report s", "index s")
    return f"### Scale\n\n{table(names, rows)}\n\n![Cost as it grows](performance.svg)\n\n" + (
        _ten_million(sizes) if sizes[-1]["passages"] > 500_000 else ""
    )


def _ten_million(sizes: Sequence[Figures]) -> str:
    """From the line through the two largest."""

    def told(value: str) -> float:
        one, two = float(sizes[-2][value]), float(sizes[-1][value])
        steps = int(sizes[-1]["passages"]) - int(sizes[-2]["passages"])
        return two + (two - one) / steps * (10_000_000 - int(sizes[-1]["passages"]))

    return (
        f"Ten million, by the line through the two largest: {told('memory_mb') / 1000:.1f} GB of "
        f"memory, {told('disk_gb'):.0f} GB of disk, {told('opened_s'):.0f} s to open, "
        f"{told('add_one_s'):.0f} s to add a report, {told('index_s') / 60:.0f} minutes for an index."
    )


def _others(found: Figures) -> str:
    rows = [
        (
            name,
            one["pages_a_second"],
            f"{one['search_p50_ms']} / {one['search_p95_ms']}",
            one["found_in_1"],
            one["found_in_5"],
            one["found_in_10"],
        )
        for name, one in found.items()
    ]
    names = ("", "ingest pages/s", "search p50 / p95 ms", "found in 1", "in 5", "in 10")
    return "### Beside others\n\n" + table(names, rows)


TOLD = {
    "ask": _ask,
    "start": _start,
    "serve": _serve,
    "ingest": _ingest,
    "sample": _sample,
    "scale": _scale,
    "others": _others,
}


def table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join(lines)


def draw(sizes: Sequence[Figures]) -> str:
    """Three panels over the number of passages, both axes logarithmic: time, memory, disk."""
    passages = [float(one["passages"]) for one in sizes]
    times = {
        "search p50": [one["search"]["p50_ms"] for one in sizes],
        "ask p50": [one["ask"]["p50_ms"] for one in sizes],
        "ask p95": [one["ask"]["p95_ms"] for one in sizes],
    }
    panels = [
        ("milliseconds", times),
        ("memory, MB", {"memory": [one["memory_mb"] for one in sizes]}),
        ("disk, GB", {"disk": [one["disk_gb"] for one in sizes]}),
    ]
    drawn = "".join(
        f'<g transform="translate({20 + 310 * i},20)">{_panel(title, passages, lines)}</g>'
        for i, (title, lines) in enumerate(panels)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 950 270" role="img" '
        'aria-label="Time, memory and disk over the number of passages" '
        'font-family="sans-serif" font-size="12">'
        f'<rect width="950" height="270" fill="white"/>{drawn}</svg>\n'
    )


def _panel(title: str, passages: Sequence[float], lines: dict[str, list[float]]) -> str:
    width, height, left = 250, 200, 40
    values = [value for line in lines.values() for value in line]
    low = 10 ** math.floor(math.log10(max(min(values), 1e-3)))
    high = 10 ** math.ceil(math.log10(max(values) * 1.01))
    first, last = math.log10(passages[0]), math.log10(max(passages[-1], passages[0] * 1.1))

    def x(value: float) -> float:
        return left + (math.log10(value) - first) / (last - first) * (width - left)

    def y(value: float) -> float:
        share = (math.log10(max(value, low)) - math.log10(low)) / math.log10(high / low)
        return height - share * (height - 20)

    parts = [f'<text x="{left}" y="10" font-weight="bold">{title}</text>']
    tick = low
    while tick <= high * 1.01:
        parts.append(
            f'<path d="M{left} {y(tick):.0f}H{width}" stroke="#ccc"/>'
            f'<text x="{left - 5}" y="{y(tick) + 4:.0f}" text-anchor="end">{tick:g}</text>'
        )
        tick *= 10
    for value in passages:
        label = f"{value / 1e6:.0f}M" if value >= 1e6 else f"{value / 1e3:.0f}k"
        parts.append(f'<text x="{x(value):.0f}" y="218" text-anchor="middle">{label}</text>')
    for i, (name, line) in enumerate(lines.items()):
        points = " ".join(f"{x(p):.1f},{y(v):.1f}" for p, v in zip(passages, line, strict=True))
        colour = COLOURS[i]
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
            f'<text x="{left + i * 75}" y="240" fill="{colour}">{name}</text>'
        )
    return "".join(parts)


if __name__ == "__main__":
    import json
    import sys

    write_page(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
