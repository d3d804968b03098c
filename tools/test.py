"""Run the whole suite (style, units, notebooks, browser) as two pytest runs side by side.

The suite waits more than it computes in the browser and computes with one core elsewhere: each half
takes one. Their progress comes line by line as it is made, each under its half's name; what a half
has to say at its end (failures, the slowest tests, the summary) comes in one piece. The exit code
is that of the first half that did not pass.
"""

import os
import subprocess
import sys
from pathlib import Path
from shutil import get_terminal_size
from threading import Thread

import chromium

ROOT = Path(__file__).resolve().parent.parent
# Together they are all of it, whatever file comes: one names what the other leaves out.
PAGES = ("tests/browser", "tests/test_pages.py")
HALVES = {"browser": PAGES, "units": tuple(f"--ignore={path}" for path in PAGES)}


class Half:
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


def main(halves):
    """Run these halves to their ends, together; the exit code."""
    sys.stdout.reconfigure(errors="replace")  # a pipe or a console may know fewer letters than a test has
    environment = os.environ | {"CHROMIUM": chromium.find_or_install()}
    begun = [Half(name, arguments, environment) for name, arguments in halves.items()]
    try:
        for half in begun:
            half.reader.join()
    except KeyboardInterrupt:  # the halves heard it, too: they end, and say where they were
        for half in begun:
            half.reader.join()
    last = (half.label + "".join(half.end[-1:]).rstrip() for half in begun)
    print(*(half.said() for half in begun), "", *last, sep="\n")
    return max((half.running.wait() for half in begun), key=abs)


if __name__ == "__main__":
    sys.exit(main(HALVES))
