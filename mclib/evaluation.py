"""Numbers for lines of index notation and for expressions.

An `Evaluator` gives the number that a line stands for at a point; its indices are integers, in
plain Python, or arrays of integers, with NumPy and all cells at once. A derivative that a line has
not yet worked out is taken of the function itself, by a complex step, or by eighth-order
differences where a Python function stands for an unknown one. Neither the engine nor SymPy is asked
for a derivative here: that is what makes these numbers a check of both.
"""

import cmath
import math

from . import expressions as ex
from . import indices as ix
from .functions import FUNCTIONS
from .lowering import lower, opened
from .points import Point, sizes_of

STEP = 1e-30  # of the complex step: no subtraction, so it may be as small as this
DIFFERENCE = 0.02  # of the eighth-order difference
EIGHTH = ((1, 4 / 5), (2, -1 / 5), (3, 4 / 105), (4, -1 / 280))


# ---- the table's functions on numbers --------------------------------------------------------


class PythonForms:
    """The functions of the table on real and complex numbers; NaN where one is not defined."""

    OWN_NAMES = {"arcsin": "asin", "arccos": "acos", "arctan": "atan"}  # noqa: RUF012

    def __init__(self):
        self.margin = math.inf  # how near a kink any function was evaluated

    def __call__(self, function, *args):
        if function.kink and function.name != "sign":
            pair = args if len(args) == 2 else (args[0], 0)
            self.margin = min(self.margin, abs(_real(pair[0]) - _real(pair[1])))
        if function.name in COMPARE:
            return int(COMPARE[function.name](*map(_real, args)))
        own = getattr(PythonForms, function.name, None) or function.value
        if own:
            return own(self, *args) if own is not function.value else own(*args, self)
        name = self.OWN_NAMES.get(function.name, function.name)
        try:
            return getattr(cmath if isinstance(args[0], complex) else math, name)(*args)
        except (ValueError, ZeroDivisionError):
            return math.nan
        except OverflowError:
            return math.inf

    def __getattr__(self, name):
        return lambda *args: self(FUNCTIONS[name], *args)


def _real(u):
    return u.real if isinstance(u, complex) else u


def _maximum(a, b):
    if _real(a) == _real(b):
        return _real(a)  # at a tie the slope is 0 on both sides
    return a if _real(a) > _real(b) else b


COMPARE = {"gt": lambda a, b: a > b, "ge": lambda a, b: a >= b, "lt": lambda a, b: a < b, "le": lambda a, b: a <= b}
PythonForms.sign = lambda self, u: (_real(u) > 0) - (_real(u) < 0)
PythonForms.maximum = lambda self, a, b: _maximum(a, b)
PythonForms.minimum = lambda self, a, b: -_maximum(-a, -b)


class NumPyForms:
    """The functions of the table on arrays."""

    def __init__(self, np):
        self.np = np

    def __call__(self, function, *args):
        if function.name in COMPARE:
            return COMPARE[function.name](*args) * 1.0
        own = getattr(self.np, function.name, None)
        return own(*args) if own else function.value(*args, self)

    def __getattr__(self, name):
        return lambda *args: self(FUNCTIONS[name], *args)


# ---- one line -------------------------------------------------------------------------------


