"""The plane: a function of two variables as a map of heights, and its gradient at a point.

Matplotlib paints the contours once, in the kernel; plane.js draws what moves over them.
"""

import math
from base64 import b64encode
from io import BytesIO

import anywidget
import traitlets as t

from ..derivation import numbers
from ..engine import derive
from ..evaluation import Evaluator, Point
from ..language import text
from ..lowering import lower
from ..render.html import html
from ..render.latex import latex
from ..render.sentences import SENTENCES
from .page import module
from .rooms import Shared
from .static import Readable, table
from .wire import definitions, record

GRID = 61  # heights along one side of the picture
PIXELS = 640
BELOW, LEVEL, ABOVE = "#f3b48b", "#fbfbf7", "#8fc3e6"  # light in both themes: black lines stay readable


class Plane(Shared, Readable, anywidget.AnyWidget):
    """Contours of f over [-span, span] in both variables; `point` maps the two names to numbers."""

    _esm = module("dom.js", "evaluator.js", "plane.js")
    _css = module("style.css", "plane.css")

    function = t.Dict().tag(sync=True)
    defs = t.Dict().tag(sync=True)
    words = t.Dict().tag(sync=True)
    picture = t.Unicode().tag(sync=True)
    span = t.Float(3).tag(sync=True)

    def __init__(self, f, variables, at=(1, 1), span=3, fold=None, **traits):
        self.fold = fold
        self.jacobian = _gradient(f, variables)
        frame = self.jacobian.frame
        names = [v.args[0] for v in frame.variables]
        super().__init__(
            function=record(frame.function, list(frame.variables)),
            defs=definitions(),
            words=SENTENCES,
            picture=paint(frame.function, frame.variables, span),
            span=span,
            point=dict(zip(names, map(float, at), strict=True)),
            **traits,
        )

    def reading(self):
        """Static reading: the gradient at the point in words, and the heights as a table."""
        frame = self.jacobian.frame
        f, (x, y) = frame.function, frame.variables
        steps = [self.span * k / 3 for k in range(-3, 4)]
        rows = [[short(v) for v in row] for row in heights(f, (x, y), steps)]
        sides = [f"<i>{name}</i> = {short(v)}" for name, v in zip((y,) * 7, reversed(steps), strict=True)]
        top = [f"<i>{x}</i> = {short(v)}" for v in steps]
        slots = {"x": html(x), "y": html(y), "f": html(f)}
        page = f"<p>{self.sentence()}</p><p>{SENTENCES['plane_heights'].format(**slots)}</p>"
        plain = f"contours of {text(f)} with the gradient {text(self.jacobian.expression)}"
        return page + table(sides, top, rows[::-1]), f"${latex(self.jacobian)}$", plain

    def sentence(self):
        """What the gradient says at the point, as HTML."""
        frame = self.jacobian.frame
        (slopes,) = numbers(self.jacobian.line, frame, frame.point(self.point))
        values = [self.point[v.args[0]] for v in frame.variables]
        slots = {"at": ", ".join(map(short, values)), "gradient": ", ".join(map(short, slopes))}
        kind = "undefined" if not all(map(math.isfinite, slopes)) else "slope" if any(slopes) else "flat"
        return SENTENCES[f"plane_{kind}"].format(f=html(frame.function), steepness=short(math.hypot(*slopes)), **slots)


def _gradient(f, variables):
    if not isinstance(variables, (list, tuple)) or len(variables) != 2:
        raise ValueError("a plane has two variables, given as a list: mc.plane(3*x**2*y, [x, y])")
    jacobian = derive(f, list(variables)).jacobian
    frame = jacobian.frame
    if frame.function.shape:
        raise ValueError(f"a plane shows one scalar function; {text(frame.function)} has several outputs")
    if others := [str(s) for s in frame.symbols if s not in frame.variables]:
        raise ValueError(f"{text(frame.function)} also reads {', '.join(others)}: put numbers in their place first")
    return jacobian


def heights(f, variables, steps):
    """Rows of f, one for each value of the second variable; NaN where f has none."""
    line, names = lower(f, ()), [v.args[0] for v in variables]

    def height(*values):
        try:
            return float(Evaluator(Point(dict(zip(names, values, strict=True)), variables))(line))
        except (ValueError, ZeroDivisionError, OverflowError):
            return math.nan

    return [[height(u, v) for u in steps] for v in steps]


def paint(f, variables, span):
    """The contours as a data URL of a PNG whose edges are the edges of the plane."""
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.colors import CenteredNorm, LinearSegmentedColormap
    from matplotlib.figure import Figure

    steps = np.linspace(-span, span, GRID)
    z = np.ma.masked_invalid(heights(f, variables, steps.tolist()))
    figure = Figure(figsize=(4, 4), dpi=PIXELS / 4)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    if z.count() and z.min() < z.max():
        colours = LinearSegmentedColormap.from_list("heights", [BELOW, LEVEL, ABOVE])
        axes.contourf(steps, steps, z, 24, cmap=colours, norm=CenteredNorm())
        lines = axes.contour(steps, steps, z, 11, colors="#333", linewidths=0.9, linestyles="solid")
        axes.clabel(lines, fontsize=9)
    file = BytesIO()
    FigureCanvasAgg(figure).print_png(file)
    return f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"


def short(value):
    """A number with three digits that count, and a real minus."""
    return "?" if not math.isfinite(value) else f"{value + 0.0:.3g}".replace("-", "−") if abs(value) > 1e-9 else "0"


def plane(f, variables, at=(1, 1), span=3, fold=None, **traits):
    """Show the contours of a scalar function of two scalars, with its gradient at a point.

    `at` is where the point starts, `span` how far the picture reaches on each side of 0; `fold` (True
    or a question) folds the static reading away. Raises ValueError for anything but one scalar
    function of exactly two scalars.
    """
    return Plane(f, variables, at, span, fold, **traits)
