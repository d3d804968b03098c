"""What a view costs on the page, beside `interact` with pyplot and a slider that the kernel echoes.

All in one run, on one page of a real JupyterLab in headless Chromium; views.js is the probe, the same
for all. A key is pressed, at any moment of a frame as people do, and the frame waited for that shows it;
a change is made in each of 60 frames, and those that were shown are counted; a cell is run, and the
frame waited for with its view. Times on the clock: of keys the best of several rounds, of a first paint
the median.
"""

import json
import random
import statistics
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import chromium
import driven_lab
from line import Line, machine, report
from mclib import derive, vectors
from mclib.views.explorer import Explorer
from mclib.views.player import Player

PROBE = (Path(__file__).parent / "views.js").read_text(encoding="utf-8")
PACKAGES = ("jupyterlab", "ipywidgets", "anywidget", "matplotlib")
PRESSES, CHANGES, ROUNDS, WARM, COLD = 60, 60, 3, 7, 3
IMPORT = "import mclib as mc\nw, x = mc.vectors('w x')"
# The same Jacobian as most would show it.
INTERACT = """
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import interact

def jacobian(x1=1.5):
    x = np.array([1.5, -1, 2, 0.5, -2, 1, -0.5, 2.5])
    x[0] = x1
    J = np.diag(x)
    fig, ax = plt.subplots()
    ax.matshow(J, cmap="RdBu", vmin=-3, vmax=3)
    for i in range(8):
        for j in range(8):
            ax.text(j, i, f"{J[i, j]:.3g}", ha="center", va="center")
    plt.show()

interact(jacobian, x1=(-3.0, 3.0, 0.1));
"""
ECHO = """
import ipywidgets

slider = ipywidgets.FloatSlider(1.5, min=-3, max=3, step=0.1)
label = ipywidgets.Label("x1 = 1.50")
slider.observe(lambda change: setattr(label, "value", f"x1 = {change['new']:.2f}"), "value")
ipywidgets.VBox([slider, label])
"""


@dataclass(frozen=True)
class Way:
    """A way to show a Jacobian: its cell, what shows the number, the slider that moves it."""

    name: str
    source: str
    shown: str
    slider: str = ".noUi-handle"


def explorer(function, by, n):
    source = f"mc.explore({function}, {by}, sizes={{'n': {n}}})"
    return Way(
        f"explorer, {function}, n = {n}", source, "[role=gridcell][data-chosen]", "[aria-label='x 1'][type=range]"
    )


SMALL, MIDDLE, LARGE = (explorer("w * x", "w", n) for n in (3, 8, 32))
DENSE = explorer("x * mc.sum(x)", "x", 32)
PLOT = Way("interact + pyplot, w * x, n = 8", INTERACT, "img")
TRIP = Way("a slider that the kernel echoes", ECHO, ".jupyter-widgets.widget-label")
PLAYER = Way("player, w * x", "mc.show(mc.derive(w * x, w))", ".mc-player li path")
MOVED = (SMALL, MIDDLE, LARGE, DENSE, PLOT, TRIP)
PAINTED = (SMALL, PLAYER, PLOT, TRIP)


@dataclass(frozen=True)
class Found:
    """Seconds from key to frame and for each change; frames shown; messages while it moved and after."""

    median: float
    p95: float
    script: float
    layout: float
    frames: int
    during: int
    after: int


