"""Run the whole suite (style, units, notebooks, pages, browser) as three pytest runs side by side.

A run with a browser waits as much as it computes, the others compute with one core: three of about
one length keep two cores at work, and none is left to run alone for long. Their progress comes line by line as it is
made, each under its part's name; what a part has to say at its end (failures, the slowest tests,
the summary) comes in one piece. The exit code is that of a part that did not pass.
"""

import os
import subprocess
import sys
from pathlib import Path
from shutil import get_terminal_size
from threading import Thread

import chromium

ROOT = Path(__file__).resolve().parent.parent
# Together they are all of it, whatever file comes: each names what the others leave out.
COURSE = ("tests/browser/test_answered.py", "tests/browser/test_pages.py", "tests/test_pages.py")
PARTS = {
    "browser": ("tests/browser", *(f"--ignore={path}" for path in COURSE)),
    "course": COURSE,
    "units": ("--ignore=tests/browser", *(f"--ignore={path}" for path in COURSE)),
}


class Part:
    """One pytest run, which has begun."""

    def __init__(self, name, arguments, environment):
        self.name, self.end, self.heads = name, [], 0
        width = str(get_terminal_size().columns - len(self.label))
        colour = f"--color={'yes' if sys.stdout.isatty() else 'no'}"
        self.running = subprocess.Popen(
            [sys.executable, "-u", "-m", "pytest", "--durations=8", colour, *arguments],
            cwd=ROOT,
            env=environment | {"COLUMNS": width},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        self.reader = Thread(target=self.read)
        self.reader.start()

    @property
    def label(self):
        return f"{self.name:8}| "

    def read(self):
        """Progress goes out at once; from the second headline on (the first opens), it is kept."""
        for line in self.running.stdout:
            self.heads += "=====" in line
            if self.heads > 1:
                self.end.append(line)
            else:
                print(self.label + line, end="", flush=True)

    def said(self):
        """What was kept, under its name."""
        return f"\n{self.name}:\n{''.join(self.end)}"


def main(parts):
    """Run these parts to their ends, together; the exit code."""
    sys.stdout.reconfigure(errors="replace")  # a pipe or a console may know fewer letters than a test has
    environment = os.environ | {"CHROMIUM": chromium.find_or_install()}
    begun = [Part(name, arguments, environment) for name, arguments in parts.items()]
    try:
        for part in begun:
            part.reader.join()
    except KeyboardInterrupt:  # they heard it, too: they end, and say where they were
        for part in begun:
            part.reader.join()
    last = (part.label + "".join(part.end[-1:]).rstrip() for part in begun)
    print(*(part.said() for part in begun), "", *last, sep="\n")
    return max((part.running.wait() for part in begun), key=abs)


if __name__ == "__main__":
    sys.exit(main(PARTS))
