"""Make the two locks anew from pyproject.toml, with uv in a throw-away environment.

`requirements.txt` holds what the course needs, `tests/requirements.txt` what the tests need on
top. Both are cut from one resolution, so no package can stand in them at two versions. Versions
already locked are kept where the ranges allow; `UPGRADE=1` takes the newest.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = "uv==0.13.9"
COMPILE = (
    *("--no-config", "pip", "compile", "pyproject.toml", "--quiet", "--universal"),
    *("--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"),
)
HEADER = "# Made from pyproject.toml by `make lock`: do not edit.\n"


def main():
    """Resolve once for everything, once for the course alone within that, and write both."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        programs = Path(folder) / ("Scripts" if os.name == "nt" else "bin")
        run(programs / "python", "-m", "pip", "install", "--quiet", UV)
        everything, course = Path(folder) / "everything.txt", Path(folder) / "course.txt"
        if not os.environ.get("UPGRADE"):
            everything.write_text("".join(path.read_text() for path in locks() if path.exists()))
        run(programs / "uv", *COMPILE, "--extra", "test", "-o", everything)
        run(programs / "uv", *COMPILE, "--constraint", everything, "-o", course)
        runtime = pins(course.read_text())
        on_top = [pin for pin in pins(everything.read_text()) if pin not in runtime]
    for path, blocks in zip(locks(), (runtime, on_top), strict=True):
        path.write_text(HEADER + "".join(blocks))
        print(f"{path.relative_to(ROOT)}: {len(blocks)} packages")


def locks():
    """The two files that this tool writes: the course's, then the tests'."""
    return ROOT / "requirements.txt", ROOT / "tests" / "requirements.txt"


def pins(text):
    """The blocks of a lock: a line `name==version \\` with the lines of hashes under it."""
    blocks = []
    for line in text.splitlines(keepends=True):
        if line.startswith(" "):
            blocks[-1] += line
        elif not line.startswith("#"):
            blocks.append(line)
    return blocks


def run(*command):
    """Run a command in the project's folder; its own words are the message when it fails."""
    if subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode:
        sys.exit("The lock was not made.")


if __name__ == "__main__":
    main()
