"""Numbers for expressions and for lines of index notation.

`number_at(node, point)` evaluates one line in plain Python. A derivative that the line has not yet
worked out is taken of the function itself, by a complex step, or by eighth-order differences where
an unknown function stands for a Python function of the learner's. Neither the engine nor SymPy is
asked for a derivative here: that is what makes these numbers a check of both.

`array_at(expression, values)` evaluates a whole expression with NumPy.
"""

import cmath
import math
import random

from . import expressions as ex
from . import indices as ix
from .functions import FUNCTIONS
from .language import shape_text, size_text

STEP = 1e-30  # of the complex step: no subtraction, so it may be as small as this
DIFFERENCE = 0.02  # of the eighth-order difference
EIGHTH = ((1, 4 / 5), (2, -1 / 5), (3, 4 / 105), (4, -1 / 280))


# ---- the table's functions on Python numbers -------------------------------------------------

_PRIMITIVES = [
    "exp",
    "log",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "tanh",
    "arcsin",
    "arccos",
    "arctan",
    "sqrt",
]
_OWN = {"arcsin": "asin", "arccos": "acos", "arctan": "atan"}


def _real(u):
    return u.real if isinstance(u, complex) else u


def _maximum(a, b):
    if _real(a) == _real(b):
        return _real(a)  # at a tie the slope is 0 on both sides
    return a if _real(a) > _real(b) else b


class PythonForms:
    """The functions of the table on real and complex numbers; NaN where one is not defined."""

    def __init__(self):
        self.margin = math.inf  # how near a kink any function was evaluated
        self._primitives = {
            name: (getattr(math, _OWN.get(name, name)), getattr(cmath, _OWN.get(name, name))) for name in _PRIMITIVES
        }

    def __call__(self, function, *args):
        if function.kink and function.name not in ("sign",):
            pair = args if len(args) == 2 else (args[0], 0)
            self.margin = min(self.margin, abs(_real(pair[0]) - _real(pair[1])))
        if function.name in self._primitives:
            real, complex_ = self._primitives[function.name]
            try:
                return (complex_ if isinstance(args[0], complex) else real)(*args)
            except (ValueError, ZeroDivisionError):
                return math.nan
            except OverflowError:
                return math.inf
        own = getattr(self, f"_{function.name}", None)
        return own(*args) if own else function.value(*args, self)

    def __getattr__(self, name):
        if name.startswith("_") or name not in FUNCTIONS:
            raise AttributeError(name)
        return lambda *args: self(FUNCTIONS[name], *args)

    def _sign(self, u):
        return (_real(u) > 0) - (_real(u) < 0)

    def _gt(self, a, b):
        return int(_real(a) > _real(b))

    def _ge(self, a, b):
        return int(_real(a) >= _real(b))

    def _lt(self, a, b):
        return int(_real(a) < _real(b))

    def _le(self, a, b):
        return int(_real(a) <= _real(b))

    def _maximum(self, a, b):
        return _maximum(a, b)

    def _minimum(self, a, b):
        return -_maximum(-a, -b)


# ---- points ---------------------------------------------------------------------------------


