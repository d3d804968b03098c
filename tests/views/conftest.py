"""What the tests of views share: a progress of their own."""

import pytest


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    """An empty progress for each test."""
    monkeypatch.setenv("MCLIB_PROGRESS", str(tmp_path / "progress.jsonl"))
