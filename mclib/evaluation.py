"""Numbers for lines of index notation and for expressions.

An `Evaluator` gives the number that a line stands for at a point; its indices are integers, in
plain Python, or arrays of integers, with NumPy and all cells at once. A derivative that a line has
not yet worked out is taken of the function itself, by a complex step, or by eighth-order
differences where a Python function stands for an unknown one. Neither the engine nor SymPy is asked
for a derivative here: that is what makes these numbers a check of both.
"""

import cmath
import math
import operator
from functools import reduce
from typing import NamedTuple

from . import expressions as ex, indices as ix
from .functions import FUNCTIONS, Forms
from .lowering import by_parts, lower, opened
from .points import Point, sizes_of

STEP = 1e-30  # of the complex step: no subtraction, so it may be as small as this
DIFFERENCE = 0.02  # of the eighth-order difference
EIGHTH = ((1, 4 / 5), (2, -1 / 5), (3, 4 / 105), (4, -1 / 280))
_TAPS = {sign * k * DIFFERENCE: sign * c for k, c in EIGHTH for sign in (1, -1)}  # how far, its weight


# ---- the table's functions on numbers --------------------------------------------------------


def _real(u):
    return u.real if isinstance(u, complex) else u


def _larger(a, b):
    if _real(a) == _real(b):
        return _real(a)  # at a tie the slope is 0 on both sides
    return a if _real(a) > _real(b) else b


_ON_COMPLEX = {
    "sign": lambda u: (_real(u) > 0) - (_real(u) < 0),
    "maximum": _larger,
    "minimum": lambda a, b: -_larger(-a, -b),
}


class PythonForms(Forms):
    """The functions of the table on real and complex numbers; NaN where one is not defined."""

    def __init__(self):
        self.margin = math.inf  # how near a kink any function was evaluated

    def __call__(self, function, *args):
        name = function.name
        if function.kink and name != "sign":
            a, b = map(_real, (*args, 0)[:2])
            self.margin = min(self.margin, abs(a - b))
        if function.symbol:
            return int(getattr(operator, name)(*map(_real, args)))
        if name in _ON_COMPLEX:
            return _ON_COMPLEX[name](*args)
        if function.value:
            return function.value(*args, self)
        return _tamed(getattr(cmath if isinstance(args[0], complex) else math, name.replace("arc", "a")), *args)


def _tamed(function, *args):
    """The value; NaN where there is none, infinity where it is too large."""
    try:
        return function(*args)
    except (ValueError, ZeroDivisionError):
        return math.nan
    except OverflowError:
        return math.inf


def _power(base, exponent):
    if _real(base) < 0 and (isinstance(exponent, complex) or not float(exponent).is_integer()):
        return math.nan
    exponent = int(exponent) if isinstance(base, complex) and base.real < 0 else exponent
    return _tamed(operator.pow, base, exponent)


class NumPyForms(Forms):
    """The functions of the table on arrays."""

    def __call__(self, function, *args):
        if function.symbol:
            return getattr(operator, function.name)(*args) * 1.0
        own = getattr(self.library, function.name, None)
        return own(*args) if own else function.value(*args, self)


class Span(NamedTuple):
    """All places 1..length of the axis that is the ndim-th from behind, in place of an array of them."""

    length: int
    ndim: int

    def places(self, np):
        return np.arange(1, self.length + 1).reshape(-1, *[1] * (self.ndim - 1))


# ---- one line -------------------------------------------------------------------------------


