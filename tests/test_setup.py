"""The set-up: dependency files in step, locks without addresses, a word for an old Python."""

import ast
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import lab
import setup

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = ("requirements.txt", "tests/requirements.txt")


def conda():
    return yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]


def pinned(*names):
    """Every pin of these locks: (name, version, marker or None)."""
    lines = [line for name in names for line in (ROOT / name).read_text().splitlines()]
    read = [Requirement(line.rstrip(" \\")) for line in lines if "==" in line.split(";")[0]]
    return [(canonicalize_name(pin.name), str(pin.specifier)[2:], pin.marker) for pin in read]


def test_conda_has_the_ranges_of_pyproject():
    *_, pip = conda()
    assert pip == {"pip": PROJECT["dependencies"]}


def test_conda_names_a_python_that_the_project_supports():
    python = next(item for item in conda() if str(item).startswith("python"))
    assert python.partition("=")[2] in Requirement("p" + PROJECT["requires-python"]).specifier


def test_binder_reads_the_same_environment():
    binder = ROOT / "binder" / "environment.yml"
    assert binder.read_bytes() == (ROOT / "environment.yml").read_bytes()


@pytest.mark.parametrize(
    ("locks", "wanted"),
    [
        (LOCKS[:1], PROJECT["dependencies"]),
        (LOCKS, PROJECT["optional-dependencies"]["test"]),
    ],
    ids=["course", "tests"],
)
def test_lock_holds_each_dependency_within_its_range(locks, wanted):
    versions = {}
    for name, version, _ in pinned(*locks):
        versions.setdefault(name, []).append(version)
    for requirement in map(Requirement, wanted):
        found = versions.get(canonicalize_name(requirement.name), [])
        assert found, f"{requirement} is not in the lock: run `make lock`"
        assert all(version in requirement.specifier for version in found), requirement


def test_locks_agree():
    course = {name: version for name, version, marker in pinned(LOCKS[0]) if marker is None}
    again = [pin for pin in pinned(LOCKS[1]) if course.get(pin[0], pin[1]) != pin[1]]
    assert again == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_has_hashes_and_no_address(name):
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    pins = [block for block in text.split("\n") if block and not block.startswith((" ", "#"))]
    assert all(pin.endswith("\\") for pin in pins), "a pin without hashes"


def test_setup_reads_as_an_old_python_so_that_it_can_refuse():
    ast.parse((ROOT / "tools" / "setup.py").read_text(), feature_version=(3, 6))


def test_old_python_gets_one_sentence(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    with pytest.raises(SystemExit) as refused:
        setup.main([])
    message = str(refused.value)
    assert "needs Python 3.11 or newer" in message
    assert "is Python 3.9.18" in message
    assert "\n" not in message


def test_oldest_python_is_the_one_of_pyproject():
    assert PROJECT["requires-python"] == ">=" + ".".join(map(str, setup.OLDEST))


def test_setup_runs_nothing_when_nothing_changed(monkeypatch, tmp_path):
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.touch()
    ran = []
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup, "PYTHON", python)
    monkeypatch.setattr(setup, "create_venv", lambda version: None)
    monkeypatch.setattr(setup, "run", lambda *command: ran.append(command))
    setup.main(["--tests"])
    assert len(ran) == 3, "the lock, mclib, what the tests need"
    setup.main(["--tests"])
    assert len(ran) == 3


@pytest.mark.parametrize(
    ("environment", "is_root", "has", "lacks"),
    [
        ({}, False, [], ["--no-browser", "--allow-root", "--ServerApp.port=8899"]),
        ({"PORT": "8899"}, False, ["--ServerApp.port=8899"], ["--no-browser"]),
        ({"BROWSER": "none"}, True, ["--no-browser", "--allow-root"], []),
        ({"BROWSER": "firefox"}, False, [], ["--no-browser"]),
    ],
)
def test_lab_is_started_as_asked(environment, is_root, has, lacks):
    arguments = lab.arguments(environment, is_root)
    assert set(has) <= set(arguments)
    assert not set(lacks) & set(arguments)


def test_lab_opens_a_notebook_that_is_there():
    assert (ROOT / lab.FIRST).exists()


def test_make_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text()
    targets = makefile.partition(".PHONY:")[2].splitlines()[0].split()
    make = ["make", "--no-print-directory", "help"]  # said inside `make test`, else
    said = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line.split()[1] for line in said.stdout.splitlines()] == targets


def test_wheel_carries_every_file_of_the_package(committed_tree, tmp_path):
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(tmp_path)]
    subprocess.run([*build, str(committed_tree)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    package = committed_tree / "mclib"
    files = {str(path.relative_to(committed_tree)) for path in package.rglob("*.*")}
    files = {name for name in files if not name.endswith(".pyc")}
    assert files <= set(zipfile.ZipFile(wheel).namelist())


def test_python_without_its_pip_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(setup.os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(SystemExit, match=r"sudo apt install python3\.11-venv") as ended:
        setup.install_ensurepip("python3.11-venv")
    assert "\n" not in str(ended.value)