class Bench:
    """The page, with ears for what is sent to the kernel and eyes for what the page costs."""

    def __init__(self, driven):
        self.driven, self.page, self.sent = driven, driven.page, 0
        self.moments = random.Random(1)
        self.page.on("websocket", lambda socket: socket.on("framesent", self._hear))
        self.session = self.page.context.new_cdp_session(self.page)
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def _hear(self, frame):
        self.sent += "comm_msg" in str(frame)

    def open(self, name, *ways):
        """A notebook whose first cell, the import, has been run: on a fresh page, in a fresh kernel."""
        self.driven.load()
        notebook = self.driven.new_notebook(IMPORT, *(way.source for way in ways), name=f"{name}.ipynb")
        self.page.evaluate(PROBE)
        notebook.run_cell(0)
        return notebook

    @contextmanager
    def costs(self):
        """What is done inside costs: seconds of script, seconds of style and layout, messages."""
        spent, before = {}, self._spent()
        yield spent
        spent.update({name: value - before[name] for name, value in self._spent().items()})

    def _spent(self):
        page = {m["name"]: m["value"] for m in self.session.send("Performance.getMetrics")["metrics"]}
        layout = page["LayoutDuration"] + page["RecalcStyleDuration"]
        return {"script": page["ScriptDuration"], "layout": layout, "messages": self.sent}

    def painted(self, k, way):
        """Seconds from running cell k to the frame with what it shows."""
        return self.page.evaluate("([k, selector]) => bench.painted(k, selector)", [k, way.shown]) / 1e3

    def warm(self, notebook, k, way):
        """Its first paint when the cell has been run before."""
        notebook.cell(k).scroll_into_view_if_needed()
        times = []
        for _ in range(WARM):
            times.append(self.painted(k, way))
            notebook.wait_idle()
        return statistics.median(times)

    def cold(self, way, name):
        """Its first paint in a fresh kernel, on a fresh page, after the import."""
        times = []
        for k in range(COLD):
            notebook = self.open(f"{name}-{k}", way)
            times.append(self.painted(1, way))
            notebook.wait_idle()
            notebook.shutdown_kernel()
        return statistics.median(times)

    def moved(self, output, way):
        """Found for a way whose output is on the page."""
        output.scroll_into_view_if_needed()
        slider = output.locator(way.slider).first
        box, handle = output.element_handle(), slider.element_handle()
        slider.focus()
        rounds, frames = [], []
        for _ in range(ROUNDS):
            times = [self._pressed(box, way, key) for key in ("ArrowRight", "ArrowLeft") * (PRESSES // 2)]
            rounds.append((statistics.median(times), statistics.quantiles(times, n=20)[-1]))
        for _ in range(ROUNDS):
            slider.press("Home")
            self.page.evaluate("([box, selector]) => bench.settled(box, selector)", [box, way.shown])
            start = "([...given]) => { bench.now = bench.burst(...given); return bench.now.changed; }"
            with self.costs() as moving:
                self.page.evaluate(start, [box, way.shown, handle, CHANGES])
            with self.costs() as after:
                frames.append(self.page.evaluate("() => bench.now.frames"))
        median, p95 = map(min, zip(*rounds, strict=True))
        each = moving["script"] / CHANGES, moving["layout"] / CHANGES
        return Found(median, p95, *each, max(frames), moving["messages"], after["messages"])

    def _pressed(self, box, way, key):
        start = "([box, selector]) => { bench.next = bench.pressed(box, selector); }"
        self.page.evaluate(start, [box, way.shown])
        self.page.wait_for_timeout(self.moments.uniform(0, 50))  # else each came at the same moment of a frame
        self.page.keyboard.press(key)
        return self.page.evaluate("() => bench.next") / 1e3


def measure(bench):
    """({way: Found}, {way: (cold, warm) first paint})."""
    cold = {way: bench.cold(way, f"cold-{k}") for k, way in enumerate(PAINTED)}
    ways = list(dict.fromkeys((*MOVED, *PAINTED)))
    notebook = bench.open("all", *ways)
    notebook.run_all()
    for k, way in enumerate(ways, 1):
        notebook.output(k).locator(way.shown).first.wait_for()
    painted = {way: (cold[way], bench.warm(notebook, ways.index(way) + 1, way)) for way in PAINTED}
    return {way: bench.moved(notebook.output(ways.index(way) + 1).first, way) for way in MOVED}, painted


def states():
    """Bytes of what is sent of a function besides glyphs: the explorer's dearest, the player's."""
    w, x = vectors("w x")
    explored, played = Explorer(w * x, w), Player(derive(w * x, w))
    yield Line("state: the explorer's longest function", max(map(_bytes, explored.functions)), "limit", 4096, 1, "KB")
    yield Line("state: the player's", _bytes([played.record, played.steps, played.latex]), "limit", 4096, 1, "KB")


def _bytes(value):
    return len(json.dumps(value).encode())


def limits(found, painted):
    """What must hold."""
    for way, median, p95 in ((SMALL, 12e-3, 20e-3), (MIDDLE, 12e-3, 20e-3), (LARGE, 17e-3, None)):
        yield Line(f"{way.name}: key to frame, median", found[way].median, "limit", median, 1)
        if p95:
            yield Line(f"{way.name}: key to frame, p95", found[way].p95, "limit", p95, 1)
    yield Line(f"{MIDDLE.name}: key to frame", found[MIDDLE].median, "interact + pyplot", found[PLOT].median, 12)
    yield Line(f"{MIDDLE.name}: key to frame", found[MIDDLE].median, "the kernel's echo", found[TRIP].median, 3)
    yield Line(f"{MIDDLE.name}: frames missed of {CHANGES}", CHANGES - found[MIDDLE].frames, "limit", 1, 1, "")
    for way in (SMALL, MIDDLE, LARGE, DENSE):
        yield Line(f"{way.name}: messages while it moves", found[way].during, "limit", 0, 1, "")
        yield Line(f"{way.name}: messages after it", found[way].after, "limit", 1, 1, "")
    for way in (SMALL, PLAYER):
        for kind, seconds, limit in zip(("cold", "warm"), painted[way], (0.4, 0.15), strict=True):
            yield Line(f"{way.name}: first paint, {kind}", seconds, "limit", limit, 1)
    yield from states()


def table(found, painted):
    """Every figure, one way a row."""
    heads = ("key: median", "p95", "script", "layout", f"of {CHANGES}", "messages", "cold", "warm")
    yield f"{'':36}" + "".join(f"{head:>13}" for head in heads)
    for way in dict.fromkeys((*found, *painted)):
        row = [""] * 6
        if way in found:
            f = found[way]
            times = [f"{1e3 * v:.1f} ms" for v in (f.median, f.p95, f.script, f.layout)]
            row = [*times, str(f.frames), f"{f.during} + {f.after}"]
        row += [f"{1e3 * v:.0f} ms" for v in painted.get(way, ())]
        yield f"{way.name:36}" + "".join(f"{cell:>13}" for cell in row)


def main():
    chromium.find_or_install()
    with tempfile.TemporaryDirectory() as home, driven_lab.browser() as running:
        print(machine(PACKAGES) + f", Chromium {running.version}")
        print("time on the clock, from the key or the run to the frame that shows it", flush=True)
        with driven_lab.server(Path(home)) as served, driven_lab.lab(running, served, "bench") as driven:
            found, painted = measure(Bench(driven))
    print(*table(found, painted), sep="\n")
    report(limits(found, painted))


if __name__ == "__main__":
    main()
