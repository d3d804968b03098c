"""Points: values for symbols, sizes and unknown functions, given by a learner or drawn at random."""

import math
import random

from . import expressions as ex
from .language import shape_text

RANGES = ((-2.0, 2.0), (0.3, 1.9), (0.05, 0.85))  # where sample numbers are drawn, in this order


# How the numbers of a symbol are given, by how many indices it has: in words, and an example.
FORMS = (
    ("one number", "2"),
    ("a flat list of numbers", "[1, 2, 3]"),
    ("rows of one length", "[[1, 2], [3, 4]]"),
)


def _rank(symbol):
    return len(symbol.spot(1, 1))


class Point:
    """Values, checked against the symbols and unknown functions that may have one.

    They are kept as floats and lists of floats; where `np` is given, as arrays, those handed over
    among them: nothing is copied, so that a million numbers cost little more than their check.
    Raises TypeError for a name that nobody has, ValueError for what is missing, has the wrong
    length or is no finite number.
    """

    def __init__(self, values, symbols, functions=(), needed=None, np=None):
        self.values, self.functions, self.sizes = {}, {}, {}
        by_name = {s.args[0]: s for s in symbols}
        unknown = [f.name for f in functions]
        lengths = []
        found = {name: floats(value, np) for name, value in values.items()} if np else {}
        arrays = {name: array for name, array in found.items() if array is not None}
        arrays = arrays if finite(arrays.values(), np) else {}
        for name, value in values.items():
            if name in unknown:
                if not callable(value):
                    raise ValueError(f"{name} is an unknown function: {_function_example(name)}")
                self.functions[name] = value
            elif name in by_name:
                lengths += self._take(name, by_name[name], value, arrays.get(name), np)
            else:
                known = ", ".join([*by_name, *unknown]) or "none"
                raise TypeError(f"{name} does not occur here; values can be given for: {known}")
        for _, size, length in lengths:
            if getattr(size, "op", "") == "size":
                self.sizes.setdefault(size.args[0], length)
        for name, size, length in lengths:
            if all(k in self.sizes for k in size_names(size)) and self.size(size) != length:
                known = "" if isinstance(size, int) else f", and {size} = {self.size(size)} elsewhere"
                raise ValueError(f"{name} has length {self.size(size)}{known}; {length} numbers were given")
        for symbol in symbols if needed is None else needed:
            if symbol.args[0] not in self.values:
                raise ValueError(f"a value for {symbol} is missing: write {symbol}={FORMS[_rank(symbol)][1]}")

    def need(self, functions=(), sizes=()):
        """Raise ValueError unless these unknown functions and sizes are known."""
        for f in functions:
            if f.name not in self.functions:
                raise ValueError(f"{f.name} is unknown: {_function_example(f.name)}")
        for name in (name for size in sizes for name in size_names(size)):
            if name not in self.sizes:
                raise ValueError(f"the size {name} is not known here: give one array that has this length")

    def _take(self, name, symbol, value, array, np):
        """Keep the numbers of a symbol, from an array where that is in order; (name, size, length) for each side."""
        rank = _rank(symbol)
        if array is None or array.ndim != rank:  # cell by cell: the first that is wrong is named
            rows = _rows(name, symbol, value)
            rows = np.array(rows) if np and rank else rows
        else:
            rows = array[None] if rank == 1 else array
        self.values[name] = (rows[0][0], rows[0], rows)[rank]
        sides = (len(rows[0]), 1) if symbol.kind == "column" else (len(rows), len(rows[0]))
        return [(name, size, side) for size, side in zip(symbol.shape, sides, strict=False)]

    def size(self, size):
        """The integer that a size is here."""
        return length_at(size, self.sizes)


def floats(value, np):
    """An array of real numbers as one of floats, itself where it is one; None for anything else."""
    whole = type(value) is np.ndarray and value.dtype.kind in "iuf" and value.ndim > 0 < value.size
    return value.astype(float, copy=False) if whole else None


