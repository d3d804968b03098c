"""Take a picture of every page and every view, to be looked at: no test compares them.

build/pages must be there (`make pages`). The pictures are build/screenshots/*.png: every page with its
folds open, and every view in each of its states (every_view.py), alone, in both themes and at three
widths. Names given as arguments take the views alone whose names begin so.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import chromium
import every_view

BUILD = Path(__file__).resolve().parent.parent / "build"
PAGES, PICTURES = BUILD / "pages", BUILD / "screenshots"
WIDTHS = (1024, 512, 360)
SCHEMES = ("light", "dark")
OPEN = "() => document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })"


def opened(browser, path, scheme, width):
    """A page in one theme and width, all of it open and drawn."""
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 768}, offline=True)
    page.goto(path.as_uri())
    page.evaluate(OPEN)
    page.wait_for_function(every_view.DRAWN)
    page.evaluate(every_view.SETTLED)
    return page


def take(page, ending, wanted):
    """A picture of each view on the page that has them all."""
    for name, shown in zip(every_view.sources(), page.locator("main .output").all(), strict=True):
        if name.startswith(wanted):
            shown.screenshot(path=PICTURES / f"{name}-{ending}.png")


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    wanted = tuple(sys.argv[1:])
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        running = playwright.chromium.launch(executable_path=chromium.find_or_install(), args=["--no-sandbox"])
        every = every_view.print_page(Path(folder))
        for path in [every, *(() if wanted else sorted(PAGES.glob("*.html")))]:
            for scheme in SCHEMES:
                for width in WIDTHS:
                    page, ending = opened(running, path, scheme, width), f"{width}-{scheme}"
                    if path == every:
                        take(page, ending, wanted or "")
                    else:
                        page.screenshot(path=PICTURES / f"{path.stem}-{ending}.png", full_page=True)
                    page.close()
            print(f"took {path.stem}")
