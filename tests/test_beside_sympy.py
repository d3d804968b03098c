"""SymPy's own matrix derivatives beside ours, case by case: which are wrong, and which lie turned.

SymPy derives by a MatrixSymbol of symbolic size, as `Trace(w.T*x).diff(w)`. Of the rows below it
gets some silently wrong (a derivative that is 0, a term that is lost), gives many as the transpose
of the Jacobian (denominator layout, which it nowhere names), and refuses some. Ours are right, in
numerator layout. A row fails when SymPy comes to answer otherwise: then the row is to be moved, and
what the README or a lesson says of SymPy with it.
"""

import numpy as np
import pytest
import sympy as sp

import mclib as mc
from battery import NAMES
from equations import softmax, written_out
from numeric import jacobian

SIZES = {"n": 3, "m": 2, "N": 4}
n, m = sp.symbols("n m", integer=True, positive=True)
SHAPES = {"w": (n, 1), "x": (n, 1), "c": (m, 1), "A": (m, n), "B": (n, n), "C": (n, n)}
SYMBOLS = {name: sp.MatrixSymbol(name, *shape) for name, shape in SHAPES.items()}
SYMBOLS |= {name: sp.Symbol(name) for name in ("z", "b")}
THEIRS = {
    name: getattr(sp, name) for name in ("DiagMatrix", "HadamardProduct", "Max", "Trace", "exp", "log", "sin", "sqrt")
}
THEIRS |= {"n": n, "m": m, "ones": sp.OneMatrix(n, 1), "rows": sp.OneMatrix(1, m), "power": sp.HadamardPower}


def gate(a):
    return a * (np.real(a) > 0)


def length(v):
    return np.sqrt(np.sum(v * v))


# (our function; by; SymPy's; the same in plain NumPy)
# fmt: off
WRONG = [
    ("w @ x", "w", "(w.T*x)[0, 0]", lambda w, x: np.dot(w, x)),
    ("w @ x + b", "w", "Trace(w.T*x) + b", lambda w, x, b: np.dot(w, x) + b),
    ("w @ x + b", "w", "(w.T*x)[0, 0] + b", lambda w, x, b: np.dot(w, x) + b),
    ("sum(x)", "x", "(ones.T*x)[0, 0]", lambda x: np.sum(x)),
    ("(w @ x)**2", "w", "(w.T*x)[0, 0]**2", lambda w, x: np.dot(w, x) ** 2),
    ("(w @ x + b)**2", "w", "(Trace(w.T*x) + b)**2", lambda w, x, b: (np.dot(w, x) + b) ** 2),
    ("maximum(0, w @ x + b)", "w", "Max(0, Trace(w.T*x) + b)", lambda w, x, b: gate(np.dot(w, x) + b)),
    ("sigmoid(w @ x + b)", "w", "1/(1 + exp(-Trace(w.T*x) - b))", lambda w, x, b: 1 / (1 + np.exp(-np.dot(w, x) - b))),
    ("exp(w @ x)", "w", "exp(Trace(w.T*x))", lambda w, x: np.exp(np.dot(w, x))),
    ("log(sum(exp(x)))", "x", "log(Trace(ones.T*x.applyfunc(exp)))", lambda x: np.log(np.sum(np.exp(x)))),
    ("softmax(x)", "x", "x.applyfunc(exp)/(ones.T*x.applyfunc(exp))[0, 0]", lambda x: softmax(x)),
    ("x / norm(x)", "x", "x/sqrt(Trace(x.T*x))", lambda x: x / length(x)),
    ("(w @ x) * x", "x", "(w.T*x)[0, 0]*x", lambda w, x: np.dot(w, x) * x),
    ("trace(B @ C) + b", "B", "Trace(B*C) + b", lambda B, C, b: np.trace(B @ C) + b),
    ("log(trace(B @ C))", "B", "log(Trace(B*C))", lambda B, C: np.log(np.trace(B @ C))),
    ("sum(exp(A @ x))", "A", "(rows*(A*x).applyfunc(exp))[0, 0]", lambda A, x: np.sum(np.exp(A @ x))),
]
RIGHT = [
    ("w * x", "x", "HadamardProduct(w, x)", lambda w, x: w * x),
]
TURNED = [
    ("w @ x", "w", "Trace(w.T*x)", lambda w, x: np.dot(w, x)),
    ("A @ x", "x", "A*x", lambda A, x: A @ x),
    ("sin(A @ x)", "x", "(A*x).applyfunc(sin)", lambda A, x: np.sin(A @ x)),
    ("A @ sin(x)", "x", "A*x.applyfunc(sin)", lambda A, x: A @ np.sin(x)),
    ("x @ B @ x", "x", "x.T*B*x", lambda x, B: x @ B @ x),
    ("sum((A @ x - c)**2)", "x", "(A*x - c).T*(A*x - c)", lambda A, x, c: np.sum((A @ x - c) ** 2)),
    ("(B @ x) * x", "x", "HadamardProduct(B*x, x)", lambda B, x: (B @ x) * x),
    ("(w @ x) * x", "x", "Trace(w.T*x)*x", lambda w, x: np.dot(w, x) * x),
    ("trace(B @ C)", "B", "Trace(B*C)", lambda B, C: np.trace(B @ C)),
]
REFUSED = [
    ("w / x", "x", "HadamardProduct(w, power(x, -1))", lambda w, x: w / x),
    ("A @ (x * x)", "x", "A*power(x, 2)", lambda A, x: A @ (x * x)),
    ("x / sqrt(mean(x * x))", "x", "x/sqrt(Trace(x.T*x)/n)", lambda x: x / np.sqrt(np.mean(x * x))),
    ("norm(x)", "x", "sqrt(Trace(x.T*x))", lambda x: length(x)),
    ("exp(w @ x)", "w", "(w.T*x).applyfunc(exp)", lambda w, x: np.exp(np.dot(w, x))),
    ("softmax(x)", "x", "x.applyfunc(exp)*power(ones.T*x.applyfunc(exp), -1)", lambda x: softmax(x)),
]
# fmt: on
TABLES = {"right": RIGHT, "wrong": WRONG, "turned": TURNED, "refused": REFUSED}
CASES = [(*row, verdict) for verdict, table in TABLES.items() for row in table]


