"""TABLE of the equations the course carries: one row for every one the engine derives.

A row says how a learner writes the function and by what it is differentiated, the form in which the
result is read, the kind of matrix that this is, and the same function in plain NumPy. The texts are
Python in the vocabulary with `mc.` left out; the plain functions share nothing with them: they
count from 0, write their sums themselves, and an unknown function stands in them as a concrete one,
given as the default of its parameter.

Ids are those of the course's list of equations: section, dot, number.
"""

import inspect
import re
from dataclasses import dataclass

import numpy as np

import mclib as mc

# The ids that the engine derives (kinds D and G), section by section.
IDS = {
    0: "0.4 0.5 0.6 0.7 0.8 0.9 0.10 0.11 0.12 0.13 0.14 0.15 0.16 0.17 0.18",
    1: "1.1 1.2 1.3 1.4 1.5 1.6",
    2: "2.1 2.2 2.3 2.4 2.5 2.6",
    3: "3.3 3.4 3.5 3.6 3.7 3.8 3.9 3.11 3.12 3.13 3.14",
    4: "4.2 4.3 4.5 4.6 4.7 4.8 4.9 4.10 4.11 4.12 4.13 4.14 4.15 4.16 4.17 4.18 4.19 4.20",
    5: "5.3 5.4 5.5 5.6 5.7 5.8 5.9",
    6: "6.2 6.3 6.4 6.5 6.6",
    7: "7.1 7.2 7.3 7.4 7.6 7.7 7.8 7.9 7.10 7.11 7.12 7.13 7.14 7.15 7.16",
    8: "8.2 8.3 8.4 8.5 8.6 8.7 8.8 8.9 8.10",
    9: "9.4 9.5 9.6 9.7 9.8 9.9 9.10 9.11 9.12 9.15",
    10: "10.2 10.3 10.5 10.6 10.7 10.8 10.9 10.10 10.11 10.12 10.13 10.14 10.15 10.16 10.17 10.18"
    " 10.19 10.20 10.21 10.22 10.23 10.24",
    11: "11.1 11.2 11.3 11.4 11.5 11.6 11.7 11.8",
}
IDS = {section: tuple(ids.split()) for section, ids in IDS.items()}

# Where each row of the list is treated, notebook by notebook: these ids, the definitions and statements
# among them, the paper's defects (P) and its sentences (T). No row stands in 09, which nobody has written yet.
TREATED = {
    "00": "0.1 0.2 0.3 T.1 T.2 T.9",
    "01": "0.4 0.5 0.6 0.7 0.8 0.9 0.10 0.11 0.12 0.13 0.14 0.15 0.16 0.17 0.18 1.1 1.2 1.3 1.4 1.5 1.6"
    " 2.1 2.2 2.3 T.6",
    "02": "2.3 2.4 2.5 2.6 3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.8 3.9 3.10 3.11 3.12 3.13 3.14 10.1 10.2 10.4 10.5"
    " P.9 P.11 T.7 T.8 T.9 T.10 T.11 T.12 T.13 T.14 T.15",
    "03": "4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8 4.9 4.10 4.11 4.12 4.13 4.14 4.15 4.16 4.17 4.18 4.19 4.20 8.7 10.24"
    " 11.1 11.2 11.3 11.4 11.5 P.2 P.3 P.7 P.10 T.16 T.17 T.18 T.19 T.20 T.21 T.22 T.23",
    "04": "5.1 5.2 5.3 5.4 5.5 5.6 5.7 5.8 5.9 11.6 11.7 11.8 T.17 T.24 T.25",
    "05": "6.1 6.2 6.3 6.4 6.5 6.6 8.2 8.3 10.11 10.12 11.3 11.5 T.26 T.27 T.28",
    "06": "0.10 0.17 7.1 7.2 7.3 7.4 7.5 7.6 7.7 7.8 7.9 7.10 7.11 7.12 7.13 7.14 7.15 7.16 7.17 7.18 P.4 P.5 P.8 P.12",
    "07": "0.1 0.2 0.3 8.1 8.2 8.3 8.4 8.5 8.6 8.7 8.8 8.9 8.10 9.1 9.2 9.3 9.4 9.5 9.6 9.7 9.8 9.9 9.10 9.11 9.12"
    " 9.13 9.14 9.15 P.1 P.3 P.6 P.13 T.2 T.3 T.4 T.5",
    "08": "7.16 10.1 10.2 10.3 10.4 10.5 10.6 10.7 10.8 10.9 10.10 10.11 10.12 10.13 10.14 10.15 10.16 10.17 10.18"
    " 10.19 10.20 10.21 10.22 10.23 10.24 11.4 T.4",
}
TREATED = {notebook: tuple(ids.split()) for notebook, ids in TREATED.items()}

