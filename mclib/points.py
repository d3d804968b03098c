"""Points: values for symbols, sizes and unknown functions, given by a learner or drawn at random."""

import math
import random

from . import expressions as ex
from .language import shape_text

RANGES = ((-2.0, 2.0), (0.3, 1.9), (0.05, 0.85))  # where sample numbers are drawn, in this order


class Point:
    """Values, checked against the symbols and unknown functions that may have one.

    Raises TypeError for a name that nobody has, ValueError for what is missing, has the wrong
    length or is no finite number.
    """

    def __init__(self, values, symbols, functions=(), needed=None):
        self.values, self.functions, self.sizes = {}, {}, {}
        by_name = {s.args[0]: s for s in symbols}
        unknown = {f.name for f in functions}
        for name, value in values.items():
            if name in unknown:
                if not callable(value):
                    raise ValueError(f"{name} is an unknown function: {_function_example(name)}")
                self.functions[name] = value
            elif name in by_name:
                self._take(by_name[name], value)
            else:
                known = ", ".join([*by_name, *unknown]) or "none"
                raise TypeError(f"{name} does not occur here; values can be given for: {known}")
        for symbol in symbols if needed is None else needed:
            if symbol.args[0] not in self.values:
                raise ValueError(f"a value for {symbol} is missing: write {symbol}={_EXAMPLES[_rank(symbol)]}")

    def need(self, functions=(), sizes=()):
        """Raise ValueError unless these unknown functions and sizes are known."""
        for f in functions:
            if f.name not in self.functions:
                raise ValueError(f"{f.name} is unknown: {_function_example(f.name)}")
        for name in (name for size in sizes for name in size_names(size)):
            if name not in self.sizes:
                raise ValueError(f"the size {name} is not known here: give one array that has this length")

    def _take(self, symbol, value):
        name, shape, rank = symbol.args[0], symbol.shape, _rank(symbol)
        plain = value.tolist() if hasattr(value, "tolist") else value
        what = f"{name} is {'a scalar' if rank == 0 else shape_text(shape)}"
        rows = {0: lambda: [[plain]], 1: lambda: [list(plain)], 2: lambda: [list(row) for row in plain]}
        try:
            cells = rows[rank]()
        except TypeError:
            cells = []
        if isinstance(plain, str) or not cells or not cells[0] or len({len(row) for row in cells}) > 1:
            raise ValueError(f"{what}: give {_FORMS[rank]}, as {name}={_EXAMPLES[rank]}")
        numbers = [[_number(cell, name, what, rank) for cell in row] for row in cells]
        self.values[name] = numbers[0][0] if rank == 0 else numbers[0] if rank == 1 else numbers
        given = {0: (), 1: (len(cells[0]),) * 2, 2: (len(cells), len(cells[0]))}[rank]
        for size, length in zip(shape, given, strict=False):
            if rank != 1 or size != 1 or shape == (1, 1):
                self._fix(name, size, length)

    def _fix(self, name, size, length):
        if getattr(size, "op", "") == "size":
            self.sizes.setdefault(size.args[0], length)
        if all(k in self.sizes for k in size_names(size)) and self.size(size) != length:
            known = "" if isinstance(size, int) else f", and {size} = {self.size(size)} elsewhere"
            raise ValueError(f"{name} has length {self.size(size)}{known}; {length} numbers were given")

    def size(self, size):
        """The integer that a size is here."""
        if isinstance(size, int):
            return size
        if size.op == "size":
            return self.sizes[size.args[0]]
        parts = [self.size(a) if a.op != "num" else a.args[0] for a in size.args]
        return int(sum(parts) if size.op == "add" else math.prod(parts))


_FORMS = ("one number", "a flat list of numbers", "rows of one length")
_EXAMPLES = ("2", "[1, 2, 3]", "[[1, 2], [3, 4]]")


def _function_example(name):
    return f"give a Python function for it, as {name}=lambda u: u**2"


def _rank(symbol):
    return {"scalar": 0, "matrix": 2}.get(symbol.kind, 1)


def _number(cell, name, what, rank):
    try:
        number = float(cell) if not isinstance(cell, (bool, str)) else None
    except (TypeError, ValueError):
        number = None
    if number is None:
        raise ValueError(f"{what}: {cell!r} is no number; give {_FORMS[rank]}, as {name}={_EXAMPLES[rank]}")
    if not math.isfinite(number):
        raise ValueError(f"{name} contains {cell}, which is not a number to calculate with")
    return number


def size_names(size):
    """The names that a size is made of."""
    if isinstance(size, int):
        return []
    if size.op == "size":
        return [size.args[0]]
    return [name for a in size.args if a.op != "num" for name in size_names(a)]


def sizes_of(expression):
    """The symbolic sizes that the numbers of an expression depend on."""
    found = [s for s in expression.shape if not isinstance(s, int)]
    for arg in ex.flat(expression.args):
        if isinstance(arg, ex.Expression):
            found += [arg] if arg.op == "size" else sizes_of(arg)
    return list(dict.fromkeys(found))


def length_at(size, sizes):
    """The integer that a size is when the named sizes are these."""
    point = Point({}, ())
    point.sizes = sizes
    return point.size(size)


def sample(symbols, functions, sizes, seed, judge):
    """A random point that `judge(point)` accepts: finite there and away from kinks.

    sizes gives an integer for each size name. Raises ValueError when no point is found.
    """
    dice = random.Random(seed)
    stand_ins = {f.name: stand_in(f, sizes) for f in functions}
    for attempt in range(60):
        low, high = RANGES[min(attempt // 12, 2)] if attempt < 36 else RANGES[attempt % 3]
        values = {}
        for s in symbols:
            lengths = [length_at(n, sizes) for n in s.shape] or [1, 1]
            rows = [[round(dice.uniform(low, high), 3) or 0.5 for _ in range(lengths[1])] for _ in range(lengths[0])]
            flat = [v for row in rows for v in row]
            values[s.args[0]] = flat[0] if s.kind == "scalar" else rows if s.kind == "matrix" else flat
        point = Point({**values, **stand_ins}, symbols, functions)
        point.sizes = {**sizes, **point.sizes}
        if judge(point):
            return point
    raise ValueError("no point was found where the function is defined and has no kink")


def stand_in(function, sizes):
    """A definite smooth function for an unknown one, so that lines can be evaluated."""
    weight = random.Random(function.name).uniform(0.5, 1.5)
    if not isinstance(function, ex.UnknownVector):
        return lambda *u: sum(math.sin((weight + k) * v) + 0.3 * v for k, v in enumerate(u)) + math.prod(u)
    rows = None if function.size is None else length_at(function.size, sizes)

    def vector(u):
        return [
            sum(math.sin(weight * (i + 1) * v + k) + 0.3 * v * v for k, v in enumerate(u)) + i
            for i in range(rows or len(u))
        ]

    return vector
