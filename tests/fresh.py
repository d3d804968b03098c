"""Problems that are in no bank: each function of the table in many places, with right and wrong answers.

A row of TEMPLATES is written with f(...) and d(...), which stand for a function and its slope, so that each
makes a problem with every function. What is wrong is what a learner would write, with the name of the mistake.
"""

import re
from dataclasses import dataclass

import mclib as mc
from mclib.evaluation import array
from mclib.points import Point

# d f(u) / du, as a textbook has it.
SLOPES = {
    "sin(u)": "cos(u)",
    "cos(u)": "-sin(u)",
    "tan(u)": "(1 + tan(u)**2)",
    "exp(u)": "exp(u)",
    "log(u)": "u**-1",
    "sqrt(u)": "0.5*u**-0.5",
    "arcsin(u)": "(1 - u**2)**-0.5",
    "arccos(u)": "-(1 - u**2)**-0.5",
    "arctan(u)": "1/(1 + u**2)",
    "sinh(u)": "cosh(u)",
    "cosh(u)": "sinh(u)",
    "tanh(u)": "(1 - tanh(u)**2)",
    "sigmoid(u)": "(sigmoid(u)*(1 - sigmoid(u)))",
    "softplus(u)": "sigmoid(u)",
    "relu(u)": "(u > 0)",
    "abs(u)": "sign(u)",
    "u**3": "3*u**2",
    "u**-2": "-2*u**-3",
    "2**u": "2**u*log(2)",
}

# Where an answer of one mistake is that of another, or right: nobody could tell.
TOGETHER = {
    # it is its own slope
    "exp(u)": "product-of-derivatives constant-factor-dropped inner-derivative-forgotten collapsed-to-output",
    "log(u)": "inner-derivative-forgotten",  # x times its slope is 1
    "relu(u)": "inner-derivative-forgotten outer-derivative-forgotten radial-guess",  # of a square it is the square
    "abs(u)": "outer-derivative-forgotten radial-guess",
    "u**3": "outer-at-wrong-point composed-derivatives exponent-not-brought-down",  # a power of a power is a power
    "u**-2": "outer-at-wrong-point composed-derivatives exponent-not-brought-down",
}

n = mc.sizes("n")
w, x = mc.vectors("w x")
a, b, z = mc.scalars("a b z")
A, W = mc.matrices("A W")
B = mc.matrices("B", shape=("n", "n"))
c = mc.vectors("c", n=3)
KNOWN = (w, x, a, b, z, A, W, B, c)