class Evaluator:
    """Evaluates lines at one point: `evaluate(node, {"i": 1, "j": 2})`."""

    def __init__(self, point, np=None):
        self.point, self.np = point, np
        self.forms = NumPyForms(np) if np else PythonForms()
        self.bump = None  # (symbol, indices, how far) while a derivative is taken
        self._kept = {}  # whole vectors and matrices of unknown functions

    def __call__(self, node, where=None):
        return self._go(node, where or {})

    def _go(self, node, where):
        op, args = node.op, node.args
        if op in ("add", "mul", "pow"):
            values = [self._go(a, where) for a in args]
            if op == "pow":
                return values[0] ** values[1] if self.np else _power(*values)
            return total(values) if op == "add" else math.prod(values[1:], start=values[0])
        return getattr(self, f"_{op}")(node, where)

    def _num(self, node, where):
        return node.args[0].numerator / node.args[0].denominator

    def _const(self, node, where):
        return getattr(math, node.args[0])

    def _size(self, node, where):
        return self.point.size(node.args[0])

    def _delta(self, node, where):
        a, b = (self._index(i, where) for i in node.args)
        return (a == b) * 1

    def _upto(self, node, where):
        a, b = (self._index(i, where) for i in node.args)
        return (a <= b) * 1

    def _sum(self, node, where):
        index, size, body = node.args
        n = self.point.size(size)
        if self.np and max((getattr(v, "ndim", 0) for v in where.values()), default=0) < 2:
            return self._sum_at_once(index, n, body, where)
        return total([self._go(body, {**where, index: k}) for k in range(1, n + 1)])

    def _sum_at_once(self, index, n, body, where):
        """One more axis, in front, for the summation index; then its sum."""
        depth = max((getattr(v, "ndim", 0) for v in where.values()), default=0)
        terms = self.np.asarray(self._go(body, {**where, index: self._span(n, depth)}))
        return terms.sum(axis=0) if terms.ndim > depth else terms * n

    def _span(self, n, behind=0):
        return self.np.arange(1, n + 1).reshape(-1, *[1] * behind)

    def _index(self, index, where):
        if isinstance(index, tuple):
            return self.point.size(index[1]) + 1 - self._index(index[0], where)
        return index if isinstance(index, int) else where[index]

    def _idx(self, node, where):
        base, indices = node.args
        spot = tuple(self._index(i, where) for i in indices)
        if base.op == "symbol":
            return self._value(base, spot)
        if base.op in ("all", "slope", "softmax", "concatenate"):
            whole = self.whole(base)
            if self.np:
                return self.np.asarray(whole)[tuple(k - 1 for k in spot)]
            return whole[spot[0] - 1][spot[1] - 1] if len(spot) == 2 else whole[spot[0] - 1]
        if all(isinstance(k, int) for k in spot):
            return self._go(opened(ix.idx(base, spot)), {})
        names = tuple(f"@{k}" for k in range(len(spot)))  # arrays: open the atom at free indices
        return self._go(opened(ix.idx(base, names)), dict(zip(names, spot, strict=True)))

    def _value(self, symbol, spot):
        value = self.point.values[symbol.args[0]]
        if self.np:
            return self.np.asarray(value)[tuple(k - 1 for k in spot)] if spot else value
        for k in spot:
            value = value[k - 1]
        if self.bump and self.bump[0] == symbol and self.bump[1] == spot:
            value = value + self.bump[2]
        return value

    def vector(self, expression):
        """All entries of a column or row."""
        n = self.point.size(expression.length)
        if self.np:
            return self.np.broadcast_to(self._go(lower(expression, ("i",)), {"i": self._span(n)}), (n,))
        return [self._go(ix.idx(expression, (k,)), {}) for k in range(1, n + 1)]

    def values(self, expression):
        """A scalar's number, or the list of a vector's."""
        return self.vector(expression) if expression.shape else _real(self._go(lower(expression), {}))

    def whole(self, base):
        """What is only had as a whole: a softmax, a concatenation, an unknown function's values."""
        if not self.bump and base in self._kept:
            return self._kept[base]
        if base.op == "softmax":
            u = list(self.vector(base.args[0]))
            top = max(map(_real, u))
            powers = [cmath.exp(v - top) if isinstance(v, complex) else math.exp(v - top) for v in u]
            whole = [p / total(powers) for p in powers]
        elif base.op == "concatenate":
            whole = [v for part in base.args for v in self._parts(part)]
        elif base.op == "all":
            whole = self._called(base, self.vector(base.args[1]))
        else:
            whole = self._slopes(base.args[0])
        if not self.bump:
            self._kept[base] = whole
        return whole

    def _parts(self, part):
        return self.vector(part) if part.shape else [self._go(lower(part), {})]

    def _called(self, call, values):
        return list(self.point.functions[call.args[0].name](_as_array(values)))

    def _slopes(self, call):
        values = [_real(v) for v in self.vector(call.args[1])]
        columns = []
        for j in range(len(values)):
            moved = [self._called(call, [v + k * DIFFERENCE * (p == j) for p, v in enumerate(values)]) for k in _TAPS]
            columns.append([_weighed(taps) for taps in zip(*moved, strict=True)])
        return [list(row) for row in zip(*columns, strict=True)]

    def _apply(self, node, where):
        function, *given = node.args
        values = [self._go(a, where) for a in given]
        if getattr(function, "name", None) in FUNCTIONS:
            return self.forms(function, *values)
        called = self._partial(function) if hasattr(function, "slot") else self.point.functions[function.name]
        if self.np:
            return self.np.vectorize(lambda *u: float(called(*u)), otypes=[float])(*values)
        return float(called(*map(_real, values)))

    def _partial(self, slope):
        f, slot = self.point.functions[slope.function.name], slope.slot
        return lambda *u: _weighed([f(*u[:slot], u[slot] + k * DIFFERENCE, *u[slot + 1 :]) for k in _TAPS])

    def _deriv(self, node, where):
        body, wrt = node.args
        symbol, indices = wrt.args
        spot = tuple(self._index(i, where) for i in indices)

        def along(d):
            self.bump = (symbol, spot, d)
            try:
                return self._go(body, where)
            finally:
                self.bump = None

        if _has_unknown(body):
            return _weighed([along(k * DIFFERENCE) for k in _TAPS])
        value = along(complex(0, STEP))
        return value.imag / STEP if isinstance(value, complex) else 0.0 if value == value else math.nan