class Point:
    """Values for symbols, sizes and unknown functions, checked against what is asked for.

    Raises TypeError for a name that nobody has, ValueError for what is missing, has the wrong
    length or is not a number.
    """

    def __init__(self, values, symbols, functions=(), needed=None):
        self.values, self.functions, self.sizes = {}, {}, {}
        by_name = {s.args[0]: s for s in symbols}
        callables = {f.name: f for f in functions}
        for name, value in values.items():
            if name in callables:
                self.functions[name] = _callable(name, value)
            elif name in by_name:
                self._take(name, by_name[name].shape, value)
            else:
                known = ", ".join([*by_name, *callables]) or "none"
                raise TypeError(f"{name} does not occur here; values can be given for: {known}")
        for symbol in symbols if needed is None else needed:
            if symbol.args[0] not in self.values:
                raise ValueError(f"a value for {symbol} is missing: {_example(symbol)}")

    def need_functions(self, functions):
        for f in functions:
            if f.name not in self.functions:
                raise ValueError(f"{f.name} is unknown: give a Python function for it, as {f.name}=lambda u: u**2")

    def need_sizes(self, sizes):
        for size in sizes:
            for name in size_names(size):
                if name not in self.sizes:
                    raise ValueError(f"the size {name} is not known here: give one array that has this length")

    def take_sizes(self, expression):
        """Learn how long an unknown vector function's value is by calling it."""
        for part in _parts(expression):
            name = part.op == "all" and size_names(part.shape[0])
            if name and part.shape[0].op == "size" and name[0] not in self.sizes:
                self.sizes[name[0]] = len(Evaluator(self)._all(part))

    def _take(self, name, shape, value):
        plain = value.tolist() if hasattr(value, "tolist") else value
        if getattr(plain, "is_number", False):
            plain = float(plain)
        rank = {(): 0}.get(shape, 1 if 1 in shape[1:] else 2)
        lengths = _lengths(name, plain, rank, shape)
        for size, length in zip(shape, lengths, strict=False):
            self._fix(name, size, length)
        self.values[name] = plain if rank == 0 or isinstance(plain, list) else list(plain)
        if rank == 0:
            self.values[name] = float(plain)

    def _fix(self, name, size, length):
        if isinstance(size, int):
            if size != length:
                raise ValueError(f"{name} has length {size}; {length} numbers were given")
            return
        names = size_names(size)
        if len(names) == 1 and size.op == "size":
            known = self.sizes.setdefault(size.args[0], length)
            if known != length:
                raise ValueError(f"{name} has {length} numbers where {size} = {known} elsewhere: lengths must agree")
        elif all(k in self.sizes for k in names) and self.size(size) != length:
            raise ValueError(f"{name} has {length} numbers where {size} = {self.size(size)}: lengths must agree")

    def size(self, size):
        if isinstance(size, int):
            return size
        if size.op == "size":
            return self.sizes[size.args[0]]
        parts = [self.size(a) if a.op != "num" else a.args[0] for a in size.args]
        return int(sum(parts) if size.op == "add" else math.prod(parts))


def _parts(expression):
    yield expression
    for arg in ex._flat(expression.args):
        if isinstance(arg, ex.Expression):
            yield from _parts(arg)


def size_names(size):
    if isinstance(size, int):
        return []
    if size.op == "size":
        return [size.args[0]]
    return [name for a in size.args if a.op != "num" for name in size_names(a)]


def _callable(name, value):
    if not callable(value):
        raise TypeError(f"{name} is an unknown function: give a Python function for it, as {name}=lambda u: u**2")
    return value


def _example(symbol):
    name = symbol.args[0]
    form = {"scalar": "2", "column": "[1, 2, 3]", "row": "[1, 2, 3]"}.get(symbol.kind, "[[1, 2], [3, 4]]")
    return f"write {name}={form}"


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _lengths(name, plain, rank, shape):
    what = f"{name} is {'a scalar' if rank == 0 else shape_text(shape)}"
    example = ("2", "[1, 2, 3]", "[[1, 2], [3, 4]]")[rank]
    if rank == 0:
        cells, lengths = [plain], []
    elif not isinstance(plain, (list, tuple)) or not plain:
        raise ValueError(f"{what}: give numbers as {name}={example}")
    elif rank == 1:
        cells, lengths = list(plain), [len(plain)]
    else:
        if not all(isinstance(row, (list, tuple)) for row in plain) or len({len(r) for r in plain}) != 1:
            raise ValueError(f"{what}: give rows of one length, as {name}={example}")
        cells, lengths = [c for row in plain for c in row], [len(plain), len(plain[0])]
    for cell in cells:
        try:
            good = _is_number(cell) or _is_number(float(cell))
        except (TypeError, ValueError):
            good = False
        if not good:
            raise ValueError(f"{what}: {cell!r} is no number; give numbers as {name}={example}")
        if not math.isfinite(cell):
            raise ValueError(f"{name} contains {cell}, which is not a number to calculate with")
    return lengths


# ---- one line, in plain Python ---------------------------------------------------------------


