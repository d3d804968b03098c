"""What was tried and solved: kept, carried, set aside when damaged."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, strategies as st

from mclib.views.ledger import START, Progress

NAMES = st.dictionaries(st.sampled_from(["G1", "E3", "M11"]), st.tuples(st.integers(1, 99), st.booleans()).map(list))


@pytest.fixture
def progress(tmp_path):
    return Progress(tmp_path / "progress.jsonl")


def test_tries_are_counted_and_what_is_solved_stays_solved(progress):
    for solved in (False, True, False):
        progress.note("E3", solved)
    assert progress.entries == {"E3": [3, True]}
    assert Progress(progress.path).entries == progress.entries


def test_nothing_else_stands_beside_the_file(progress):
    progress.note("E3", True)
    assert os.listdir(progress.path.parent) == ["progress.jsonl"]


@pytest.mark.parametrize("damaged", ["{", "[]", '{"E3": 1}', '["E3", 1, 2]', '["E3", "1", true]', "7", "\ufffd"])
def test_a_damaged_file_is_set_aside(progress, damaged):
    progress.path.write_text(damaged)
    progress.note("E3", True)
    assert progress.entries == {"E3": [1, True]}
    assert progress.path.with_suffix(".damaged.jsonl").read_text().startswith(damaged)
    assert progress.entries == {"E3": [1, True]}


def test_of_a_damaged_file_all_is_kept_that_can_be_read(progress):
    progress.note("E3", True)
    progress.note("G1", False)
    progress.path.write_text(progress.path.read_text() + '\n["M11", 1')  # cut off
    progress.note("J1", True)
    assert progress.entries == {"E3": [1, True], "G1": [1, False], "J1": [1, True]}


def test_where_no_file_can_be_written_it_is_kept_in_memory(tmp_path):
    progress = Progress(tmp_path / "no such folder" / "progress.jsonl")
    progress.note("E3", True)
    Progress(progress.path).note("E3", False)  # another view of the same kernel
    assert progress.entries == {"E3": [2, True]}
    progress.reset()
    assert progress.entries == {}


@given(NAMES)
def test_a_code_carries_all_of_it(tmp_path_factory, entries):
    here, there = (Progress(tmp_path_factory.mktemp("p") / "progress.jsonl") for _ in range(2))
    here.path.write_text("".join(json.dumps([name, *row]) + "\n" for name, row in entries.items()))
    there.take(f"  {here.code()}\n")
    assert there.entries == entries


def test_a_code_adds_to_what_is_there(progress, tmp_path):
    other = Progress(tmp_path / "other.json")
    for name, solved in (("E3", True), ("G1", False)):
        other.note(name, solved)
    progress.note("E3", False)
    progress.note("E3", False)
    progress.take(other.code())
    assert progress.entries == {"E3": [2, True], "G1": [1, False]}


@given(st.text(max_size=40))
def test_what_is_no_code_is_refused_and_changes_nothing(tmp_path_factory, text):
    progress = Progress(tmp_path_factory.mktemp("p") / "progress.jsonl")
    progress.note("E3", True)
    with pytest.raises(ValueError, match="no code of a progress"):
        progress.take(START + text)
    assert progress.entries == {"E3": [1, True]}


def test_notebooks_side_by_side_lose_nothing_of_one_another(progress):
    """Each kernel is a process of its own; all of them write at once."""
    source = "import sys; from mclib.views.ledger import Progress; p = Progress(sys.argv[1]); "
    source += "[p.note(name, name == sys.argv[2]) for _ in range(25) for name in ('E3', sys.argv[2])]"
    names = ["G1", "J1", "M11", "S2"]
    kernels = [subprocess.Popen([sys.executable, "-c", source, progress.path, name]) for name in names]
    assert [kernel.wait() for kernel in kernels] == [0] * 4
    assert progress.entries == {"E3": [100, False]} | {name: [25, True] for name in names}


def test_a_reset_forgets_all(progress):
    progress.note("E3", True)
    progress.reset()
    assert progress.entries == {}
