"""SymPy at the edge: what goes out has the same numbers, what comes in is read or refused."""

import numpy as np
import pytest
import sympy

import mclib as mc

n, m = mc.sizes("n m")
w, x = mc.vectors("w x")
c = mc.vectors("c", n="m")
z, b = mc.scalars("z b")
A = mc.matrices("A")
B = mc.matrices("B", shape=("n", "n"))
f = mc.functions("f")
RANDOM = np.random.default_rng(11)
VALUES = {"w": RANDOM.uniform(1, 2, 3), "x": RANDOM.uniform(-1, 1, 3), "c": RANDOM.uniform(-1, 1, 2), "z": 0.5, "b": 2}
VALUES |= {"A": RANDOM.uniform(-1, 1, (2, 3)), "B": RANDOM.uniform(-1, 1, (3, 3))}
SIZES = {"n": 3, "m": 2}
INDEX = {name: sympy.Symbol(name, integer=True) for name in "ij"}
S, T = sympy.symbols("s t")


def number(sympy_expression, **where):
    """What a SymPy expression stands for at VALUES, at the place given."""
    sizes = {sympy.Symbol(name, integer=True, positive=True): size for name, size in SIZES.items()}
    places = {INDEX[name]: place for name, place in where.items()}
    known = sympy_expression.subs(sizes | places).doit()
    components = {atom: entry(atom) for atom in known.atoms(sympy.Indexed)}
    known = known.xreplace(components)
    return float(known.subs({symbol: VALUES[symbol.name] for symbol in known.free_symbols}))


def entry(atom):
    return sympy.Float(VALUES[str(atom.base)][tuple(int(k) - 1 for k in atom.indices)])


def values_of(thing, *more):
    names = {symbol.args[0] for symbol in (*thing.symbols, *more)}
    return {name: VALUES[name] for name in names}


def grid(shape):
    return [{"i": i, "j": j} for i in range(1, shape[0] + 1) for j in range(1, shape[1] + 1)]


SCALARS = [z**2 / b, mc.pi * z, mc.sum(w * x), mc.mean(A), mc.norm(x), x @ B @ x, x[2] * A[1, 3], mc.relu(z) - abs(b)]
VECTORS = [
    w * x + z,
    w / x,
    mc.maximum(w, x),
    mc.minimum(0, x),
    (w > x) + (x <= w),
    mc.exp(-x),
    mc.arctan(x) + mc.sign(x),
    mc.softplus(x),
    mc.sigmoid(x),
    mc.softmax(x),
    mc.reverse(x),
    mc.cumsum(x),
    A.T @ c,
    mc.unit(n, 2) * z + x,
]
MATRICES = [A, mc.outer(x, c), mc.diag(x) @ B, mc.cumsum(mc.identity(n)) * B, mc.reverse(A)]


@pytest.mark.parametrize("expression", [*SCALARS, *VECTORS, *MATRICES], ids=str)
def test_a_component_has_the_numbers_of_the_expression(expression):
    found = np.atleast_1d(expression.at(**values_of(expression)))
    found = found[:, None] if found.ndim == 1 else found
    component = expression.component()
    np.testing.assert_allclose([number(component, **at) for at in grid(found.shape)], found.ravel())


def test_a_component_at_the_indices_asked_for():
    assert str((w * x).component(2)) == "w[2]*x[2]"
    assert str(A.component("p", "q")) == "A[p, q]"
    assert str(mc.reverse(x).component(1)) == "x[n]"


@pytest.mark.parametrize(
    ("expression", "where"), [(x, (1, 2)), (z, (1,)), (A, (1,))], ids=["vector", "scalar", "matrix"]
)
def test_a_component_with_a_wrong_number_of_indices_is_refused(expression, where):
    with pytest.raises(mc.ShapeError, match=f"^{expression} is"):
        expression.component(*where)


DERIVED = [(w * x, x), (x * mc.sum(x), x), (mc.softmax(x), x), (A @ mc.exp(x), x), (mc.sum(w * x), w), (x * z, z)]
DERIVED += [(mc.reverse(w * x), x), (mc.maximum(w, x), x), (mc.cumsum(x**2), x), (mc.norm(x), x), (mc.sum(A @ x), A)]