class Evaluator:
    """Evaluates lines of index notation at one point."""

    def __init__(self, point):
        self.point = point
        self.forms = PythonForms()
        self.bump = None  # (symbol, indices, how far) while a derivative is taken

    def __call__(self, node, where=None):
        """The number a node stands for; where gives its free indices."""
        return self._go(node, where or {})

    def _go(self, node, where):
        op, args = node.op, node.args
        if op == "num":
            return args[0].numerator / args[0].denominator
        if op == "idx":
            return self._component(node, where)
        if op == "mul":
            result = 1
            for a in args:
                result = result * self._go(a, where)
            return result
        if op == "add":
            return sum(self._go(a, where) for a in args)
        if op == "pow":
            return _power(self._go(args[0], where), self._go(args[1], where))
        if op == "apply":
            return self._apply(args[0], [self._go(a, where) for a in args[1:]])
        if op == "sum":
            n = self.point.size(args[1])
            return sum(self._go(args[2], {**where, args[0]: k}) for k in range(1, n + 1))
        if op == "delta":
            return int(self._index(args[0], where) == self._index(args[1], where))
        if op == "upto":
            return int(self._index(args[0], where) <= self._index(args[1], where))
        if op == "size":
            return self.point.size(args[0])
        if op == "const":
            return getattr(math, args[0])
        if op == "deriv":
            return self._derivative(args[0], args[1], where)
        raise TypeError(f"{op} has no single value")

    def _index(self, index, where):
        if isinstance(index, tuple):
            return self.point.size(index[1]) + 1 - self._index(index[0], where)
        return index if isinstance(index, int) else where[index]

    def _component(self, node, where):
        base, indices = node.args
        spot = tuple(self._index(i, where) for i in indices)
        if base.op == "symbol":
            value = self.point.values[base.args[0]]
            for k in spot:
                value = value[k - 1]
            if self.bump and self.bump[0] == base and self.bump[1] == spot:
                value = value + self.bump[2]
            return value
        if base.op == "all":
            return self._all(base)[spot[0] - 1]
        if base.op == "slope":
            return self._slope_all(base.args[0], *spot)
        concrete = ix.idx(base, spot)
        if base.op == "concatenate":
            return self._concatenated(base, spot[0])
        return self._go(ex.opened(concrete), {})

    def _concatenated(self, base, place):
        for part in base.args:
            length = self.point.size(part.length) if part.shape else 1
            if place <= length:
                return self._go(ex.lower(part, (place,) if part.shape else ()), {})
            place -= length
        raise IndexError(place)

    def _vector(self, expression):
        n = self.point.size(expression.length)
        return [self._go(ix.idx(expression, (k,)), {}) for k in range(1, n + 1)]

    def _all(self, call, values=None):
        f = self.point.functions[call.args[0].name]
        result = f(_as_array(self._vector(call.args[1]) if values is None else values))
        return list(result)

    def _slope_all(self, call, i, j):
        values = [complex(v).real for v in self._vector(call.args[1])]

        def along(d):
            moved = list(values)
            moved[j - 1] += d
            return self._all(call, moved)[i - 1]

        return _difference(along)

    def _apply(self, function, values):
        if hasattr(function, "slot"):
            f = self.point.functions[function.function.name]
            values = [complex(v).real for v in values]

            def along(d):
                moved = list(values)
                moved[function.slot] += d
                return float(f(*moved))

            return _difference(along)
        if function.name in FUNCTIONS:
            return self.forms(function, *values)
        return float(self.point.functions[function.name](*values))

    def _derivative(self, body, wrt, where):
        symbol, indices = wrt.args
        spot = tuple(self._index(i, where) for i in indices)

        def along(d):
            self.bump = (symbol, spot, d)
            try:
                return self._go(body, where)
            finally:
                self.bump = None

        if _has_unknown(body):
            return _difference(along)
        value = along(complex(0, STEP))
        return value.imag / STEP if isinstance(value, complex) else 0.0 if value == value else math.nan


def _as_array(values):
    try:
        import numpy as np
    except ImportError:
        return values
    return np.array(values)