_TAPS = [sign * k for k, _ in EIGHTH for sign in (1, -1)]


def _weighed(taps):
    """The derivative from the values at _TAPS times DIFFERENCE."""
    pairs = zip(EIGHTH, taps[::2], taps[1::2], strict=True)
    return sum(c * (ahead - behind) for (_, c), ahead, behind in pairs) / DIFFERENCE


def total(values):
    """The sum of numbers or arrays, without a 0 in front."""
    result = values[0] if values else 0
    for value in values[1:]:
        result = result + value
    return result


def _as_array(values):
    try:
        import numpy as np
    except ImportError:
        return values
    return np.array(values)


def _power(base, exponent):
    if _real(base) < 0 and (isinstance(exponent, complex) or not float(exponent).is_integer()):
        return math.nan
    try:
        return base ** (int(exponent) if isinstance(base, complex) and base.real < 0 else exponent)
    except ZeroDivisionError:
        return math.nan
    except OverflowError:
        return math.inf


def _has_unknown(body):
    def unknown(part):
        if part.op == "apply":
            return getattr(part.args[0], "name", None) not in FUNCTIONS
        return part.op == "idx" and bool(part.args[0].functions)

    return ix.any_in(body, unknown)


def entries_at(node, rows, cols, point):
    """The 2-D list of what a line stands for; rows and cols are (index, size) or None."""
    if node.op == "table":
        parts = [[entries_at(e, None, cols, point)[0] for e in row] for row in node.args[0]]
        return [[value for part in row for value in part] for row in parts]
    evaluate = Evaluator(point)
    return [[_real(evaluate(node, {**i, **j})) for j in _places(cols, point)] for i in _places(rows, point)]


def _places(axis, point):
    return [{axis[0]: k} for k in range(1, point.size(axis[1]) + 1)] if axis else [{}]