class Evaluator:
    """Evaluates lines at one point: `evaluate(node, {"i": 1, "j": 2})`."""

    def __init__(self, point, np=None):
        self.point, self.np = point, np
        self.forms = NumPyForms(np) if np else PythonForms()
        # 0.0 ** -1 raises an error in plain Python, and is infinite in NumPy
        self.power = (lambda u, e: operator.pow(u if hasattr(u, "ndim") else np.float64(u), e)) if np else _power
        self.bump = None  # (symbol, indices, how far) while a derivative is taken
        self._kept = {}  # entries of inner functions, and what is only had as a whole

    def __call__(self, node, where=None):
        return self._go(node, where or {})

    def _go(self, node, where):
        return _NUMBERS[node.op](self, where, *node.args)

    def _once(self, known, work):
        """What is worked out once: else inner functions are opened again and again."""
        if known not in self._kept:
            self._kept[known] = work()
        return self._kept[known]

    def _sum(self, where, index, size, body):
        length = self.point.size(size)
        depth = max((getattr(v, "ndim", 0) for v in where.values()), default=0)
        if not self.np or depth > 1:
            return total([self._go(body, {**where, index: k}) for k in range(1, length + 1)])
        # one more axis, in front, for the summation index
        terms = self.np.asarray(self._go(body, {**where, index: Span(length, depth + 1)}))
        return terms.sum(axis=0) if terms.ndim > depth else terms * length

    def _index(self, index, where):
        """An index as an integer or an array of integers."""
        found = self._place(index, where)
        return found.places(self.np) if isinstance(found, Span) else found

    def _place(self, index, where):
        if isinstance(index, tuple):
            return self.point.size(index[1]) + 1 - self._index(index[0], where)
        return index if isinstance(index, int) else where[index]

    def _idx(self, where, base, indices):
        spot = tuple(self._place(i, where) for i in indices)
        if base.op == "symbol":
            value = self._at(self.point.values[base.args[0]], spot)
            return value + self.bump[2] if self.bump and self.bump[:2] == (base, spot) else value
        if base.op in _WHOLE:
            return self._at(self.whole(base), spot)
        if all(isinstance(k, int) for k in spot):
            return self._once((base, spot, self.bump), lambda: self._go(by_parts(base, spot), {}))
        names = tuple(f"@{k}" for k in range(len(spot)))  # arrays: open the atom at free indices
        return self._go(opened(ix.idx(base, names)), dict(zip(names, spot, strict=True)))

    def _at(self, value, spot):
        if self.np and spot:
            return self._cells(self.np.asarray(value), spot)
        for k in spot:
            value = value[k - 1]
        return value.item() if hasattr(value, "item") else value

    def _cells(self, value, spot):
        """The cells of an array; where all of them are meant, itself, with its axes put where they belong."""
        axes = {k.ndim: k.length for k in spot if isinstance(k, Span)}
        if tuple(axes.values()) != value.shape:
            return value[tuple((k.places(self.np) if isinstance(k, Span) else k) - 1 for k in spot)]
        value = value if list(axes) == sorted(axes, reverse=True) else value.T
        return value.reshape([axes.get(k, 1) for k in range(max(axes), 0, -1)])

    def array(self, expression):
        """All cells of an expression at once, as a 2-D array; a scalar's as 1 x 1. Not to be written to."""
        np, (m, n) = self.np, map(self.point.size, expression.shape or (1, 1))
        if expression.literal and expression.shape:
            return np.array(explicit(expression, (m, n), Evaluator(self.point)))
        names = expression.spot("i", "j")
        shape = (m, n) if len(names) == 2 else (m * n,)
        with np.errstate(all="ignore"):
            spans = [Span(length, len(shape) - k) for k, length in enumerate(shape)]
            value = self(lower(expression, names), dict(zip(names, spans, strict=False)))
        return np.broadcast_to(np.asarray(value, dtype=float), shape).reshape(m, n)

    def vector(self, expression):
        """All entries of a column or row."""
        if self.np:
            return self.array(expression).ravel()
        return [self._go(ix.idx(expression, (k + 1,)), {}) for k in range(self.point.size(expression.length))]

    def values(self, expression):
        """A scalar's number, or the list of a vector's."""
        return self.vector(expression) if expression.shape else _real(self._go(lower(expression), {}))

    def whole(self, base):
        """What is only had as a whole: a softmax, a concatenation, an unknown function's values."""
        return self._once((base, self.bump), lambda: _WHOLE[base.op](self, *base.args))

    def _softmax(self, u):
        u = self.vector(u)
        if self.np:
            powers = self.np.exp(u - u.max())
            return powers / powers.sum()
        top = max(map(_real, u))
        powers = [cmath.exp(v - top) if isinstance(v, complex) else math.exp(v - top) for v in u]
        whole = total(powers)
        return [p / whole for p in powers]

    def _concatenate(self, *parts):
        """Row by row; of vectors and scalars the numbers alone."""

        def rows(part):
            return ix.grid(*map(self.point.size, part.shape), lambda i, j: self._go(lower(part, part.spot(i, j)), {}))

        if all(part.kind in ("scalar", "column") for part in parts):
            return [v for part in parts for v in (self.vector(part) if part.shape else [self._go(lower(part), {})])]
        return [row for part in parts for row in rows(part)]

    def _called(self, function, values):
        return list(self.point.functions[function.name](_as_array(values)))

    def _slope(self, call, x):
        values = [_real(v) for v in self.vector(x)]
        moved = [[[v + d * (p == j) for p, v in enumerate(values)] for d in _TAPS] for j in range(len(values))]
        columns = [zip(*(self._called(call.args[0], u) for u in taps), strict=True) for taps in moved]
        return [list(row) for row in zip(*(map(_weighed, column) for column in columns), strict=True)]

    def _apply(self, where, function, *given):
        values = [self._go(a, where) for a in given]
        if getattr(function, "name", None) in FUNCTIONS:
            return self.forms(function, *values)
        called = self._partial(function) if hasattr(function, "slot") else self.point.functions[function.name]
        if self.np:
            return self.np.vectorize(lambda *u: float(called(*u)), otypes=[float])(*values)
        return float(called(*map(_real, values)))

    def _partial(self, slope):
        f, slot = self.point.functions[slope.unknown.name], slope.slot
        return lambda *u: _weighed([f(*u[:slot], u[slot] + d, *u[slot + 1 :]) for d in _TAPS])

    def _deriv(self, where, body, wrt):
        symbol, indices = wrt.args
        spot = tuple(self._index(i, where) for i in indices)

        def along(d):
            self.bump = (symbol, spot, d)
            try:
                return self._go(body, where)
            finally:
                self.bump = None

        if ix.any_in(body, _is_unknown):
            return _weighed(map(along, _TAPS))
        value = along(complex(0, STEP))
        return value.imag / STEP if isinstance(value, complex) else 0.0 if value == value else math.nan


