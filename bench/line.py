"""A line of the bench's table: our figure, the one beside it, their ratio, and what is wanted of it.

Every ratio is (the figure beside ours) / (ours), so that more is better in each line: a limit over
ours, a peer's over ours. `report` prints a table; the exit code is 1 when a ratio is less than wanted.
"""

import math
import os
import platform
import sys
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

SCALES = {"ms": 1e3, "MB": 1e-6, "KB": 1e-3, "": 1}
HEADER = f"{'':50} {'ours':>9}  {'beside':28} {'theirs':>9} {'ratio':>9}  wanted"


@dataclass(frozen=True)
class Line:
    """One line of the table; a line that nothing is wanted of is there to compare."""

    what: str
    ours: float
    beside: str
    theirs: float
    wanted: float | None = None
    unit: str = "ms"

    @property
    def ratio(self):
        return self.theirs / self.ours if self.ours else math.inf

    @property
    def missed(self):
        return self.wanted is not None and self.ratio < self.wanted

    def __str__(self):
        wanted = "" if self.wanted is None else f">= {self.wanted:g}" + (" MISSED" if self.missed else "")
        ours, theirs = (f"{value * SCALES[self.unit]:.3g} {self.unit}".strip() for value in (self.ours, self.theirs))
        return f"{self.what:<50.50} {ours:>9}  {self.beside:28} {theirs:>9} {self.ratio:9.3g}  {wanted}".rstrip()


def report(lines):
    """Print the lines as they come, and end: with 1 when one is missed."""
    print(f"\n{HEADER}")
    missed = 0
    for line in lines:
        print(line, flush=True)
        missed += line.missed
    sys.exit(f"{missed} missed" if missed else 0)


def machine(packages):
    """What this ran on: processor, cores, Python, versions."""
    listed = Path("/proc/cpuinfo")
    named = [line for line in listed.read_text().splitlines() if "model name" in line] if listed.exists() else []
    processor = named[0].partition(":")[2].strip() if named else platform.processor() or platform.machine()
    there = [f"{name} {version(name)}" for name in packages if find_spec(name)]
    return f"{processor}, {os.cpu_count()} cores; Python {platform.python_version()}; {', '.join(there)}"
