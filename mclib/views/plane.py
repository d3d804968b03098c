"""The plane: a function of two variables as a map of heights, a way down it, a map of the plane.

Matplotlib paints the contours once, in the kernel; plane.js draws what moves over them.
"""

import math
from base64 import b64encode
from io import BytesIO

import anywidget
import traitlets as t

from ..derivation import numbers
from ..engine import derive
from ..evaluation import Evaluator
from ..language import text
from ..lowering import lower
from ..render.html import html
from ..render.latex import latex
from ..render.sentences import SENTENCES
from .page import joined, module
from .rooms import Asking, Shared
from .static import Readable, jacobian_page, jacobian_text, table
from .wire import definitions, record

GRID, COARSE = 61, 25  # heights along one side of the picture; where each is a sum over data
PIXELS = 640
BELOW, LEVEL, ABOVE = "#f3b48b", "#fbfbf7", "#8fc3e6"  # light in both themes: black lines stay readable


class Plane(Asking, Shared, Readable, anywidget.AnyWidget):
    """What happens over [-span, span] in both variables; `point` maps the two names to numbers.

    `kind` is "slope" (one function: gradient, needle, slice), "descent" (a loss: steps down from the
    point) or "map" (two functions: a disc, its image, the Jacobian's ellipse).
    """

    _esm = module("dom.js", "evaluator.js", "predict.js", "plane.js")

    css = t.Unicode(joined("style.css", "plane.css")).tag(sync=True)
    kind = t.Enum(("slope", "descent", "map"), "slope").tag(sync=True)
    function = t.Dict().tag(sync=True)
    picture = t.Unicode().tag(sync=True)
    data = t.Dict().tag(sync=True)
    sizes = t.Dict().tag(sync=True)
    span = t.Float(3).tag(sync=True)
    direction = t.Float(0).tag(sync=True)
    radius = t.Float(0.5).tag(sync=True)
    rate = t.Float(0.1).tag(sync=True)
    rounds = t.Int(20).tag(sync=True)

    def __init__(self, kind, jacobian, at, span, data=None, fold=None, **traits):
        self.jacobian, self.fold, self.given = jacobian, fold, data or {}
        frame = jacobian.frame
        place = dict(zip([v.args[0] for v in frame.variables], map(float, at), strict=True))
        sent = record(frame.function, list(frame.variables))
        sent["outputs"] = [sent["output"] + mark for mark in "₁₂"]
        point = self._at(place)
        picture = "" if kind == "map" else paint(self._height, GRID if not self.given else COARSE, span)
        data = {name: point.values[name] for name in self.given}
        sizes = {name: n for name, n in point.sizes.items() if name in sent["sizes"]}
        known = {"function": sent, "defs": definitions(), "words": SENTENCES, "kind": kind, "point": place}
        super().__init__(picture=picture, data=data, sizes=sizes, span=span, **{**known, **traits})

    def _at(self, point):
        return self.jacobian.frame.point({**point, **self.given})

    def _height(self, *values):
        frame = self.jacobian.frame
        given = {v.args[0]: value for v, value in zip(frame.variables, values, strict=True)} | self.given
        return frame.function.at(**given) if self.given else height(frame.function, frame.point(given))

    def reading(self):
        """Static reading: what is true at the point in words, and numbers around it as a table."""
        frame = self.jacobian.frame
        if self.kind == "map":
            return jacobian_page(self.jacobian), f"${latex(self.jacobian)}$", jacobian_text(self.jacobian)
        f, (x, y) = frame.function, frame.variables
        if self.kind == "descent":
            path = self.path()
            shown = sorted({0, 1, 2, 5, 10, len(path) - 1} & set(range(len(path))))
            # digits enough to tell the first loss and the last apart
            exact = next((n for n in (3, 5, 7, 9) if short(path[0][2], n) != short(path[-1][2], n)), None)
            rows = [[*map(short, path[k][:2]), short(path[k][2], exact or 3)] for k in shown]
            page = f"<p>{SENTENCES['descent_reading'].format(f=html(f), rate=short(self.rate))}</p>"
            return (
                page + table(shown, [html(x), html(y), html(f)], rows),
                f"${latex(self.jacobian)}$",
                f"descent on {text(f)} at rate {self.rate:g}: {rows[0][2]} "
                + (f"becomes {rows[-1][2]}" if exact else "stays as it is"),
            )
        steps = [self.span * k / 3 for k in range(-3, 4)]
        rows = [[short(self._height(u, v)) for u in steps] for v in steps]
        sides = [f"<i>{name}</i> = {short(v)}" for name, v in zip((y,) * 7, reversed(steps), strict=True)]
        top = [f"<i>{x}</i> = {short(v)}" for v in steps]
        slots = {"x": html(x), "y": html(y), "f": html(f)}
        page = f"<p>{self.sentence()}</p><p>{SENTENCES['plane_heights'].format(**slots)}</p>"
        plain = f"contours of {text(f)} with the gradient {text(self.jacobian.expression)}"
        return page + table(sides, top, rows[::-1]), f"${latex(self.jacobian)}$", plain

    def path(self):
        """The steps of the descent from the point: (first, second, loss) before each and at the end."""
        frame, place = self.jacobian.frame, list(self.point.values())
        found = [(*place, self._height(*place))]
        for _ in range(self.rounds):
            (slopes,) = numbers(self.jacobian.line, frame, self._at(dict(zip(self.point, place, strict=True))))
            place = [v - self.rate * slope for v, slope in zip(place, slopes, strict=True)]
            found.append((*place, self._height(*place)))
        return found

    def sentence(self):
        """What the gradient says at the point, as HTML."""
        frame = self.jacobian.frame
        (slopes,) = numbers(self.jacobian.line, frame, frame.point(self.point))
        values = [self.point[v.args[0]] for v in frame.variables]
        slots = {"at": ", ".join(map(short, values)), "gradient": ", ".join(map(short, slopes))}
        kind = "undefined" if not all(map(math.isfinite, slopes)) else "slope" if any(slopes) else "flat"
        return SENTENCES[f"plane_{kind}"].format(f=html(frame.function), steepness=short(math.hypot(*slopes)), **slots)