def finite(arrays, np):
    """Whether all numbers of some arrays of floats are finite.

    What passes over the memory is what costs. A dot product is finite only where both vectors are,
    so that one pass tells of two; what overflows is looked at again.
    """
    alike = {}
    for array in arrays:
        alike.setdefault(array.size, []).append(array)
    pairs = (same[k : k + 2] for same in alike.values() for k in range(0, len(same), 2))
    return all(np.isfinite(np.vdot(pair[0], pair[-1])) or np.isfinite(pair).all() for pair in pairs)


def _rows(name, symbol, value):
    """The numbers of a symbol as rows of floats; a number and a flat list are rows too."""
    (form, example), rank = FORMS[_rank(symbol)], _rank(symbol)
    value = value.tolist() if hasattr(value, "tolist") else value
    what = f"{name} is {shape_text(symbol.shape)}"
    try:
        rows = [list(row) for row in ([[value]], [value], value)[rank]] if not isinstance(value, str) else []
    except TypeError:
        rows = []
    if not rows or not rows[0] or len(set(map(len, rows))) > 1:
        raise ValueError(f"{what}: give {form}, as {name}={example}")
    for cell in (cell for row in rows for cell in row):
        if not _is_number(cell):
            raise ValueError(f"{what}: {cell!r} is no number; give {form}, as {name}={example}")
        if not math.isfinite(cell):
            raise ValueError(f"{name} contains {cell}, which is not a number to calculate with")
    return [list(map(float, row)) for row in rows]


def _function_example(name):
    return f"give a Python function for it, as {name}=lambda u: u**2"


def _is_number(cell):
    try:
        return not isinstance(cell, (bool, str)) and float(cell) is not None
    except (TypeError, ValueError):
        return False


def size_names(size):
    """The names that a size is made of."""
    if isinstance(size, int):
        return []
    return [size.args[0]] if size.op == "size" else [name for part in size.parts for name in size_names(part)]


def sizes_of(expression):
    """The symbolic sizes that the numbers of an expression depend on."""
    found = [s for s in expression.shape if not isinstance(s, int)]
    for part in expression.parts:
        found += [part] if part.op == "size" else sizes_of(part)
    return list(dict.fromkeys(found))


def length_at(size, sizes):
    """The integer that a size is when the named sizes are these."""
    if isinstance(size, int):
        return size
    if size.op == "size":
        return sizes[size.args[0]]
    parts = [part.args[0] if part.op == "num" else length_at(part, sizes) for part in size.args]
    return int(sum(parts) if size.op == "add" else math.prod(parts))


def sample(symbols, functions, sizes, seed, judge):
    """A random point that `judge(point)` accepts: finite there and away from kinks.

    sizes gives an integer for each size name. Raises ValueError when no point is found.
    """
    dice = random.Random(seed)
    stand_ins = {f.name: stand_in(f, sizes) for f in functions}
    for attempt in range(60):
        low, high = RANGES[min(attempt // 12, 2)] if attempt < 36 else RANGES[attempt % 3]
        values = made_of(lambda low=low, high=high: round(dice.uniform(low, high), 3) or 0.5, symbols, sizes)
        point = Point({**values, **stand_ins}, symbols, functions)
        point.sizes = {**sizes, **point.sizes}
        if judge(point):
            return point
    raise ValueError("no point was found where the function is defined and has no kink")


def made_of(number, symbols, sizes):
    """Values for the symbols, of the numbers that `number()` gives one after the other."""
    values = {}
    for s in symbols:
        m, n = (length_at(size, sizes) for size in s.shape or (1, 1))
        rows = [[number() for _ in range(n)] for _ in range(m)]
        flat = [v for row in rows for v in row]
        values[s.args[0]] = (flat[0], flat, rows)[_rank(s)]
    return values


def stand_in(function, sizes):
    """A definite smooth function for an unknown one, so that lines can be evaluated."""
    weight = random.Random(function.name).uniform(0.5, 1.5)
    if not isinstance(function, ex.UnknownVector):
        return lambda *u: sum(math.sin((weight + k) * v) + 0.3 * v for k, v in enumerate(u)) + math.prod(u)

    def vector(u):
        rows = len(u) if function.size is None else length_at(function.size, sizes)
        return [
            sum(math.sin(weight * i * v + k) + 0.3 * v * v for k, v in enumerate(u)) + i - 1 for i in range(1, rows + 1)
        ]

    return vector
