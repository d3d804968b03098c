"""Run the whole suite (style, units, notebooks, browser); pytest's summary is the last word."""

import os
import subprocess
import sys
from pathlib import Path

import chromium

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    environment = os.environ | {"CHROMIUM": chromium.find_or_install()}
    suite = [sys.executable, "-m", "pytest", "--durations=8"]
    sys.exit(subprocess.run(suite, cwd=ROOT, env=environment, check=False).returncode)
