"""The element-wise functions: a table with one row for each.

A row says everything that is known of a function, once: its name, its value and its slopes in
terms of other rows, one sentence that says why the slope is what it is, and where sample numbers
are drawn. Python's numbers, NumPy's, SymPy's and the browser's forms are all made from the row.

`value` and `slopes` are written for any kind of argument. `F` is whoever asks: it supplies the
functions by name (`F.exp(u)`), so that the same row builds a line of index notation, a complex
number, a NumPy array or a SymPy expression. A row without `value` is a primitive, which each of
them brings itself. In `slopes`, `v` is the function's own value: sigmoid's slope is v (1 - v).

Numeric forms must stay right for complex arguments, since derivatives are checked by complex
steps: comparisons look at real parts, and |u| is u * sign(u).
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Function:
    """One row: an element-wise function of one or two arguments."""

    name: str
    slopes: tuple[Callable, ...]  # one for each argument: (arguments..., value, F) -> slope
    why: str  # one sentence, for the learner
    value: Callable | None = None  # (arguments..., F) -> value; None for a primitive
    latex: str = ""  # @ stands for the argument, @1 and @2 for two; by default \name(@), upright for what has a value
    symbol: str = ""  # an operator that is written between its arguments
    domain: tuple[float, float] = (-2.0, 2.0)  # where sample numbers are drawn
    kink: bool = False  # has points without a derivative

    arity = property(lambda self: len(self.slopes))

    def __repr__(self) -> str:
        return self.name


def _one(name, slope, why, value=None, **more):
    return Function(name, (slope,), why, value, **more)


def _flat(name, symbol):
    why = "A comparison is 0 or 1 and stays so under a small move: its slope is 0 off ties."
    return Function(name, (lambda a, b, v, F: 0,) * 2, why, symbol=symbol, kink=True)


# fmt: off
ROWS = (
    _one("exp", lambda u, v, F: v, "The exponential is its own slope.", latex=r"e^{@}"),
    _one("log", lambda u, v, F: 1 / u, "The logarithm climbs by 1/u: the larger u, the flatter.",
         latex=r"\ln(@)", domain=(0.3, 2.5)),
    _one("sin", lambda u, v, F: F.cos(u), "The sine climbs as fast as the cosine is high."),
    _one("cos", lambda u, v, F: -F.sin(u), "The cosine falls as fast as the sine is high."),
    _one("tan", lambda u, v, F: 1 + v**2, "The tangent's slope is 1 plus its own square.",
         domain=(-1.2, 1.2)),
    _one("sinh", lambda u, v, F: F.cosh(u), "The slope of sinh is cosh."),
    _one("cosh", lambda u, v, F: F.sinh(u), "The slope of cosh is sinh, with no minus."),
    _one("tanh", lambda u, v, F: 1 - v**2, "The slope of tanh is 1 minus its own square."),
    _one("arcsin", lambda u, v, F: 1 / F.sqrt(1 - u**2), "One over the cosine of the angle.",
         domain=(-0.9, 0.9)),
    _one("arccos", lambda u, v, F: -1 / F.sqrt(1 - u**2), "Minus the slope of arcsin.",
         domain=(-0.9, 0.9)),
    _one("arctan", lambda u, v, F: 1 / (1 + u**2), "Steepest at 0, with slope 1."),
    _one("sqrt", lambda u, v, F: 1 / (2 * v), "One over twice the root itself.",
         latex=r"\sqrt{@}", domain=(0.3, 2.5)),
    _one("sign", lambda u, v, F: 0, "The sign stays as it is under a small move.", kink=True,
         latex=r"\mathrm{sign}(@)"),
    _one("abs", lambda u, v, F: F.sign(u), "Right of 0 it climbs by 1, left of 0 it falls by 1.",
         lambda u, F: u * F.sign(u), latex=r"|@|", kink=True),
    _one("sigmoid", lambda u, v, F: v * (1 - v), "Steepest in the middle, flat at both ends.",
         lambda u, F: 1 / (1 + F.exp(-u)), latex=r"\sigma(@)"),
    _one("relu", lambda u, v, F: F.gt(u, 0), "An open gate passes slope 1, a closed one 0.",
         lambda u, F: u * F.gt(u, 0), kink=True),
    _one("softplus", lambda u, v, F: F.sigmoid(u), "A soft gate: its slope opens as a sigmoid.",
         lambda u, F: F.relu(u) + F.log(1 + F.exp(-F.abs(u)))),
    Function("maximum", (lambda a, b, v, F: F.gt(a, b), lambda a, b, v, F: F.lt(a, b)),
             "The larger of two moves with its larger side only.", latex=r"\max(@1, @2)",
             kink=True),
    Function("minimum", (lambda a, b, v, F: F.lt(a, b), lambda a, b, v, F: F.gt(a, b)),
             "The smaller of two moves with its smaller side only.", latex=r"\min(@1, @2)",
             kink=True),
    _flat("gt", ">"), _flat("ge", ">="), _flat("lt", "<"), _flat("le", "<="),
)
# fmt: on

FUNCTIONS = {row.name: row for row in ROWS}
COMPARISONS = {row.symbol: row for row in ROWS if row.symbol}


class Forms:
    """Whoever is asked for the functions of the table: F.exp(u) is F(FUNCTIONS["exp"], u).

    `library` is NumPy or SymPy, where their functions are asked.
    """

    def __init__(self, library=None):
        self.library = library

    def __getattr__(self, name):
        return lambda *args: self(FUNCTIONS[name], *args)