# What the names stand for, as shapes; a size in quotes is free. The functions f, g, h
# (element-wise) and F, G (of all) are known everywhere.
SCALARS = dict.fromkeys(["b", "c", "d", "p", "t", "x", "y", "z"], ())
VECTORS = {
    **dict.fromkeys(["b", "c", "d", "p", "t", "z"], ()),
    **dict.fromkeys(["u", "v", "w", "x"], ("n",)),
    "A": ("m", "n"),
    "B": ("n", "n"),
}
PAIR = {**VECTORS, "x": (2,)}
TRIPLE = {**VECTORS, "x": (3,)}
MAPPED = {**VECTORS, "F": ("m",)}  # F has as many outputs as it likes


# Concrete functions for the unknown ones: smooth, of complex numbers too, no two alike.
def f1(a):
    return np.sin(a) + 0.3 * a**2


def g1(a):
    return np.exp(0.4 * a) + a


def f2(a, b):
    return np.sin(a) * b + a**2 * b**3


def g2(a, b):
    return np.exp(0.3 * a) * b - a


def h2(a, b):
    return a * np.cos(b) + a**2 + b**3


def F1(v):
    """Read all of v in every entry: as many outputs as inputs."""
    v = np.asarray(v)
    return np.sin(v * (1 + np.arange(v.size))) + v.sum() * np.cumsum(v) ** 2


def G1(v):
    v = np.asarray(v)
    return np.cos(v[::-1]) * v.sum() + np.exp(0.2 * v)


def F_longer(v):
    """One output more than inputs."""
    return np.concatenate([F1(v), [np.sin(np.sum(v))]])


def softmax(v):
    return np.exp(v) / np.exp(v).sum()


def f3(a, b, c):
    return a * np.sin(b) + c**2 * b + a**2


def gate(z):
    """max(0, z), also of complex numbers."""
    return np.where(np.real(z) > 0, z, 0)[()]


def array(*entries):
    return np.array(entries)


@dataclass(frozen=True)
class Equation:
    """One row: (written ; by) has the Jacobian printed, of that structure; plain says the same."""

    id: str
    written: str
    by: str
    printed: str
    structure: str | None
    plain: object
    names: dict
    kinks: bool = False  # inputs are drawn away from ties, slopes measured by differences
    positive: bool = False  # inputs are drawn positive
    gated: bool = False  # a gate opens at 0: its plain form is right for complex steps alone
    layout: str = "numerator"

    @property
    def function(self):
        """y, in the vocabulary."""
        return written_out(self.written, self.names)

    @property
    def variable(self):
        """x, in the vocabulary: a symbol, or a list of scalars."""
        return written_out(self.by, self.names)

    @property
    def expected(self):
        """The printed form, in the vocabulary."""
        return written_out(self.printed, self.names)

    @property
    def inputs(self):
        """The names differentiated by."""
        return tuple(re.findall(r"\w+", self.by))

    def draw(self, random, sizes):
        """Return one point: a number, array or Python function for every name of the row."""
        parameters = inspect.signature(self.plain).parameters.values()
        return {p.name: self._value(random, p.name, sizes) if p.default is p.empty else p.default for p in parameters}

    def _value(self, random, name, sizes):
        shape = tuple({**sizes, "n+1": sizes["n"] + 1}.get(size, size) for size in self.names[name])
        size = random.uniform(0.5, 1.5, shape)
        if self.kinks and name == "x":
            # w lies in 0.5 .. 1.5, or the negative of that: 0.3 away from any of these.
            size = random.choice([0.15, 1.9], shape)
        value = size if self.positive else size * random.choice([-1.0, 1.0], shape)
        return value if shape else float(value)