_WHOLE = {op: getattr(Evaluator, f"_{op}") for op in ("softmax", "concatenate", "slope")} | {
    "all": lambda self, function, x: self._called(function, self.vector(x)),
}
# The number of a node, by its operation: what its parts give, and where its free indices are.
_NUMBERS = {op: getattr(Evaluator, f"_{op}") for op in ("sum", "idx", "apply", "deriv")} | {
    "add": lambda self, where, *args: total([self._go(a, where) for a in args]),
    "mul": lambda self, where, *args: reduce(operator.mul, [self._go(a, where) for a in args]),
    "pow": lambda self, where, base, exponent: self.power(self._go(base, where), self._go(exponent, where)),
    "num": lambda self, where, value: float(value),
    "const": lambda self, where, name: getattr(math, name),
    "size": lambda self, where, size: self.point.size(size),
    "delta": lambda self, where, a, b: (self._index(a, where) == self._index(b, where)) * 1,
    "upto": lambda self, where, a, b: (self._index(a, where) <= self._index(b, where)) * 1,
}


def _weighed(taps):
    """The derivative from the values at _TAPS."""
    return sum(c * tap for c, tap in zip(_TAPS.values(), taps, strict=True)) / DIFFERENCE


def _is_unknown(part):
    """Whether a part of a line is a value of an unknown function."""
    called = part.op == "apply" and getattr(part.args[0], "name", None) not in FUNCTIONS
    return called or (part.op == "idx" and bool(part.args[0].functions))


def total(values):
    """The sum of numbers or arrays, without a 0 in front."""
    return sum(values[1:], start=values[0]) if values else 0


def _as_array(values):
    try:
        import numpy as np
    except ImportError:
        return values
    return np.array(values)


# ---- cell by cell, in plain Python -----------------------------------------------------------


def entries_at(line, rows, cols, point, evaluate=None):
    """The 2-D list of what a line stands for; rows and cols are (index, size) or None."""
    evaluate, listed = evaluate or Evaluator(point), ix.listed(line)
    m, n = (point.size(axis[1]) if axis else given for axis, given in ((rows, len(listed)), (cols, len(listed[0]))))
    return ix.grid(m, n, lambda i, j: _real(evaluate(*ix.entry(line, rows, cols, i, j))))


def well_defined(line, rows, cols, point, margin=1e-2):
    """Whether all of a line's numbers are finite at the point, and no kink is near."""
    evaluate = Evaluator(point)
    cells = entries_at(line, rows, cols, point, evaluate)
    return all(abs(cell) <= 1e6 for row in cells for cell in row) and evaluate.forms.margin > margin


def explicit(expression, shape, evaluate):
    """An expression's numbers cell by cell, as a 2-D list of the shape."""
    return ix.grid(*shape, lambda i, j: float(evaluate(by_parts(expression, expression.spot(i, j)))))


# ---- with NumPy: whole expressions -------------------------------------------------------------


def array_at(expression, values):
    """An expression's numbers: a float for a scalar, 1-D for a column, else 2-D."""
    import numpy as np

    value = array(expression, Point(values, expression.symbols, expression.functions, np=np))
    if expression.shape == ():
        return value.item()
    return value.ravel() if expression.kind == "column" else value


ex.Expression.evaluate = staticmethod(array_at)


def array(expression, point):
    """An expression's numbers as a 2-D array, a scalar's as 1 x 1; all cells at once."""
    import numpy as np

    point.need(expression.functions, sizes_of(expression))
    return np.array(Evaluator(point, np).array(expression)) + 0.0  # no table shows a "-0."