def _jacobian(f, variables, data=()):
    """The Jacobian by two scalars of one function or two, in which only data is left besides."""
    if not isinstance(variables, (list, tuple)) or len(variables) != 2:
        raise ValueError("a plane has two variables, given as a list: mc.plane(3*x**2*y, [x, y])")
    jacobian = derive(f, list(variables)).jacobian
    frame = jacobian.frame
    if others := [str(s) for s in frame.symbols if s not in frame.variables and str(s) not in data]:
        raise ValueError(f"{text(frame.function)} also reads {', '.join(others)}: put numbers in their place first")
    return jacobian


def height(f, point):
    """The number that f is at a point; NaN where it has none."""
    try:
        return float(Evaluator(point)(lower(f, ())))
    except (ValueError, ZeroDivisionError, OverflowError):
        return math.nan


def paint(height_at, grid, span):
    """The contours of a function of two numbers as a data URL of a PNG whose edges are the edges of the plane."""
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.colors import CenteredNorm, LinearSegmentedColormap
    from matplotlib.figure import Figure

    steps = np.linspace(-span, span, grid)
    z = np.ma.masked_invalid([[height_at(u, v) for u in steps.tolist()] for v in steps.tolist()])
    figure = Figure(figsize=(4, 4), dpi=PIXELS / 4)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    if z.count() and z.min() < z.max():
        colours = LinearSegmentedColormap.from_list("heights", [BELOW, LEVEL, ABOVE])
        # A loss is steep far away and flat where it matters: each of its bands is as wide as the next.
        bands = np.unique(np.quantile(z.compressed(), np.linspace(0, 1, 13))) if grid == COARSE else 24
        axes.contourf(steps, steps, z, bands, cmap=colours, norm=CenteredNorm())
        pen = {"colors": "#333", "linewidths": 0.9, "linestyles": "solid"}
        lines = axes.contour(steps, steps, z, bands if grid == COARSE else 11, **pen)
        axes.clabel(lines, lines.levels[1::2], fontsize=9, fmt=short)
    file = BytesIO()
    FigureCanvasAgg(figure).print_png(file)
    return f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"


def short(value, digits=3):
    """A number with so many digits that count, and a real minus."""
    plain = f"{value + 0.0:.{digits}g}".replace("-", "−")
    return "?" if not math.isfinite(value) else plain if abs(value) > 1e-9 else "0"


def plane(f, variables, at=(1, 1), span=3, fold=None, **traits):
    """Show a scalar function of two scalars by its contours, with gradient, needle and slice at a point.

    A list of two functions is shown as a map of the plane: a small disc, where it really goes, and the
    ellipse that the Jacobian promises. `at` is where the point starts, `span` how far the picture
    reaches on each side of 0; `fold` (True or a question) folds the static reading away. Raises
    ValueError for anything but one or two scalar functions of exactly two scalars.
    """
    jacobian = _jacobian(f, variables)
    if jacobian.shape[0] > 2:
        raise ValueError(f"a plane shows one function or two; {text(jacobian.function)} has several outputs")
    return Plane("map" if jacobian.shape[0] == 2 else "slope", jacobian, at, span, None, fold, **traits)


def descend(loss, *parameters, data=None, at=(0, 0), span=3, fold=None, **traits):
    """Show the way down a loss of two scalar parameters, step by step against its gradient.

    `data` gives numbers for every other symbol of the loss, `at` is where the descent starts; `rate`
    is the learning rate, `rounds` the number of steps. Raises ValueError as `plane` does.
    """
    jacobian = _jacobian(loss, parameters, data or {})
    if jacobian.shape[0] != 1:
        raise ValueError(f"a loss is one number; {text(jacobian.function)} has several outputs")
    return Plane("descent", jacobian, at, span, data, fold, **traits)
