"""No test, and no notebook that a test runs, reads or writes what a learner has solved."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

EMPTY = TemporaryDirectory()
os.environ["MCLIB_PROGRESS"] = str(Path(EMPTY.name) / "progress.jsonl")
