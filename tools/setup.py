"""Prepare `.venv`: create it, install the pinned lock and mclib; instant when nothing changed.

Runs with the machine's own Python and its standard library alone, and its syntax is that of
Python 3.6, so that a Python which is too old says so in a sentence instead of a traceback.
`--tests` adds what the test suite needs.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def main(arguments):
    """Bring `.venv` up to date with the lock, and with the tests' lock where asked."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(
            f"This course needs Python 3.11 or newer, and {sys.executable or 'python3'} is Python "
            f"{found}: name a newer one with `make lab PYTHON=/path/to/python3.11`."
        )
    version = ".".join(map(str, sys.version_info[:2]))
    base = fingerprint(version, "requirements.txt", "pyproject.toml")
    if not is_current("lock", base):
        print("Setting up .venv from requirements.txt: once, about a minute ...", flush=True)
        create_venv(version)
        install_lock("requirements.txt")
        pip("install", "--no-deps", "--editable", str(ROOT))
        mark_current("lock", base)
    if "--tests" in arguments:
        tests = fingerprint(base, "tests/requirements.txt")
        if not is_current("tests", tests):
            print("Adding what the tests need, from tests/requirements.txt ...", flush=True)
            install_lock("tests/requirements.txt")
            mark_current("tests", tests)


def fingerprint(start, *names):
    """One hash of everything that the environment was made from; it does not move with clocks."""
    digest = hashlib.sha256(f"{ROOT}\n{start}\n".encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_current(stage, wanted):
    stamp = VENV / f".{stage}-stamp"
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted


def mark_current(stage, wanted):
    (VENV / f".{stage}-stamp").write_text(wanted)


def create_venv(version):
    """Make `.venv`, unless one of the same Python is there already (then pip brings it in step)."""
    if PYTHON.exists() and venv_version() == version:
        return
    if Path(sys.prefix).resolve() == VENV.resolve():
        sys.exit("The Python that runs this is that of .venv itself: `deactivate`, then again.")
    if importlib.util.find_spec("ensurepip") is None:
        install_ensurepip(f"python{version}-venv")
    if VENV.exists():
        shutil.rmtree(VENV)
    run(sys.executable, "-m", "venv", str(VENV))


def venv_version():
    code = "import sys; print('.'.join(map(str, sys.version_info[:2])))"
    asked = subprocess.run([str(PYTHON), "-c", code], stdout=subprocess.PIPE, check=False)
    return asked.stdout.decode().strip()


def install_ensurepip(package):
    """Debian ships venv without its pip: fetch the rest of it where we may, else say how."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        sys.exit(
            "This Python cannot make a virtual environment (ensurepip is missing): "
            f"install the package {package} (on Debian or Ubuntu: sudo apt install {package})."
        )
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run("apt-get", "update", "-qq")
    run("apt-get", "install", "-y", "-qq", package)


def install_lock(name):
    pip("install", "--require-hashes", "--no-deps", "--requirement", str(ROOT / name))


def pip(*arguments):
    run(str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)


def run(*command):
    """Run a command; when it fails, its own words stand above and this ends with one sentence."""
    if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode:
        sys.exit("The set-up stopped at: " + " ".join(command))


if __name__ == "__main__":
    main(sys.argv[1:])