def _power(base, exponent):
    try:
        if not isinstance(base, complex) and base < 0 and not float(_real(exponent)).is_integer():
            return math.nan
        if isinstance(base, complex) and base.real < 0 and not isinstance(exponent, complex):
            return base ** int(exponent) if float(exponent).is_integer() else math.nan
        return base**exponent
    except ZeroDivisionError:
        return math.nan
    except OverflowError:
        return math.inf


def _difference(along):
    return sum(c * (along(k * DIFFERENCE) - along(-k * DIFFERENCE)) for k, c in EIGHTH) / DIFFERENCE


def _has_unknown(body):
    def unknown(part):
        if part.op == "apply":
            return part.args[0].name not in FUNCTIONS if hasattr(part.args[0], "name") else True
        return part.op == "idx" and bool(part.args[0].functions)

    return ix.any_in(body, unknown)


def entries_at(node, rows, cols, point):
    """The 2-D list of what a line stands for; rows and cols are (index, size) or None."""
    if node.op == "table":
        parts = [[entries_at(e, None, cols, point)[0] for e in row] for row in node.args[0]]
        return [[value for part in row for value in part] for row in parts]
    evaluate = Evaluator(point)

    def span(axis):
        return range(1, point.size(axis[1]) + 1) if axis else (None,)

    return [
        [_real(evaluate(node, {a[0]: k for a, k in ((rows, i), (cols, j)) if a})) for j in span(cols)]
        for i in span(rows)
    ]


# ---- whole expressions, with NumPy -----------------------------------------------------------


class NumPyForms:
    """The functions of the table on arrays."""

    def __init__(self, np):
        self.np = np

    def __call__(self, function, *args):
        np, name = self.np, function.name
        own = {"gt": "greater", "ge": "greater_equal", "lt": "less", "le": "less_equal"}.get(name)
        if own:
            return getattr(np, own)(*args).astype(float)
        return getattr(np, name)(*args) if hasattr(np, name) else function.value(*args, self)

    def __getattr__(self, name):
        return lambda *args: self(FUNCTIONS[name], *args)


