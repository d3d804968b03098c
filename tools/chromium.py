"""Find the Chromium that the browser tests drive; where we may, install it."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Fonts: without one, Chromium draws boxes. libatomic1: Playwright's own program needs it, and a
# bare Debian lacks it.
PACKAGES = ("chromium", "libatomic1", "fonts-dejavu-core", "fonts-liberation")


def find():
    """Path of a Chromium, the one that CHROMIUM names first; None where there is none."""
    candidates = filter(None, (os.environ.get("CHROMIUM"), *NAMES))
    return next((path for name in candidates if (path := shutil.which(name))), None)


def driver_starts():
    """Whether Playwright, which drives it, finds the libraries that it needs."""
    ask = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(ask, capture_output=True, check=False).returncode == 0


def find_or_install():
    """Path of a Chromium that can be driven; installs Debian's where root may, else says what to.

    Ends with that sentence: without a browser its tests fail, they are never left out.
    """
    if not (find() and driver_starts()) and shutil.which("apt-get") and os.geteuid() == 0:
        print("No Chromium that can be driven: installing Debian's ...", flush=True)
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "check": False}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
        subprocess.run(install, env=environment, **quiet)
    if (path := find()) and driver_starts():
        return path
    sys.exit(
        "The browser tests need Chromium and libatomic: install them (on Debian or Ubuntu: sudo "
        "apt install chromium libatomic1), or name your Chromium with CHROMIUM=/path/to/chrome."
    )
