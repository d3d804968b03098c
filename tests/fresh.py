"""Problems that are in no bank: each function of the table in many places, with right and wrong answers.

A row of TEMPLATES is written with f(...) and d(...), which stand for a function and its slope, so that each
makes a problem with every function. What is wrong is what a learner would write, with the name of the mistake.
"""

import re

import mclib as mc

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

n = mc.sizes("n")
w, x = mc.vectors("w x")
a, b, z = mc.scalars("a b z")
A, W = mc.matrices("A W")
B = mc.matrices("B", shape=("n", "n"))
KNOWN = (w, x, a, b, z, A, W, B)

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


def filled(template, function):
    """A text with a function in the place of f and its slope in that of d."""
    for letter, made in (("f", function), ("d", SLOPES[function])):
        while found := re.search(rf"\b{letter}\(", template):
            start = end = found.end()
            depth = 1
            while depth:
                depth += {"(": 1, ")": -1}.get(template[end], 0)
                end += 1
            inside = re.sub(r"\bu\b", f"({template[start : end - 1]})", made)
            template = f"{template[: found.start()]}({inside}){template[end:]}"
    return template


def function(text):
    """The function that a text stands for; a list is a stack."""
    return mc.parse(text, *KNOWN)


def written_out(text, **sizes):
    """The cells of an answer one by one, for some sizes, as text; None where it has none that can be picked."""
    e = function(text)
    if not e.shape:
        return None
    rows, columns = (sizes.get(str(size), size) for size in e.shape)
    pick = {"column": "({0})[{1}]", "row": "({0})[{2}]", "matrix": "({0})[{1}, {2}]"}[e.kind]
    cells = (", ".join(pick.format(text, i, j) for j in range(1, columns + 1)) for i in range(1, rows + 1))
    return f"[{', '.join(f'[{row}]' for row in cells)}]"