class ArrayEvaluator:
    """Evaluates expressions at one point: 0-d arrays for scalars, 2-D arrays for all others."""

    def __init__(self, point):
        import numpy as np

        self.np, self.point, self.forms, self.memo = np, point, NumPyForms(np), {}

    def __call__(self, e):
        if e not in self.memo:
            own = getattr(self, f"_{e.op}", None)
            self.memo[e] = own(e) if own else self._plain(e)
        return self.memo[e]

    def _plain(self, e):
        np, args = self.np, e.args
        if e.op == "num":
            return np.float64(args[0].numerator / args[0].denominator)
        if e.op == "const":
            return np.float64(getattr(math, args[0]))
        if e.op == "size":
            return np.float64(self.point.size(e))
        values = [self(a) for a in args]
        if e.op == "add":
            return math_sum(values)
        if e.op == "mul":
            return math.prod(values[1:], start=values[0])
        if e.op == "sum":
            return values[0].sum()
        if e.op == "mean":
            return values[0].mean()
        if e.op == "norm":
            return np.sqrt((values[0] * values[0]).sum())
        if e.op == "transpose":
            return values[0].T
        if e.op == "diag":
            return np.diag(values[0].ravel())
        if e.op == "outer":
            return values[0] * values[1].T
        if e.op == "trace":
            return np.trace(values[0])
        if e.op == "reverse":
            return values[0][::-1]
        if e.op == "cumsum":
            return np.cumsum(values[0], axis=0)
        if e.op == "concatenate":
            return np.concatenate([v.reshape(-1, 1) for v in map(np.asarray, values)])
        return np.vstack([np.asarray(v).reshape(1, -1) for v in values])  # a stack

    def _entries(self, e):
        return self.np.array(entries_at(*e.args, self.point)).reshape(self._shape(e))

    def _shape(self, e):
        return tuple(map(self.point.size, e.shape))

    def _symbol(self, e):
        value = self.np.asarray(self.point.values[e.args[0]], dtype=float)
        return value if e.shape == () else value.reshape(self._shape(e))

    def _pow(self, e):
        base, exponent = map(self, e.args)
        return self.np.power(base, exponent)

    def _apply(self, e):
        function, *args = e.args
        values = [self(a) for a in args]
        if hasattr(function, "slot"):
            f = self.point.functions[function.function.name]
            return self._each(lambda *u: _partial(f, u, function.slot), values)
        if function.name in FUNCTIONS:
            return self.forms(function, *values)
        return self._each(self.point.functions[function.name], values)

    def _each(self, f, values):
        return self.np.vectorize(lambda *u: float(f(*map(float, u))), otypes=[float])(*values)

    def _all(self, e):
        values = self(e.args[1]).ravel()
        return self.np.asarray(self.point.functions[e.args[0].name](values), dtype=float).reshape(-1, 1)

    def _slope(self, e):
        call = e.args[0]
        f, x = self.point.functions[call.args[0].name], self(call.args[1]).ravel()
        columns = []
        for j in range(len(x)):
            unit = self.np.eye(len(x))[j]
            columns.append(_difference(lambda d, unit=unit: self.np.asarray(f(x + d * unit), dtype=float)))
        return self.np.stack(columns, axis=1)

    def _softmax(self, e):
        u = self(e.args[0])
        powers = self.np.exp(u - u.max())
        return powers / powers.sum()

    def _ones(self, e):
        return self.np.ones(self._shape(e))

    def _zeros(self, e):
        return self.np.zeros(self._shape(e))

    def _identity(self, e):
        return self.np.eye(self.point.size(e.args[0]))

    def _unit(self, e):
        return self.np.eye(self.point.size(e.args[0]))[:, [e.args[1] - 1]]

    def _matrix(self, e):
        return self.np.array([[float(self(c)) for c in row] for row in e.args[0]])

    def _matmul(self, e):
        a, b = e.args
        left, right = self(a), self(b)
        if a.kind == "column" and b.kind == "matrix":
            return right.T @ left
        value = (left.T if a.kind == b.kind == "column" else left) @ right
        return value.reshape(()) if e.shape == () else value

    def _component(self, e):
        base, spot = e.args
        value = self(base)
        if base.kind == "matrix":
            return value[spot[0] - 1, spot[1] - 1] if e.shape == () else value[[spot[0] - 1]]
        return value.ravel()[spot[0] - 1]


def math_sum(values):
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total


def _partial(f, values, slot):
    def along(d):
        moved = list(values)
        moved[slot] += d
        return float(f(*moved))

    return _difference(along)


def array_at(expression, values, symbols=None, functions=None):
    """An expression's numbers: a float for a scalar, 1-D for a column, else 2-D."""
    point = Point(
        values,
        symbols or expression.symbols,
        functions or expression.functions,
        needed=expression.symbols,
    )
    value = array(expression, point)
    if expression.shape == ():
        return float(value)
    return value.ravel() if expression.kind == "column" else value


ex.Expression.evaluate = staticmethod(array_at)


def array(expression, point):
    point.need_functions(expression.functions)
    point.need_sizes(sizes_of(expression))
    import numpy as np

    with np.errstate(all="ignore"):
        return ArrayEvaluator(point)(expression)


def product(expression, v, point, name, size):
    """A matrix expression times a vector, by its structure; 1-D in, 1-D out."""
    import numpy as np

    v = np.asarray(v, dtype=float)
    if v.shape != (point.size(size),) or not np.isfinite(v).all():
        raise ValueError(f"{name} needs {point.size(size)} finite numbers in a flat list, as {name}([1, 0, 2], ...)")
    point.need_functions(expression.functions)
    return np.atleast_1d(_times(ArrayEvaluator(point), expression, v))