# The function, the variable, the right answer, {tag: a wrong answer}.
TEMPLATES = [
    (
        "w*f(x)",
        x,
        "diag(w*d(x))",
        {
            "diagonal-as-vector": "w*d(x)",
            "constant-factor-dropped": "diag(d(x))",
            "inner-derivative-forgotten": "diag(w)",
            "wrong-variable": "diag(f(x))",
            "sign": "diag(-w*d(x))",
            "column-filled": "outer(ones(n), w*d(x))",
            "row-filled": "outer(w*d(x), ones(n))",
            "treated-as-constant": "zeros(n, n)",
            "identity-habit": "identity(n)",
            "collapsed-to-output": "w*f(x)",
            "both-product-terms": "diag(w*d(x)) + diag(f(x))",
            "cells-added": "sum(w*d(x))",
            "variable-not-removed": "diag(w*d(x)*x)",
        },
    ),
    (
        "f(x)*z",
        z,
        "f(x)",
        {
            "transposed": "f(x).T",
            "diagonal-habit": "diag(f(x))",
            "cells-added": "sum(f(x))",
            "treated-as-constant": "zeros(n)",
            "collapsed-to-output": "z*f(x)",
            "both-product-terms": "f(x) + z*d(x)",
            "wrong-variable": "diag(z*d(x))",
            "sign": "-f(x)",
        },
    ),
    (
        "sum(f(x)*z)",
        x,
        "z*d(x).T",
        {
            "transposed": "z*d(x)",
            "reduction-forgotten": "diag(z*d(x))",
            "cells-added": "z*sum(d(x))",
            "index-i-vs-j": "z*sum(d(x))*ones(n).T",
            "constant-factor-dropped": "d(x).T",
            "wrong-variable": "sum(f(x))",
            "order-of-variables": "z*reverse(d(x)).T",
            "treated-as-constant": "zeros(1, n)",
            "sign": "-z*d(x).T",
        },
    ),
    ("mean(f(x))", x, "d(x).T/n", {"sum-not-mean": "d(x).T", "transposed": "d(x)/n", "cells-added": "sum(d(x))/n"}),
    (
        "f(a**2)",
        a,
        "2*a*d(a**2)",
        {
            "inner-derivative-forgotten": "d(a**2)",
            "outer-derivative-forgotten": "2*a",
            "outer-at-wrong-point": "2*a*d(a)",
            "composed-derivatives": "d(2*a)",
            "exponent-not-brought-down": "a*d(a**2)",
            "power-not-lowered": "2*a**2*d(a**2)",
            "collapsed-to-output": "f(a**2)",
            "sign": "-2*a*d(a**2)",
        },
    ),
    (
        "f(a)*(a**2 + 1)",
        a,
        "d(a)*(a**2 + 1) + 2*a*f(a)",
        {"product-rule-one-term": "d(a)*(a**2 + 1)", "product-of-derivatives": "2*a*d(a)"},
    ),
    ("f(a) + a**2", a, "d(a) + 2*a", {"one-path-forgotten": "2*a", "paths-multiplied": "2*a*d(a)"}),
    ("f(a) + b", a, "d(a)", {"constant-to-one": "d(a) + 1", "constant-kept": "d(a) + b", "wrong-variable": "1"}),
    ("b*f(a)", a, "b*d(a)", {"differentiated-everything": "b*d(a) + f(a)", "constant-factor-dropped": "d(a)"}),
    (
        "B @ f(x)",
        x,
        "B @ diag(d(x))",
        {
            "order-swapped": "diag(d(x)) @ B",
            "hadamard-not-matmul": "B * diag(d(x))",
            "jacobians-added": "B + diag(d(x))",
            "factor-transposed": "B.T @ diag(d(x))",
            "inner-derivative-forgotten": "B",
            "outer-derivative-forgotten": "diag(d(x))",
            "transposed": "(B @ diag(d(x))).T",
            "collapsed-to-output": "B @ f(x)",
            "rows-swapped": "reverse(B @ diag(d(x)))",
        },
    ),
    (
        "sum(f(A @ x))",
        x,
        "d(A @ x).T @ A",
        {
            "reduction-forgotten": "diag(d(A @ x)) @ A",
            "summed-wrong-axis": "diag(d(A @ x)) @ A @ ones(n)",
            "transposed": "A.T @ d(A @ x)",
            "inner-derivative-forgotten": "d(A @ x).T",
        },
    ),
    (
        "[a*f(b), a**2*b]",
        [a, b],
        "[[f(b), a*d(b)], [2*a*b, a**2]]",
        {
            "transposed": "[[f(b), 2*a*b], [a*d(b), a**2]]",
            "rows-swapped": "[[2*a*b, a**2], [f(b), a*d(b)]]",
            "order-of-variables": "[[a*d(b), f(b)], [a**2, 2*a*b]]",
            "off-diagonal-zeroed": "[[f(b), 0], [0, a**2]]",
            "cells-added": "f(b) + a*d(b) + 2*a*b + a**2",
            "flattened": "[[f(b), a*d(b), 2*a*b, a**2]]",
        },
    ),
    (
        "f(x @ x)",
        x,
        "2*d(x @ x)*x.T",
        {
            "transposed": "2*d(x @ x)*x",
            "inner-derivative-forgotten": "d(x @ x)",
            "outer-derivative-forgotten": "2*x.T",
            "sign": "-2*d(x @ x)*x.T",
            "radial-guess": "x.T",
        },
    ),
    ("A*f(z)", z, "A*d(z)", {"collapsed-to-output": "A*f(z)", "outer-derivative-forgotten": "d(z)"}),
    (
        "w @ f(x)",
        w,
        "f(x).T",
        {
            "transposed": "f(x)",
            "reduction-forgotten": "diag(f(x))",
            "cells-added": "sum(f(x))",
            "wrong-variable": "(w*d(x)).T",
        },
    ),
    (
        "softmax(f(x))",
        x,
        "(diag(softmax(f(x))) - outer(softmax(f(x)), softmax(f(x)))) @ diag(d(x))",
        {
            "order-swapped": "diag(d(x)) @ (diag(softmax(f(x))) - outer(softmax(f(x)), softmax(f(x))))",
            "inner-derivative-forgotten": "diag(softmax(f(x))) - outer(softmax(f(x)), softmax(f(x)))",
            "off-diagonal-zeroed": "diag(softmax(f(x))*(1 - softmax(f(x)))*d(x))",
        },
    ),
    (
        "norm(f(x))",
        x,
        "(f(x)*d(x)).T/norm(f(x))",
        {"inner-derivative-forgotten": "f(x).T/norm(f(x))", "transposed": "f(x)*d(x)/norm(f(x))"},
    ),
    (
        "sum(f(W @ x))",
        W,
        "outer(x, d(W @ x))",
        {"transposed": "outer(d(W @ x), x)", "inner-derivative-forgotten": "d(W @ x).T", "sign": "-outer(x, d(W @ x))"},
    ),
    ("x*f(x)", x, "diag(f(x) + x*d(x))", {"product-rule-one-term": "diag(x*d(x))"}),
    ("f(x)*sum(x)", x, "sum(x)*diag(d(x)) + outer(f(x), ones(n))", {"product-rule-one-term": "outer(f(x), ones(n))"}),
    ("cumsum(f(x))", x, "cumsum(identity(n)) @ diag(d(x))", {"order-swapped": "diag(d(x)) @ cumsum(identity(n))"}),
]  # fmt: skip


