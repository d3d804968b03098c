"""Where no Chromium is: root on Debian gets it, everyone else is told, in one line, what to do."""

import pytest

import chromium


@pytest.fixture
def ran(monkeypatch):
    """A machine without Chromium; the commands that were run on it, which install nothing."""
    commands = []
    monkeypatch.setattr(chromium, "find", lambda: None)
    monkeypatch.setattr(chromium, "driver_starts", lambda: True)
    monkeypatch.setattr(chromium.subprocess, "run", lambda run, **_: commands.append(run))
    return commands


@pytest.mark.parametrize(("has_apt", "user"), [(False, 0), (True, 1000)], ids=["mac", "user"])
def test_one_line_says_what_to_install(monkeypatch, ran, has_apt, user):
    monkeypatch.setattr(chromium.shutil, "which", lambda name: has_apt and "/usr/bin/apt-get")
    monkeypatch.setattr(chromium.os, "geteuid", lambda: user, raising=False)
    with pytest.raises(SystemExit, match=r"sudo apt install chromium") as ended:
        chromium.find_or_install()
    assert "\n" not in str(ended.value)
    assert ran == []


def test_a_driver_that_does_not_start_counts_as_none(monkeypatch, ran):
    monkeypatch.setattr(chromium, "find", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(chromium, "driver_starts", lambda: False)
    monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="libatomic1"):
        chromium.find_or_install()


def test_root_on_debian_gets_the_package(monkeypatch, ran):
    monkeypatch.setattr(chromium.shutil, "which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 0, raising=False)
    with pytest.raises(SystemExit):  # nothing was really installed: still an end, not a skip
        chromium.find_or_install()
    assert [command[:2] for command in ran] == [["apt-get", "update"], ["apt-get", "install"]]
    assert "chromium" in ran[1]


def test_a_chromium_that_was_named_comes_first(monkeypatch, tmp_path):
    own = tmp_path / "my-chrome"
    own.touch(mode=0o755)
    monkeypatch.setenv("CHROMIUM", str(own))
    assert chromium.find() == str(own)