def written_out(text, names):
    """Return what a text of the table means: Python, with the vocabulary for its names."""
    n, m, N = mc.sizes("n m N")
    vocabulary = {name: getattr(mc, name) for name in dir(mc) if not name.startswith("_")}
    vocabulary |= {"n": n, "m": m, "N": N}
    vocabulary |= {name: mc.functions(name) for name in "fgh"}
    vocabulary |= {name: mc.functions(name, of="all") for name in "FG"}
    vocabulary |= {name: symbol(name, shape) for name, shape in names.items()}
    return eval(text, {"__builtins__": {}}, vocabulary)


def symbol(name, shape):
    """Return the symbol of that name and shape; F is a function with so many outputs."""
    shape = tuple(mc.sizes("n") + 1 if size == "n+1" else size for size in shape)
    if name == "F":
        return mc.functions(name, of="all", n=shape[0])
    if shape == ():
        return mc.scalars(name)
    return mc.vectors(name, n=shape[0]) if len(shape) == 1 else mc.matrices(name, shape=shape)


def section(number, names, *rows):
    """Return the rows of one section; a dictionary at the end of a row overrides its options."""
    made = []
    for row in rows:
        options = row[-1] if isinstance(row[-1], dict) else {}
        cells = row[:-1] if options else row
        made.append(Equation(f"{number}.{cells[0]}", *cells[1:], **{"names": names, **options}))
    return made


KINKS = {"kinks": True}
GATED = {"gated": True}
STEEP = GATED  # so near a pole that wide differences are not exact enough

