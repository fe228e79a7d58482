"""Mangled reports end in a report or in a reason; benchmarks/mangled.py reads two hundred."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.mangled import find_reports, is_fault, mangle, read_mangled, readers
from ingest.workers import Failed
from tests.conftest import ROOT

SAMPLES = ROOT.parent / "shared/reports"
REPORTS = find_reports(SAMPLES if SAMPLES.exists() else ROOT / "demo/reports")
COUNT = int(os.environ.get("PINCITE_MANGLED", "18"))


def test_mangled_reports_end_in_a_report_or_a_reason_and_leave_nothing(tmp_path: Path) -> None:
    before = readers()  # one may stand by to draw pages
    found = read_mangled(REPORTS, COUNT, 3, tmp_path)

    assert len(found) == COUNT
    assert [name for name, outcome, _ in found if is_fault(outcome)] == []
    reasons = [outcome.reason for _, outcome, _ in found if isinstance(outcome, Failed)]
    assert all(
        reason[0].isupper() and reason.rstrip("”").endswith((".", "…")) for reason in reasons
    )
    assert readers() == before


def test_the_same_seed_mangles_alike_and_no_two_variants_are_one() -> None:
    once = list(mangle(REPORTS, 12, 5))

    assert once == list(mangle(REPORTS, 12, 5))
    assert len({data for _, data in once}) == 12
    assert {name.split("-")[1] for name, _ in once} == {"flipped", "cut", "joined"}
