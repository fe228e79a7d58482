"""What real reports are about, held against the names of their folders and files.

PINCITE_EVERY says that every n-th report is read: 1 reads all, in about a minute.
"""

from __future__ import annotations

import os

import pytest

from benchmarks.coverage import Read, is_date_right, is_subject_right, tables_in
from benchmarks.mangled import find_reports
from ingest.field.field import load_field
from ingest.reading import Job, ReadReport, read_file
from ingest.workers import Failed, Workers
from tests.conftest import REAL_REPORTS

SAMPLES = REAL_REPORTS
EVERY = int(os.environ.get("PINCITE_EVERY", "14"))


@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample reports are not here")
def test_subjects_are_all_right_and_dates_nearly_all() -> None:
    paths = find_reports(SAMPLES)[::EVERY]
    jobs = [Job(path, path.relative_to(SAMPLES).as_posix(), load_field()) for path in paths]
    workers: Workers[Job, ReadReport | Failed] = Workers(read_file)
    found = [
        Read(job.source, outcome.report, len(outcome.recommendations))
        for job, outcome in workers.run(jobs)
        if not isinstance(outcome, Failed)
    ]

    assert len(found) >= len(paths) - 1  # one of them is no report
    assert [read.path for read in found if not is_subject_right(read)] == []
    dated = [read for read in found if is_date_right(read) is not None]
    wrong = [read.path for read in dated if not is_date_right(read)]
    assert len(wrong) <= max(1, len(dated) // 20)


def test_rows_that_stand_together_are_one_table() -> None:
    assert tables_in("A heading\na\tb\nc\td\nText.\ne\tf\n") == 2
