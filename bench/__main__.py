"""The measurements: of the engine in `.venv-bench`, set up from the pinned files beside this one; of
the views in `.venv`, as the browser tests have it.

The peers are dependencies of the bench alone: nothing else in the project imports them. tensorgrad
stands on PyTorch, of which only the CPU build is taken; where that cannot be had, the table says so.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
VENV = ROOT / ".venv-bench"
PROGRAM = "Scripts/python.exe" if os.name == "nt" else "bin/python"
PYTHON = VENV / PROGRAM
NEEDED, OPTIONAL = HERE / "requirements.txt", HERE / "requirements-tensorgrad.txt"


def install(path):
    """Install what a file pins, nothing else; return whether that went well."""
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    return subprocess.run([*pip, "--requirement", path], check=False).returncode == 0


def set_up():
    """Make the environment, unless it was made from these very files."""
    made_from = f"{HERE} {sys.version} {NEEDED.read_text()} {OPTIONAL.read_text()}"
    wanted = hashlib.sha256(made_from.encode()).hexdigest()
    stamp = VENV / ".stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Setting up .venv-bench: once, some minutes ...", flush=True)
    venv.create(VENV, with_pip=True, clear=True)
    if not install(NEEDED):
        sys.exit(f"The set-up stopped at {NEEDED.name}.")
    if not install(OPTIONAL):
        print("tensorgrad is left out: PyTorch's CPU build is not to be had here.", flush=True)
    stamp.write_text(wanted)


def run(python, script, folders, **variables):
    """Run a part with these folders of the project to import from; return its exit code."""
    paths = os.pathsep.join(str(ROOT / folder) for folder in (".", *folders))
    environment = os.environ | {"PYTHONPATH": paths} | variables
    return subprocess.run([python, HERE / script], env=environment, check=False).returncode


if __name__ == "__main__":
    set_up()
    # One thread, so that CPU time is what the work costs and other programs do not disturb it.
    threads = dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"], "1")
    missed = run(PYTHON, "engine.py", ["tests"], **threads)
    subprocess.run([sys.executable, ROOT / "tools" / "setup.py", "--tests"], check=True)
    missed |= run(ROOT / ".venv" / PROGRAM, "views.py", ["tools"])
    sys.exit(missed)