def well_defined(node, rows, cols, point, margin=1e-2):
    """Whether all of a line's numbers are finite at the point, and no kink is near."""
    evaluate = Evaluator(point)
    for part in (e for row in node.args[0] for e in row) if node.op == "table" else (node,):
        for where in ({**i, **j} for i in _places(rows, point) for j in _places(cols, point)):
            value = evaluate(part, where)
            if isinstance(value, complex) or not math.isfinite(value) or abs(value) > 1e6:
                return False
    return evaluate.forms.margin > margin


# ---- with NumPy: whole expressions, and products with a matrix -------------------------------


def array_at(expression, values):
    """An expression's numbers: a float for a scalar, 1-D for a column, else 2-D."""
    point = Point(values, expression.symbols, expression.functions)
    value = array(expression, point)
    if expression.shape == ():
        return value.item()
    return value.ravel() if expression.kind == "column" else value


ex.Expression.evaluate = staticmethod(array_at)


def array(expression, point):
    """An expression's numbers as a 2-D array, a scalar's as 1 x 1; all cells at once."""
    import numpy as np

    point.need(expression.functions, sizes_of(expression))
    shape = tuple(map(point.size, expression.shape or (1, 1)))
    evaluate = Evaluator(point, np)
    i, j = np.arange(1, shape[0] + 1)[:, None], np.arange(1, shape[1] + 1)[None, :]
    at = {"scalar": (), "column": (i,), "row": (j,)}.get(expression.kind, (i, j))
    if expression.literal and expression.shape:
        return np.array(explicit(expression, shape, Evaluator(point)))
    names = ("i", "j")[: len(at)]
    with np.errstate(all="ignore"):
        value = evaluate(lower(expression, names), dict(zip(names, at, strict=True)))
    return np.array(np.broadcast_to(value, shape), dtype=float)


def explicit(expression, shape, evaluate):
    """An expression's numbers cell by cell, as a 2-D list of the shape."""

    def at(i, j):
        spot = {"scalar": (), "column": (i,), "row": (j,)}.get(expression.kind, (i, j))
        return float(evaluate(lower(expression, spot)))

    return [[at(i, j) for j in range(1, shape[1] + 1)] for i in range(1, shape[0] + 1)]


def product(expression, v, point, name, size):
    """A matrix expression times a vector, by its structure; 1-D in, 1-D out."""
    import numpy as np

    v = np.asarray(v, dtype=float)
    if v.shape != (point.size(size),) or not np.isfinite(v).all():
        raise ValueError(f"{name} needs {point.size(size)} finite numbers in a flat list, as {name}([1, 0, 2], ...)")
    point.need(expression.functions)
    return np.atleast_1d(_times(Evaluator(point, np), expression, v))


def _times(evaluate, e, v):
    """The rules for products that never form the matrix."""
    op, args = e.op, e.args
    if op == "identity":
        return v
    if op == "diag":
        return evaluate.vector(args[0]) * v
    if op == "outer":
        return evaluate.vector(args[0]) * (evaluate.vector(args[1]) @ v)
    if op == "add":
        return total([_times(evaluate, a, v) for a in args])
    if op == "mul" and sum(a.shape != () for a in args) == 1:
        scale = math.prod(evaluate(lower(a)) for a in args if a.shape == ())
        return scale * _times(evaluate, next(a for a in args if a.shape != ()), v)
    if op == "matmul" and e.kind == "matrix":
        return _times(evaluate, args[0], _times(evaluate, args[1], v))
    if op in ("reverse", "cumsum") and args[0].op == "identity":
        return v[::-1] if op == "reverse" else v.cumsum()
    if op in ("ones", "zeros") and e.kind == "matrix":
        return evaluate.np.full(evaluate.point.size(e.shape[0]), v.sum() * (op == "ones"))
    if e.kind == "row" and not e.literal:
        return evaluate.vector(e) @ v
    if e.kind == "column" and not e.literal:
        return evaluate.vector(e) * v[0]
    return array(e, evaluate.point) @ v
