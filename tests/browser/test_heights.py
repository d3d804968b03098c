"""No view changes its height whatever is chosen: a function, a cell, a picture, an answer, a step.

What stands below a view would jump. Views of every kind stand on one page without a kernel; the acts are
played in the browser, as clicks and choices of a reader, and the height is read after each.
"""

import pytest

import every_view

# In the order in which they stand on the page.
NAMES = [
    "explorer-n3",
    "explorer-n8",
    "explorer-stack",
    "explorer-matrix",
    "explorer-loss",
    "collapse-n3",
    "stretch-n3",
    "stretch-n32",
    "roads-n3",
    "product",
]
NAMES += ["predict-zeros", "predict-shape", "predict-form", "predict-arrow", "player", "player-all", "player-wide"]
NAMES += ["plane", "plane-map", "descent", "descent-data"]
LONG = ("-n8", "-n32")  # 8 rows that can be read take 56 px more
ACTS = """async (names) => {
  const jumps = {}, played = {};
  const seen = (e) => e && e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
  for (const [k, view] of [...document.querySelectorAll("[data-view] > div > .mc")].entries()) {
    const name = names[k];
    const all = (selector) => [...view.querySelectorAll(selector)].filter(seen);
    const height = () => Math.round(view.getBoundingClientRect().height), first = height();
    const act = async (what, does) => {
      does();
      played[name] = (played[name] ?? 0) + 1;
      await new Promise((drawn) => requestAnimationFrame(drawn));
      if (height() !== first) (jumps[name] ??= []).push(`${what}: ${first} to ${height()}`);
      const cut = all(".mc-explain").find((e) => e.scrollHeight > e.clientHeight); // its room is fixed
      if (cut) (jumps[name] ??= []).push(`${what}: a sentence of ${cut.scrollHeight} px in ${cut.clientHeight}`);
    };
    const click = (e) => act(e.textContent || e.parentNode.textContent, () => e.click());
    const write = (e, value) => act(value, () => {
      e.value = value;
      for (const event of ["input", "change"]) e.dispatchEvent(new Event(event));
    });
    const press = (name) => all("button").find((b) => b.textContent === name && b.ariaDisabled !== "true");
    if (view.dataset.asked) {
      for (const choice of all("input[type=radio]")) await click(choice);
      await click(press("Check"));
    }
    if (view.matches(".mc-explorer")) {
      for (const cell of all("[role=gridcell]")) await click(cell);
      for (const radio of all("input[type=radio]")) await click(radio);
      for (const value of [-3, 0, 2.9]) await write(all(".mc-row input[type=range]")[0], value);
      for (const { value } of all("select")[0].options) await write(all("select")[0], value);
    }
    if (view.matches(".mc-plane")) for (const slider of all("input[type=range]"))
      for (const value of [slider.min, 0, slider.max]) await write(slider, value);
    if (view.matches(".mc-player")) for (const { value } of all("select")[0].options) {
      await write(all("select")[0], value);
      await act("Home", () => view.dispatchEvent(new KeyboardEvent("keydown", { key: "Home" })));
      while (press("Next")) {
        await click(press("Next"));
        if (press("Show the smaller steps")) await click(press("Show the smaller steps"));
      }
    }
  }
  return { jumps, idle: names.filter((name) => !(played[name] > 2)) };
}"""


@pytest.fixture(scope="module")
def every(tmp_path_factory):
    return every_view.print_page(tmp_path_factory.mktemp("every"), NAMES)


@pytest.mark.parametrize("width", [1024, 620, 512, 360])
def test_no_choice_moves_what_stands_below(browser, every, width):
    with browser.new_context(viewport={"width": width, "height": 768}, offline=True) as context:
        page = context.new_page()
        page.goto(every.as_uri())
        page.wait_for_function(every_view.DRAWN)
        page.evaluate(every_view.SETTLED)
        views = page.locator("[data-view] > div > .mc")
        assert views.count() == len(NAMES)
        if width == 1024:  # what JupyterLab would let scroll in a frame of its own
            limits = [570 if name.endswith(LONG) else 510 for name in NAMES]
            heights = [view.bounding_box()["height"] for view in views.all()]
            assert [name for name, high, most in zip(NAMES, heights, limits, strict=True) if high > most] == []
        assert page.evaluate(ACTS, NAMES) == {"jumps": {}, "idle": []}
        assert page.evaluate("() => document.documentElement.scrollWidth") == width