# fmt: off
EQUATIONS = [
    *section(0, SCALARS,
        (4, "c", "x", "0", "zero", lambda c, x: c),
        (5, "c * f(x)", "x", "c * slope(f(x), x)", "scalar", lambda c, x, f=f1: c * f(x)),
        (6, "x ** p", "x", "p * x**(p - 1)", "scalar", lambda x, p: x ** p, {"positive": True}),
        (7, "f(x) + g(x)", "x", "slope(f(x), x) + slope(g(x), x)", "scalar",
            lambda x, f=f1, g=g1: f(x) + g(x)),
        (8, "f(x) - g(x)", "x", "slope(f(x), x) - slope(g(x), x)", "scalar",
            lambda x, f=f1, g=g1: f(x) - g(x)),
        (9, "f(x) * g(x)", "x", "f(x) * slope(g(x), x) + slope(f(x), x) * g(x)", "scalar",
            lambda x, f=f1, g=g1: f(x) * g(x)),
        (10, "f(g(x))", "x", "slope(f(g(x)), g(x)) * slope(g(x), x)", "scalar",
            lambda x, f=f1, g=g1: f(g(x))),
        (11, "99", "x", "0", "zero", lambda x: 99.0),
        (12, "3 * x", "x", "3", "scalar", lambda x: 3 * x),
        (13, "x ** 3", "x", "3 * x**2", "scalar", lambda x: x * x * x),
        (14, "x**2 + 3*x", "x", "2*x + 3", "scalar", lambda x: x * x + 3 * x),
        (15, "x**2 - 3*x", "x", "2*x - 3", "scalar", lambda x: x * x - 3 * x),
        (16, "x**2 * x", "x", "3 * x**2", "scalar", lambda x: x * x * x),
        (17, "log(x**2)", "x", "2 / x", "scalar", lambda x: np.log(x * x)),
        (18, "9 * (x + x**2)", "x", "9 + 18*x", "scalar", lambda x: 9 * x + 9 * x * x),
    ),
    *section(1, SCALARS,
        (1, "3 * x**2 * y", "x", "6*y*x", "scalar", lambda x, y: 3 * x * x * y),
        (2, "3 * x**2 * y", "y", "3*x**2", "scalar", lambda x, y: 3 * x * x * y),
        (3, "x * y", "[x, y]", "matrix([[y, x]])", "row", lambda x, y: x * y),
        (4, "f(x, y)", "[x, y]", "matrix([[slope(f(x, y), x), slope(f(x, y), y)]])", "row",
            lambda x, y, f=f2: f(x, y)),
        (5, "3 * x**2 * y", "[x, y]", "matrix([[6*y*x, 3*x**2]])", "row",
            lambda x, y: 3 * x * x * y),
        (6, "10 * x**2 * y**2", "[x, y]", "matrix([[20*x*y**2, 20*x**2*y]])", "row",
            lambda x, y: 10 * x * x * y * y),
    ),
    *section(2, SCALARS,
        (1, "2*x + y**8", "x", "2", "scalar", lambda x, y: 2 * x + y**8),
        (2, "2*x + y**8", "y", "8*y**7", "scalar", lambda x, y: 2 * x + y**8),
        (3, "2*x + y**8", "[x, y]", "matrix([[2, 8*y**7]])", "row", lambda x, y: 2 * x + y**8),
        (4, "[f(x, y), g(x, y)]", "[x, y]",
            "matrix([[slope(f(x, y), x), slope(f(x, y), y)],"
            " [slope(g(x, y), x), slope(g(x, y), y)]])",
            "dense", lambda x, y, f=f2, g=g2: array(f(x, y), g(x, y))),
        (5, "[3*x**2*y, 2*x + y**8]", "[x, y]", "matrix([[6*y*x, 3*x**2], [2, 8*y**7]])",
            "dense", lambda x, y: array(3 * x * x * y, 2 * x + y**8)),
        (6, "[3*x**2*y, 2*x + y**8]", "[x, y]", "matrix([[6*y*x, 2], [3*x**2, 8*y**7]])",
            "dense", lambda x, y: array(3 * x * x * y, 2 * x + y**8), {"layout": "denominator"}),
    ),
    *section(3, VECTORS,
        (3, "F(x)", "x", "slope(F(x), x)", "dense",
            lambda x, F=F_longer: F(x), {"names": MAPPED}),
        (4, "[3*x[1]**2*x[2], 2*x[1] + x[2]**8]", "x",
            "matrix([[6*x[2]*x[1], 3*x[1]**2], [2, 8*x[2]**7]])", "dense",
            lambda x: array(3 * x[0] ** 2 * x[1], 2 * x[0] + x[1] ** 8), {"names": PAIR}),
        (5, "x", "x", "identity(n)", "identity", lambda x: x),
        (6, "t**2", "t", "2*t", "scalar", lambda t: t * t),
        (7, "sum(x * x)", "x", "2 * x.T", "row", lambda x: np.dot(x, x)),
        (8, "stack([t**2, sin(t), 3])", "t", "stack([2*t, cos(t), 0])", "column",
            lambda t: array(t * t, np.sin(t), 3)),
        (9, "[x[1]*x[2], x[1] + x[3]**2]", "x", "matrix([[x[2], x[1], 0], [1, 0, 2*x[3]]])",
            "dense", lambda x: array(x[0] * x[1], x[0] + x[2] ** 2), {"names": TRIPLE}),
        (11, "F(x)", "x", "slope(F(x), x)", "dense", lambda x, F=F1: F(x), {"names": TRIPLE}),
        (12, "[x[1]*x[2]*x[3], x[1] + x[2]*x[3], x[1]**2 + x[2]**2 + x[3]**2]", "x",
            "matrix([[x[2]*x[3], x[1]*x[3], x[1]*x[2]], [1, x[3], x[2]],"
            " [2*x[1], 2*x[2], 2*x[3]]])", "dense",
            lambda x: array(np.prod(x), x[0] + x[1] * x[2], np.dot(x, x)), {"names": TRIPLE}),
        (13, "[x[2], x[3], x[1]]", "x", "matrix([[0, 1, 0], [0, 0, 1], [1, 0, 0]])", "dense",
            lambda x: x[[1, 2, 0]], {"names": TRIPLE}),
        (14, "[z*cos(t), z*sin(t)]", "[z, t]",
            "matrix([[cos(t), -z*sin(t)], [sin(t), z*cos(t)]])", "dense",
            lambda z, t: array(z * np.cos(t), z * np.sin(t))),
    ),
    *section(4, VECTORS,
        (2, "h(F(w), G(x))", "w", "diag(slope(h(F(w), G(x)), F(w))) @ slope(F(w), w)", "dense",
            lambda w, x, h=h2, F=F1, G=G1: h(F(w), G(x))),
        (3, "h(F(w), G(x))", "x", "diag(slope(h(F(w), G(x)), G(x))) @ slope(G(x), x)", "dense",
            lambda w, x, h=h2, F=F1, G=G1: h(F(w), G(x))),
        (5, "f(w, x)", "w", "diag(slope(f(w, x), w))", "diagonal", lambda w, x, f=f2: f(w, x)),
        (6, "f(w, x)", "x", "diag(slope(f(w, x), x))", "diagonal", lambda w, x, f=f2: f(w, x)),
        (7, "h(f(w), g(x))", "w", "diag(slope(h(f(w), g(x)), f(w)) * slope(f(w), w))",
            "diagonal", lambda w, x, h=h2, f=f1, g=g1: h(f(w), g(x))),
        (8, "h(f(w), g(x))", "x", "diag(slope(h(f(w), g(x)), g(x)) * slope(g(x), x))",
            "diagonal", lambda w, x, h=h2, f=f1, g=g1: h(f(w), g(x))),
        (9, "w + x", "w", "identity(n)", "identity", lambda w, x: w + x),
        (10, "w + x", "x", "identity(n)", "identity", lambda w, x: w + x),
        (11, "w - x", "w", "identity(n)", "identity", lambda w, x: w - x),
        (12, "w - x", "x", "-identity(n)", "scalar multiple of identity", lambda w, x: w - x),
        (13, "w * x", "w", "diag(x)", "diagonal", lambda w, x: w * x),
        (14, "w * x", "x", "diag(w)", "diagonal", lambda w, x: w * x),
        (15, "w / x", "w", "diag(1/x)", "diagonal", lambda w, x: w / x),
        (16, "w / x", "x", "diag(-w/x**2)", "diagonal", lambda w, x: w / x),
        (17, "maximum(w, x)", "w", "diag(w > x)", "diagonal", lambda w, x: np.maximum(w, x), KINKS),
        (18, "maximum(w, x)", "x", "diag(w < x)", "diagonal", lambda w, x: np.maximum(w, x), KINKS),
        (19, "w > x", "w", "zeros(n, n)", "zero", lambda w, x: np.where(w > x, 1.0, 0.0), KINKS),
        (20, "w > x", "x", "zeros(n, n)", "zero", lambda w, x: np.where(w > x, 1.0, 0.0), KINKS),
    ),
    *section(5, VECTORS,
        (3, "z", "x", "zeros(1, n)", "zero", lambda z, x: z),
        (4, "f(x, z)", "x", "diag(slope(f(x, z), x))", "diagonal", lambda x, z, f=f2: f(x, z)),
        (5, "f(x, z)", "z", "slope(f(x, z), z)", "column", lambda x, z, f=f2: f(x, z)),
        (6, "x + z", "x", "identity(n)", "identity", lambda x, z: x + z),
        (7, "x + z", "z", "ones(n)", "column", lambda x, z: x + z),
        (8, "x * z", "x", "z * identity(n)", "scalar multiple of identity", lambda x, z: x * z),
        (9, "x * z", "z", "x", "column", lambda x, z: x * z),
    ),
    *section(6, VECTORS,
        (2, "sum(F(x))", "x", "ones(n).T @ slope(F(x), x)", "row", lambda x, F=F1: np.sum(F(x))),
        (3, "sum(x)", "x", "ones(n).T", "row", lambda x: np.sum(x)),
        (4, "sum(x * z)", "x", "z * ones(n).T", "row", lambda x, z: np.sum(x * z)),
        (5, "sum(x * z)", "z", "sum(x)", "scalar", lambda x, z: np.sum(x * z)),
        (6, "sum(stack([x[1]*x[2], x[2]*x[3], x[3]*x[1]]))", "x",
            "matrix([[x[2] + x[3], x[1] + x[3], x[1] + x[2]]])", "row",
            lambda x: x[0] * x[1] + x[1] * x[2] + x[2] * x[0], {"names": TRIPLE}),
    ),
    *section(7, SCALARS,
        (1, "f(g(x))", "x", "slope(f(g(x)), g(x)) * slope(g(x), x)", "scalar", lambda x, f=f1, g=g1: f(g(x))),
        (2, "sin(x**2)", "x", "2*x*cos(x**2)", "scalar", lambda x: np.sin(x * x)),
        (3, "log(sin(x**3)**2)", "x", "6*x**2*cos(x**3)/sin(x**3)", "scalar",
            lambda x: np.log(np.sin(x**3) ** 2), STEEP),
        (4, "x + x**2", "x", "1 + 2*x", "scalar", lambda x: x + x * x),
        (6, "f(x, g(x), h(x))", "x",
            "slope(f(x, g(x), h(x)), x) + slope(f(x, g(x), h(x)), g(x))*slope(g(x), x)"
            " + slope(f(x, g(x), h(x)), h(x))*slope(h(x), x)", "scalar",
            lambda x, f=f3, g=g1, h=f1: f(x, g(x), h(x))),
        (7, "sin(x + x**2)", "x", "cos(x + x**2)*(1 + 2*x)", "scalar", lambda x: np.sin(x + x * x)),
        (8, "x * x**2", "x", "3*x**2", "scalar", lambda x: x * x * x),
        (9, "F(stack([g(x), h(x), x]))[1]", "x",
            "slope(F(stack([g(x), h(x), x]))[1], stack([g(x), h(x), x])) @ stack([slope(g(x), x), slope(h(x), x), 1])",
            "scalar", lambda x, F=F1, g=g1, h=f1: F(array(g(x), h(x), x))[0]),
        (10, "stack([log(x**2), sin(3*x)])", "x", "stack([2/x, 3*cos(3*x)])", "column",
            lambda x: array(np.log(x * x), np.sin(3 * x))),
        (11, "F(stack([g(x), h(x)]))", "x",
            "slope(F(stack([g(x), h(x)])), stack([g(x), h(x)])) @ stack([slope(g(x), x), slope(h(x), x)])", "column",
            lambda x, F=F1, g=g1, h=f1: F(array(g(x), h(x)))),
        (12, "stack([sin(x**2), cos(x**2)])", "x", "stack([2*x*cos(x**2), -2*x*sin(x**2)])", "column",
            lambda x: array(np.sin(x * x), np.cos(x * x))),
    ),
    *section(7, VECTORS,
        (13, "F(G(x))", "x", "slope(F(G(x)), G(x)) @ slope(G(x), x)", "dense", lambda x, F=F1, G=G1: F(G(x))),
        (14, "F(G(x))", "x", "slope(G(x), x).T @ slope(F(G(x)), G(x)).T", "dense",
            lambda x, F=F1, G=G1: F(G(x)), {"layout": "denominator"}),
        (15, "f(g(x))", "x", "diag(slope(f(g(x)), g(x)) * slope(g(x), x))", "diagonal",
            lambda x, f=f1, g=g1: f(g(x))),
        (16, "A @ (x * x)", "x", "A @ diag(2*x)", "dense", lambda A, x: A @ (x * x)),
    ),
    *section(8, VECTORS,
        (4, "w @ x + b", "b", "1", "scalar", lambda w, x, b: np.dot(w, x) + b),
        (5, "w @ x + b", "w", "x.T", "row", lambda w, x, b: np.dot(w, x) + b),
        (6, "maximum(0, z)", "z", "z > 0", "scalar", lambda z: gate(z), GATED),
        (8, "f(w @ x + b)", "w", "slope(f(w @ x + b), w @ x + b) * x.T", "row",
            lambda w, x, b, f=f1: f(np.dot(w, x) + b)),
        (9, "maximum(0, w @ x + b)", "w", "(w @ x + b > 0) * x.T", "row",
            lambda w, x, b: gate(np.dot(w, x) + b), GATED),
        (10, "maximum(0, w @ x + b)", "b", "w @ x + b > 0", "scalar",
            lambda w, x, b: gate(np.dot(w, x) + b), GATED),
    ),
    *section(9, {**VECTORS, "y": (), "v": ()},
        (4, "y - maximum(0, w @ x + b)", "w", "-(w @ x + b > 0) * x.T", "row",
            lambda y, w, x, b: y - gate(np.dot(w, x) + b), GATED),
        (5, "y - maximum(0, w @ x + b)", "b", "-(w @ x + b > 0)", "scalar",
            lambda y, w, x, b: y - gate(np.dot(w, x) + b), GATED),
        (6, "v**2", "v", "2*v", "scalar", lambda v: v * v),
        (7, "(y - maximum(0, w @ x + b))**2", "w", "-2*(y - maximum(0, w @ x + b))*(w @ x + b > 0) * x.T", "row",
            lambda y, w, x, b: (y - gate(np.dot(w, x) + b)) ** 2, GATED),
        (12, "(w @ x + b - y)**2", "w", "2*(w @ x + b - y) * x.T", "row",
            lambda y, w, x, b: (np.dot(w, x) + b - y) ** 2),
    ),
    *section(9, {**VECTORS, "X": ("N", "n"), "y": ("N",), "v": ("n+1",)},
        (8, "mean((y - maximum(0, X @ w + b))**2)", "w",
            "-2/N * ((X @ w + b > 0) * (y - maximum(0, X @ w + b))).T @ X", "row",
            lambda X, y, w, b: np.mean((y - gate(X @ w + b)) ** 2), GATED),
        (9, "mean((y - maximum(0, X @ w + b))**2)", "b",
            "2/N * sum((X @ w + b > 0) * (maximum(0, X @ w + b) - y))", "scalar",
            lambda X, y, w, b: np.mean((y - gate(X @ w + b)) ** 2), GATED),
        (10, "mean((y - X @ w - b)**2)", "w", "-2/N * (y - X @ w - b).T @ X", "row",
            lambda X, y, w, b: np.mean((y - X @ w - b) ** 2)),
        (11, "mean((y - X @ w - b)**2)", "b", "-2/N * sum(y - X @ w - b)", "scalar",
            lambda X, y, w, b: np.mean((y - X @ w - b) ** 2)),
        (15, "v @ concatenate([x, 1])", "v", "concatenate([x, 1]).T", "row",
            lambda v, x: np.dot(v, np.concatenate([x, [1.0]]))),
    ),
    *section(8, VECTORS,
        (2, "sum(w * x)", "w", "x.T", "row", lambda w, x: np.dot(w, x)),
        (3, "sum(w * x)", "x", "w.T", "row", lambda w, x: np.dot(w, x)),
        (7, "maximum(0, x)", "x", "diag(x > 0)", "diagonal", lambda x: np.maximum(0.0, x), KINKS),
    ),
    *section(10, VECTORS,
        # One input, and a result with a matrix's shape: the list of structures leaves it open.
        (2, "matrix([[t, t**2, 3], [sin(t), exp(t), 2*t]])", "t",
            "matrix([[1, 2*t, 0], [cos(t), exp(t), 2]])", None,
            lambda t: array([t, t * t, 3], [np.sin(t), np.exp(t), 2 * t])),
        (11, "sum(A @ x)", "x", "ones(m).T @ A", "row", lambda A, x: np.sum(A @ x)),
        (12, "mean(x)", "x", "ones(n).T / n", "row", lambda x: np.sum(x) / len(x)),
    ),
    *section(10, {**VECTORS, "W": ("m", "n"), "X": ("m", "n"), "u": ("m",)},
        (3, "z * A", "z", "A", None, lambda z, A: z * A),
        (5, "u.T @ X @ v", "X", "outer(v, u)", "outer", lambda u, X, v: u @ X @ v),
        (6, "trace(A @ X)", "X", "A", "dense", lambda A, X: np.trace(A @ X),
            {"names": {"A": ("m", "n"), "X": ("n", "m")}}),
        (7, "A @ x", "x", "A", "dense", lambda A, x: A @ x),
        (8, "x @ B", "x", "B.T", "dense", lambda x, B: x @ B),
        (9, "x @ B @ x", "x", "x.T @ (B + B.T)", "row", lambda x, B: x @ B @ x),
        (10, "(B @ x) * x", "x", "diag(B @ x) + diag(x) @ B", "dense", lambda B, x: (B @ x) * x),
        (13, "softmax(x)", "x", "diag(softmax(x)) - outer(softmax(x), softmax(x))", "diagonal plus low rank",
            lambda x: softmax(x)),
        (14, "log(sum(exp(x)))", "x", "softmax(x).T", "row", lambda x: np.log(np.sum(np.exp(x)))),
        (15, "norm(x)", "x", "x.T / norm(x)", "row", lambda x: np.sqrt(np.sum(x * x))),
        (16, "x / norm(x)", "x", "identity(n)/norm(x) - outer(x, x)/norm(x)**3", "diagonal plus low rank",
            lambda x: x / np.sqrt(np.sum(x * x))),
        (17, "-sum(v * log(softmax(x)))", "x", "(sum(v)*softmax(x) - v).T", "row",
            lambda v, x: -np.sum(v * np.log(softmax(x)))),
        (18, "log(sum(exp(x))) - x[2]", "x", "(softmax(x) - unit(n, 2)).T", "row",
            lambda x: np.log(np.sum(np.exp(x))) - x[1]),
        (19, "sum(f(W @ x + u))", "W", "outer(x, slope(f(W @ x + u), W @ x + u))", "outer",
            lambda W, x, u, f=f1: np.sum(f(W @ x + u))),
        (20, "sum(f(W @ x + u))", "u", "slope(f(W @ x + u), W @ x + u).T", "row",
            lambda W, x, u, f=f1: np.sum(f(W @ x + u))),
        (21, "sum(f(W @ x + u))", "x", "slope(f(W @ x + u), W @ x + u).T @ W", "row",
            lambda W, x, u, f=f1: np.sum(f(W @ x + u))),
        (22, "F(x + t * v)", "t", "slope(F(x + t*v), x + t*v) @ v", "column", lambda x, t, v, F=F1: F(x + t * v)),
        (23, "u @ F(x)", "x", "u.T @ slope(F(x), x)", "row", lambda u, x, F=F_longer: np.dot(u, F(x)),
            {"names": {**VECTORS, "u": ("n+1",), "F": ("n+1",)}}),
        (24, "f(x + t * v)", "t", "slope(f(x + t*v), x + t*v) * v", "column", lambda x, t, v, f=f1: f(x + t * v)),
    ),
    *section(11, VECTORS,
        (1, "reverse(x)", "x", "reverse(identity(n))", "dense", lambda x: x[::-1]),
        (2, "cumsum(x)", "x", "cumsum(identity(n))", "dense", lambda x: np.cumsum(x)),
        (3, "x * sum(x)", "x", "sum(x)*identity(n) + outer(x, ones(n))",
            "diagonal plus low rank", lambda x: x * np.sum(x)),
        (4, "softmax(x)[1]", "x", "softmax(x)[1] * (unit(n, 1) - softmax(x)).T", "row",
            lambda x: softmax(x)[0]),
        (5, "x - mean(x)", "x", "identity(n) - ones(n, n)/n", "diagonal plus low rank",
            lambda x: x - np.sum(x) / len(x)),
        (6, "x * x[1]", "x", "x[1]*identity(n) + outer(x, unit(n, 1))",
            "diagonal plus low rank", lambda x: x * x[0]),
        (7, "x * mean(x)", "x", "mean(x)*identity(n) + outer(x, ones(n))/n",
            "diagonal plus low rank", lambda x: x * np.sum(x) / len(x)),
        (8, "x * norm(x)", "x", "norm(x)*identity(n) + outer(x, x)/norm(x)",
            "diagonal plus low rank", lambda x: x * np.sqrt(np.sum(x * x))),
    ),
]
# fmt: on
