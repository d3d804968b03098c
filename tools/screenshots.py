"""Take a picture of every page and every view, to be looked at: no test compares them.

build/pages must be there (`make pages`); the pictures are build/screenshots/*.png: every page with
its folds open, in both themes and at three widths, and its first explorer at n = 3, 8 and 32.
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

import chromium

BUILD = Path(__file__).resolve().parent.parent / "build"
PAGES, PICTURES = BUILD / "pages", BUILD / "screenshots"
WIDTHS = (1024, 512, 360)
SIZES = (3, 8, 32)
OPEN = "() => document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })"
DRAWN = "() => document.querySelectorAll('[data-view]').length === document.querySelectorAll('[data-view] .mc').length"
SET = "(slider, n) => { slider.value = n; slider.dispatchEvent(new Event('input')); return +slider.value === n; }"


def look(browser, path, scheme, width):
    """The pictures of one page in one theme and width."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 768}, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.evaluate(OPEN)
    page.wait_for_function(DRAWN)
    name = f"{path.stem}-{width}-{scheme}"
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    explorer = page.locator(".mc-explorer:has([data-size])").first
    for n in SIZES if explorer.count() else ():
        if explorer.locator("[data-size]").first.evaluate(SET, n):
            page.evaluate(
                "() => new Promise((drawn) => { requestAnimationFrame(() => requestAnimationFrame(drawn)); })"
            )
            explorer.screenshot(path=PICTURES / f"{name}-n{n}.png")
    context.close()


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.find_or_install(), args=["--no-sandbox"])
        for path in sorted(PAGES.glob("*.html")):
            for scheme in ("light", "dark"):
                for width in WIDTHS:
                    look(running, path, scheme, width)
            print(f"took {path.stem}")
