"""Find the Chromium that the browser tests drive; where we may, install it."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# The page is text and formulas: without a font, Chromium draws boxes.
PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-liberation")


def find():
    """Path of a Chromium, the one that CHROMIUM names first; None where there is none."""
    candidates = filter(None, (os.environ.get("CHROMIUM"), *NAMES))
    return next((path for name in candidates if (path := shutil.which(name))), None)


def find_or_install():
    """Path of a Chromium; installs Debian's where root may, else ends with what to install."""
    if find() is None and shutil.which("apt-get") and os.geteuid() == 0:
        print("No Chromium found: installing Debian's ...", flush=True)
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "check": False}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
        subprocess.run(install, env=environment, **quiet)
    return find() or sys.exit(
        "The browser tests need Chromium: install it (on Debian or Ubuntu: sudo apt install "
        "chromium), or name yours with CHROMIUM=/path/to/chrome."
    )