# The same for mistakes that need a function of their own.
PLAIN = [
    (
        "sum([c1*c2**2, c2*c3**2, c3*c1**2])",
        c,
        "[[c2^2 + 2c1c3, 2c1c2 + c3^2, 2c2c3 + c1^2]]",
        {"only-fi-of-xi": "[[c2**2, c3**2, c1**2]]"},
    ),
    ("sum(relu(w - x))", x, "-(w > x).T", {"gate-ignored": "-ones(1, n)", "gate-inverted": "-(w <= x).T"}),
    ("relu(A @ x)**2", x, "2*diag(relu(A @ x)) @ A", {"value-instead-of-slope": "2*diag(relu(A @ x)**2) @ A"}),
    (
        "(a - relu(w @ x))**3",
        w,
        "-3*(a - relu(w @ x))**2*(w @ x > 0)*x.T",
        {"gate-ignored-outer-only": "-3*(a - relu(w @ x))**2*x.T"},
    ),
    (
        "a**3 + 5*a*b**2 + b**4",
        [a, b],
        "[[3a^2 + 5b^2, 10ab + 4b^3]]",
        {"cross-term-forgotten": "[[3a^2, 4b^3]]", "tangent-to-contour": "[[10ab + 4b^3, -3a^2 - 5b^2]]"},
    ),
    (
        "[a**2, a*b, 7*b]",
        [a, b],
        "[[2a, 0], [b, a], [0, 7]]",
        {"missing-dependence-not-zero": "[[2a, 1], [b, a], [1, 7]]"},
    ),
    (
        "w - 4*x",
        x,
        "-4*identity(n)",
        {"ones-matrix": "-4*ones(n, n)", "collapsed-to-scalar": "-4", "minus-lost": "4*identity(n)"},
    ),
    ("a**b", b, "log(a)*a**b", {"power-rule-on-exp": "b*a**(b - 1)"}),
    ("cos(x)*z", x, "-z*diag(sin(x))", {"minus-lost": "z*diag(sin(x))"}),
    (
        "x + norm(x)*w",
        x,
        "identity(n) + outer(w, x)/norm(x)",
        {"indirect-path-forgotten": "identity(n)", "direct-path-forgotten": "outer(w, x)/norm(x)"},
    ),
    (
        "w @ B @ w + a",
        w,
        "w.T @ (B + B.T)",
        {"symmetry-assumed": "2*w.T @ B", "constant-to-one": "w.T @ (B + B.T) + 1"},
    ),
    ("x @ B @ w", B, "outer(w, x)", {"inner-outer-swapped": "w @ x", "transposed": "outer(x, w)"}),
]


def filled(template, name):
    """A text with a function in the place of f and its slope in that of d."""
    for letter, made in (("f", name), ("d", SLOPES[name])):
        while found := re.search(rf"\b{letter}\(", template):
            inside, rest = _closed(template[found.end() :])
            value = re.sub(r"\bu\b", f"({inside})", made)
            template = f"{template[: found.start()]}({value}){rest}"
    return template


def _closed(text):
    """What stands before the bracket that closes, and behind it."""
    depth = 1
    for k, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if not depth:
            return text[:k], text[k + 1 :]
    raise ValueError(text)


def function(text):
    """The function that a text stands for; a list is a stack."""
    return mc.parse(text, *KNOWN)


def written_out(text, **sizes):
    """The cells of an answer one by one, for some sizes, as text."""
    e = function(text)
    rows, columns = (sizes.get(str(size), size) for size in e.shape or (1, 1))
    pick = {"scalar": "{0}", "column": "({0})[{1}]", "row": "({0})[{2}]", "matrix": "({0})[{1}, {2}]"}[e.kind]
    cells = (", ".join(pick.format(text, i, j) for j in range(1, columns + 1)) for i in range(1, rows + 1))
    return f"[{', '.join(f'[{row}]' for row in cells)}]"


def numbers(text, point):
    """An answer in numbers at a point for all KNOWN, row by row, as text."""
    return str(array(function(text), Point(point, KNOWN)).tolist())


@dataclass(frozen=True)
class Fresh:
    """A template with a function in it."""

    y: object
    x: object
    right: str
    wrong: tuple  # (tag, answer)

    def __repr__(self):
        return f"{self.y} by {self.x}"


def _fresh(template, name):
    y, x, right, wrong = template
    beside = TOGETHER[name].split() if name in TOGETHER and "f(" in y else []
    told = [(tag, filled(answer, name)) for tag, answer in wrong.items() if tag not in beside]
    return Fresh(function(filled(y, name)), x, filled(right, name), tuple(told))


# Each template with three functions, and each function in several templates.
NAMES = list(SLOPES)
FRESH = [_fresh(t, NAMES[(k + 7 * turn) % len(NAMES)]) for k, t in enumerate(TEMPLATES) for turn in range(3)]
FRESH += [_fresh(template, "exp(u)") for template in PLAIN]