def point():
    """A value for every name: all different, none symmetric."""
    random = np.random.default_rng(1)
    sizes = {**SIZES, 1: 1}
    values = {name: random.uniform(0.5, 1.5, [sizes[s] for s in NAMES[name]]) for name in SYMBOLS}
    return {name: value if value.ndim else float(value) for name, value in values.items()}


def numbers(expression):
    """The explicit numbers of SymPy's matrix expression at the point, as a 2-D array."""
    sizes = {n: SIZES["n"], m: SIZES["m"]}
    values = {}
    for name, value in point().items():
        symbol = SYMBOLS[name].subs(sizes)
        values[symbol] = sp.Matrix(value) if symbol.is_Matrix else value
    explicit = expression.doit().subs(sizes).xreplace(values).doit()
    explicit = explicit.as_explicit() if isinstance(explicit, sp.MatrixExpr) else explicit
    return np.array(sp.Matrix(explicit).evalf().tolist(), dtype=float)


def judged(theirs, by, true):
    """What SymPy makes of it, and its words for it."""
    try:
        answer = eval(theirs, {"__builtins__": {}}, THEIRS | SYMBOLS).diff(SYMBOLS[by])
    except (NotImplementedError, TypeError, ValueError, IndexError) as refusal:
        return "refused", repr(refusal)
    found = numbers(answer)
    for verdict, numerator in (("right", true), ("turned", true.T)):
        if found.shape == numerator.shape and np.allclose(found, numerator):
            return verdict, answer
    return "wrong", answer


@pytest.mark.parametrize(("ours", "by", "theirs", "plain", "verdict"), CASES, ids=[f"{c[2]} by {c[1]}" for c in CASES])
def test_sympy_answers_as_the_table_says_and_we_are_right(ours, by, theirs, plain, verdict):
    given = {name: value for name, value in point().items() if name in plain.__code__.co_varnames}
    true = jacobian(plain, given, (by,))
    function, variable = (written_out(text, NAMES) for text in (ours, by))
    np.testing.assert_allclose(mc.jacobian(function, variable).at(**given), true, rtol=1e-9)
    found, words = judged(theirs, by, true)
    assert found == verdict, f"SymPy {sp.__version__} answers {words}: {found}, no longer {verdict}. Move this row."