@pytest.mark.parametrize("layout", ["numerator", "denominator"])
@pytest.mark.parametrize(("function", "variable"), DERIVED, ids=str)
def test_entry_and_cells_have_the_numbers_of_the_jacobian(function, variable, layout):
    jacobian = mc.jacobian(function, variable).to(layout)
    found = jacobian.at(**values_of(function, variable))
    # the one index of a row is j, of a column i
    np.testing.assert_allclose([number(jacobian.entry, **at) for at in grid(found.shape)], found.ravel(), atol=1e-15)
    cells = jacobian.cells(**SIZES)
    assert cells.shape == found.shape
    np.testing.assert_allclose([number(cell) for cell in cells], found.ravel(), atol=1e-15)
    assert cells.atoms(sympy.Sum, sympy.KroneckerDelta) == set()


def test_unknown_functions_keep_their_names():
    component = (f(w, x) * x).component()
    assert str(component) == "f(w[i], x[i])*x[i]"
    slope = mc.slope(f(z), z).component()
    assert slope.doit() == sympy.Function("f")(sympy.Symbol("z")).diff(sympy.Symbol("z"))


# ---- reading ---------------------------------------------------------------------------------------

s, t = mc.scalars("s t")
READ = [
    (3 * S**2 * T, 3 * s**2 * t),
    (S / T, s / t),
    (S - T, s - t),
    (-S, -s),
    (sympy.Rational(2, 3) * S, 2 * s / 3),
    (sympy.Float(0.5) * S, s / 2),
    (sympy.sqrt(S), s**0.5),
    (sympy.pi * S, mc.pi * s),
    (sympy.E**S, mc.exp(s)),
    (sympy.E, mc.exp(1)),
    (sympy.sin(S) * sympy.asin(T), mc.sin(s) * mc.arcsin(t)),
    (sympy.tanh(S), mc.tanh(s)),
    (sympy.Abs(S), abs(s)),
    (sympy.sign(S), mc.sign(s)),
    (sympy.Max(S, T), mc.maximum(s, t)),
    (sympy.Min(S, T), mc.minimum(s, t)),
    (sympy.log(S), mc.log(s)),
]


@pytest.mark.parametrize(("theirs", "ours"), READ, ids=str)
def test_scalars_of_sympy_are_read(theirs, ours):
    assert mc.jacobian(theirs, T).function == ours


@pytest.mark.parametrize(("theirs", "ours"), READ, ids=str)
def test_what_was_read_goes_back_as_it_came(theirs, ours):
    assert sympy.nsimplify(mc.jacobian(theirs, T).function.component() - theirs) == 0


def test_matrices_of_sympy_are_read():
    read = mc.jacobian(S * T, S).expression + mc.mean(sympy.Matrix([[S, 1], [T, 2 * S]]))
    assert read == t + mc.mean(mc.matrix([[s, 1], [t, 2 * s]]))


def test_sympy_derives_the_same():
    theirs = sympy.exp(S * T) * sympy.sin(S) ** 3 / T + sympy.atan(T)
    ours = mc.jacobian(theirs, [S, T])
    slopes = sympy.Matrix([[theirs.diff(S), theirs.diff(T)]])
    assert sympy.simplify(ours.entry - slopes) == sympy.zeros(1, 2)


REFUSED = {
    "another function": sympy.gamma(S),
    "the imaginary unit": sympy.I * S,
    "infinity": sympy.oo,
    "a sum": sympy.Sum(S, (S, 1, 3)),
    "a comparison": S < T,
    "cases": sympy.Piecewise((S, S > 0), (T, True)),
    "a derivative": sympy.Derivative(S * T, S, evaluate=False),
    "an indexed symbol": sympy.IndexedBase("x")[1],
}


@pytest.mark.parametrize("theirs", REFUSED.values(), ids=REFUSED)
def test_what_the_vocabulary_does_not_have_is_refused_with_an_example(theirs):
    with pytest.raises(TypeError) as refused:
        mc.derive(theirs, S)
    message = str(refused.value)
    part = "x[1]" if isinstance(theirs, sympy.Indexed) else f"SymPy {type(theirs).__name__}"
    assert part in message or "SymPy ImaginaryUnit" in message
    assert "as 3*x**2*y" in message or "mc.vectors" in message
