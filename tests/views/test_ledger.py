"""What was tried and solved: kept, carried, set aside when damaged."""

import json
import os

import pytest
from hypothesis import given, strategies as st

from mclib.views.ledger import START, Progress

NAMES = st.dictionaries(st.sampled_from(["G1", "E3", "M11"]), st.tuples(st.integers(1, 99), st.booleans()).map(list))


@pytest.fixture
def progress(tmp_path):
    return Progress(tmp_path / "progress.json")


def test_tries_are_counted_and_what_is_solved_stays_solved(progress):
    for solved in (False, True, False):
        progress.note("E3", solved)
    assert progress.entries == {"E3": [3, True]}
    assert Progress(progress.path).entries == progress.entries


def test_nothing_else_stands_beside_the_file(progress):
    progress.note("E3", True)
    assert os.listdir(progress.path.parent) == ["progress.json"]


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"E3": 1}', '{"E3": [1, 2]}', '{"E3": ["1", true]}', "\ufffd"])
def test_a_damaged_file_is_set_aside(progress, damaged):
    progress.path.write_text(damaged)
    progress.note("E3", True)
    assert progress.entries == {"E3": [1, True]}
    assert progress.path.with_suffix(".damaged.json").read_text() == damaged


def test_where_no_file_can_be_written_it_is_kept_in_memory(tmp_path):
    progress = Progress(tmp_path / "no such folder" / "progress.json")
    progress.note("E3", True)
    Progress(progress.path).note("E3", False)  # another view of the same kernel
    assert progress.entries == {"E3": [2, True]}
    progress.reset()
    assert progress.entries == {}


@given(NAMES)
def test_a_code_carries_all_of_it(tmp_path_factory, entries):
    here, there = (Progress(tmp_path_factory.mktemp("p") / "progress.json") for _ in range(2))
    here.path.write_text(json.dumps(entries))
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
    progress = Progress(tmp_path_factory.mktemp("p") / "progress.json")
    progress.note("E3", True)
    with pytest.raises(ValueError, match="no code of a progress"):
        progress.take(START + text)
    assert progress.entries == {"E3": [1, True]}


def test_a_reset_forgets_all(progress):
    progress.note("E3", True)
    progress.reset()
    assert progress.entries == {}
