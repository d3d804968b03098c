"""Take a picture of every page and every view, to be looked at: no test compares them.

build/pages must be there (`make pages`). The pictures are build/screenshots/*.png: every page with its
folds open, and every view in each of its states (every_view.py), alone, in both themes and at three
widths. Names given as arguments take the views alone whose names begin so.
"""

import sys
import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

import chromium
import every_view
from notebooks import run
from pages import Row, page_of

BUILD = Path(__file__).resolve().parent.parent / "build"
PAGES, PICTURES = BUILD / "pages", BUILD / "screenshots"
WIDTHS = (1024, 512, 360)
SCHEMES = ("light", "dark")
OPEN = "() => document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })"
DRAWN = "() => document.querySelectorAll('[data-view]').length === document.querySelectorAll('[data-view] > div > .mc').length"
# Sentences are set and marks are boxed when a view has its width, and that takes two frames.
SETTLED = "() => new Promise((drawn) => { requestAnimationFrame(() => requestAnimationFrame(drawn)); })"
PLAIN = ".code, .note, main > :not(.output) { display: none; } .mc { zoom: 1; }"


def views(folder):
    """One page with all views, printed into a folder: its path."""
    source = folder / "views.ipynb"
    nbformat.write(every_view.notebook(), source)
    made = page_of(run(source, store_widget_state=True), Row("Every view", "views", "", "", "https://mybinder.org/"))
    (folder / "views.html").write_text(made, encoding="utf-8")
    return folder / "views.html"


def opened(browser, path, scheme, width):
    """A page in one theme and width, all of it open and drawn."""
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 768}, offline=True)
    page.goto(path.as_uri())
    page.evaluate(OPEN)
    page.wait_for_function(DRAWN)
    page.evaluate(SETTLED)
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
        every = views(Path(folder))
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