def _times(evaluate, e, v):
    """The rules for products that never form the matrix."""
    op, args = e.op, e.args
    if op == "identity":
        return v
    if op == "diag":
        return evaluate(args[0]).ravel() * v
    if op == "outer":
        return evaluate(args[0]).ravel() * (evaluate(args[1]).ravel() @ v)
    if op == "add":
        return math_sum([_times(evaluate, a, v) for a in args])
    if op == "mul" and sum(a.shape != () for a in args) == 1:
        scale = math.prod(evaluate(a) for a in args if a.shape == ())
        return scale * _times(evaluate, next(a for a in args if a.shape != ()), v)
    if op == "matmul" and e.kind == "matrix":
        return _times(evaluate, args[0], _times(evaluate, args[1], v))
    if op in ("reverse", "cumsum") and args[0].op == "identity":
        return v[::-1] if op == "reverse" else v.cumsum()
    if e.kind == "row" and op == "transpose":
        return evaluate(args[0]).ravel() @ v
    if op in ("ones", "zeros") and e.kind == "matrix":
        return evaluate(ex.Expression(op, (e.shape[0], 1), shape=(e.shape[0], 1))).ravel() * v.sum()
    matrix = evaluate(e)
    return matrix.ravel() * v[0] if matrix.ndim == 0 or e.kind == "column" else matrix @ v


def sizes_of(expression):
    """The symbolic sizes that the numbers of an expression depend on."""
    found = [s for s in expression.shape if not isinstance(s, int)]
    for arg in ex._flat(expression.args):
        if isinstance(arg, ex.Expression):
            found += [arg] if arg.op == "size" else sizes_of(arg)
    return list(dict.fromkeys(found))


# ---- sample points ---------------------------------------------------------------------------

RANGES = ((-2.0, 2.0), (0.3, 1.9), (0.05, 0.85))


def sample(symbols, functions, sizes, seed, judge):
    """A random point that `judge(point)` accepts: finite there and away from kinks.

    sizes gives an integer for each size name. Raises ValueError when no point is found.
    """
    random_ = random.Random(seed)
    stand_ins = {f.name: stand_in(f, sizes) for f in functions}
    for attempt in range(60):
        low, high = RANGES[min(attempt // 12, 2)] if attempt < 36 else RANGES[attempt % 3]

        def draw(low=low, high=high):
            return round(random_.uniform(low, high), 3) or 0.5

        values = {}
        for s in symbols:
            lengths = [n if isinstance(n, int) else _length(n, sizes) for n in s.shape]
            if s.kind == "scalar":
                values[s.args[0]] = draw()
            elif s.kind == "matrix":
                values[s.args[0]] = [[draw() for _ in range(lengths[1])] for _ in range(lengths[0])]
            else:
                values[s.args[0]] = [draw() for _ in range(max(lengths))]
        point = Point({**values, **stand_ins}, symbols, functions)
        point.sizes.update({k: v for k, v in sizes.items() if k not in point.sizes})
        if judge(point):
            return point
    raise ValueError("no point was found where the function is defined and has no kink")


def _length(size, sizes):
    point = Point({}, ())
    point.sizes = sizes
    return point.size(size)


def stand_in(function, sizes):
    """A definite smooth function for an unknown one, so that lines can be evaluated."""
    weight = random.Random(function.name).uniform(0.5, 1.5)
    if isinstance(function, ex.UnknownVector):
        rows = None if function.size is None else _length(function.size, sizes)

        def vector(u):
            return [
                sum(math.sin(weight * (i + 1) * v + k) + 0.3 * v * v for k, v in enumerate(u)) + i
                for i in range(rows or len(u))
            ]

        return vector
    return lambda *u: sum(math.sin((weight + k) * v) + 0.3 * v for k, v in enumerate(u)) + math.prod(u)


def well_defined(node, rows, cols, point, margin=1e-2):
    """Whether all of a line's numbers are finite at the point, and no kink is near."""
    evaluate = Evaluator(point)
    wheres = [{}]
    for axis in (rows, cols):
        if axis:
            wheres = [{**w, axis[0]: k} for w in wheres for k in range(1, point.size(axis[1]) + 1)]
    nodes = [e for row in node.args[0] for e in row] if node.op == "table" else [node]
    for part in nodes:
        for where in wheres:
            value = evaluate(part, where)
            if isinstance(value, complex) or not math.isfinite(value) or abs(value) > 1e6:
                return False
    return evaluate.forms.margin > margin


__all__ = [
    "Evaluator",
    "Point",
    "array",
    "array_at",
    "entries_at",
    "sample",
    "size_text",
    "well_defined",
]
