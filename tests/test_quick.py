"""`pytest -m quick` takes seconds, for it loads nothing that takes long."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT

# Those of ingest are only collected: what they stand on cannot import a model.
RUN = """
import sys, pytest
code = pytest.main(["-m", "quick", "-p", "no:cacheprovider", "--deselect", "tests/ingest"])
print(int(code), *{"torch", "transformers", "playwright", "uvicorn"} & set(sys.modules))
"""


def test_quick_tests_load_no_model_no_browser_and_no_server() -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1] in ("0", "1"), (
        done.stdout
    )  # a test that fails says so itself
