"""How a derivation reads: one rule a line, in the order in which a teacher writes it."""

import re
import textwrap
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import mclib as mc
from battery import BATTERY
from equations import EQUATIONS, VECTORS, symbol, written_out
from mclib.indices import Node, reads, walk
from mclib.language import text
from mclib.render.latex import line_latex
from mclib.render.words import line_written
from numeric import jacobian
from pairs import known, pairs, point
from test_equations import MOST_LINES

# Every line of a derivation is made by one of these; what stands in parentheses behind a name says
# which function or which constant.
RULES = (
    "write out",
    "sum rule",
    "constant",
    "product rule",
    "power rule",
    "exponential rule",
    "chain rule",
    "larger of two",
    "comparison is flat",
    "derivative moves into the sum",
    "row by row",
    "its own variable",
    "a constant leaves the sum",
    "delta picks one term",
    "collect",
    "gather the cells",
    "gather the scalar",
    "scalar expansion",
    "softmax rule",
    "norm rule",
    "slope of an unknown function",
)

NAMES = {**VECTORS, "c": ("m",), "X": ("m", "n"), "y": ("m",)}
NAMED = {name: symbol(name, NAMES[name]) for name in ("w", "x")}

# The ideal lines: (function, variable, road), and each rule with the line that it makes. Where scalar
# expansion is the subject, a line that writes z as z * ones(n) may come first; it is no line of the
# calculation. The outermost sum is always over k; the brackets of a softmax are multiplied out by
# gathering, which needs no rule of its own.
IDEAL = [
    (
        "w * x",
        "w",
        "entries",
        """
        write out one component: d/dw_j (w_i*x_i)
        constant factor: (d/dw_j (w_i))*x_i
        its own variable: delta_{i,j}*x_i
        gather the cells: diag(x)
        """,
    ),
    (
        "w / x",
        "x",
        "entries",
        """
        write out one component: d/dx_j (w_i/x_i)
        constant factor: w_i*(d/dx_j (1/x_i))
        power rule (exponent -1): -w_i/x_i**2*(d/dx_j (x_i))
        its own variable: -w_i/x_i**2*delta_{i,j}
        gather the cells: diag(-w/x**2)
        """,
    ),
    (
        "x + z",
        "z",
        "entries",
        """
        write out one component: d/dz (x_i + z)
        sum rule: d/dz (x_i) + d/dz (z)
        its own variable: 1
        gather the cells: ones(n)
        """,
    ),
    (
        "sum(x * z)",
        "x",
        "entries",
        """
        write out one component: d/dx_j (sum_k x_k*z)
        derivative moves into the sum: sum_k d/dx_j (x_k*z)
        constant factor: sum_k z*(d/dx_j (x_k))
        its own variable: sum_k z*delta_{k,j}
        a constant leaves the sum: z*(sum_k delta_{k,j})
        delta picks one term: z
        gather the cells: z*ones(n).T
        """,
    ),
    (
        "w @ x",
        "w",
        "entries",
        """
        write out one component: d/dw_j (sum_k w_k*x_k)
        derivative moves into the sum: sum_k d/dw_j (w_k*x_k)
        constant factor: sum_k (d/dw_j (w_k))*x_k
        its own variable: sum_k delta_{k,j}*x_k
        delta picks one term: x_j
        gather the cells: x.T
        """,
    ),
    (
        "A @ (x * x)",
        "x",
        "entries",
        """
        write out one component: d/dx_j (sum_k A_{i,k}*x_k*x_k)
        derivative moves into the sum: sum_k d/dx_j (A_{i,k}*x_k*x_k)
        constant factor: sum_k A_{i,k}*(d/dx_j (x_k*x_k))
        product rule: sum_k A_{i,k}*((d/dx_j (x_k))*x_k + x_k*(d/dx_j (x_k)))
        its own variable: sum_k A_{i,k}*(delta_{k,j}*x_k + x_k*delta_{k,j})
        delta picks one term: A_{i,j}*(x_j + x_j)
        collect: 2*A_{i,j}*x_j
        gather the cells: A @ diag(2*x)
        """,
    ),
    (
        "relu(w @ x + b)",
        "w",
        "entries",
        """
        write out one component: d/dw_j (relu(u)), where u = w @ x + b
        chain rule (relu): (u > 0)*(d/dw_j (u))
        write out u: (u > 0)*(d/dw_j (sum_k w_k*x_k + b))
        sum rule: (u > 0)*(d/dw_j (sum_k w_k*x_k) + d/dw_j (b))
        derivative moves into the sum: (u > 0)*(sum_k d/dw_j (w_k*x_k))
        constant factor: (u > 0)*(sum_k (d/dw_j (w_k))*x_k)
        its own variable: (u > 0)*(sum_k delta_{k,j}*x_k)
        delta picks one term: (u > 0)*x_j
        gather the cells: (w @ x + b > 0)*x.T
        """,
    ),
    (
        "mean((y - X @ w - b)**2)",
        "w",
        "entries",
        """
        write out one component: d/dw_j (1/m*(sum_k e_k**2)), where e = y - (X @ w) - b
        constant factor: 1/m*(d/dw_j (sum_k e_k**2))
        derivative moves into the sum: 1/m*(sum_k d/dw_j (e_k**2))
        power rule (exponent 2): 1/m*(sum_k 2*e_k*(d/dw_j (e_k)))
        write out e: 1/m*(sum_k 2*e_k*(d/dw_j (y_k - (sum_l X_{k,l}*w_l) - b)))
        sum rule: 1/m*(sum_k 2*e_k*(d/dw_j (y_k) - (d/dw_j (sum_l X_{k,l}*w_l)) - (d/dw_j (b))))
        derivative moves into the sum: 1/m*(sum_k (-2*e_k*(sum_l d/dw_j (X_{k,l}*w_l))))
        constant factor: 1/m*(sum_k (-2*e_k*(sum_l X_{k,l}*(d/dw_j (w_l)))))
        its own variable: 1/m*(sum_k (-2*e_k*(sum_l X_{k,l}*delta_{l,j})))
        a constant leaves the sum: -2/m*(sum_k e_k*(sum_l X_{k,l}*delta_{l,j}))
        delta picks one term: -2/m*(sum_k e_k*X_{k,j})
        gather the cells: -2*((y - (X @ w) - b).T @ X)/m
        """,
    ),
    (
        "softmax(x)",
        "x",
        "entries",
        """
        write out one component: d/dx_j (s_i), where s = softmax(x)
        softmax rule: s_i*(delta_{i,j} - s_j)
        gather the cells: diag(softmax(x)) - outer(softmax(x), softmax(x))
        """,
    ),
    (
        "relu(A @ x + c)",
        "x",
        "chain",
        """
        introduce u: d/dx (u3), where u1 = A @ x, u2 = u1 + c, u3 = relu(u2)
        chain rule (product of Jacobians): (du3/du2) @ ((du2/du1) @ (du1/dx))
        one Jacobian (d u1 / d x): (du3/du2) @ ((du2/du1) @ A)
        one Jacobian (d u2 / d u1): (du3/du2) @ (identity(m) @ A)
        one Jacobian (d u3 / d u2): diag(u2 > 0) @ (identity(m) @ A)
        multiply the factors: diag(u2 > 0) @ A
        substitute back: diag(A @ x + c > 0) @ A
        """,
    ),
]


@pytest.mark.parametrize(("written", "variable", "by", "ideal"), IDEAL, ids=[f"{y} by {x}" for y, x, *_ in IDEAL])
def test_the_lines_are_the_ideal_ones(written, variable, by, ideal):
    derivation = mc.derive(written_out(written, NAMES), written_out(variable, NAMES), by=by)
    named = [f"{step.rule.name}: {line_written(text, derivation, k)}" for k, step in enumerate(derivation.steps, 1)]
    if named[0].startswith("scalar expansion"):
        named = named[1:]
    assert named == textwrap.dedent(ideal).strip().splitlines()


ROADS = [
    (row, by) for row in (*EQUATIONS, *BATTERY) for by in ("entries", "chain") if by == "entries" or "[" not in row.by
]
roads = pytest.mark.parametrize(("row", "by"), ROADS, ids=[f"{row.id} {by}" for row, by in ROADS])


@roads
def test_no_line_is_printed_like_the_one_before(row, by):
    derivation = mc.derive(row.function, row.variable, by=by)
    for write in (lambda k: line_written(text, derivation, k), lambda k: line_latex(derivation, k)):
        lines = [re.split(r", where| .quad .text", write(k))[0] for k in range(len(derivation.lines))]
        assert [line for line, before in zip(lines[1:], lines, strict=False) if line == before] == []


@pytest.mark.parametrize("row", BATTERY, ids=lambda row: row.id)
def test_lines_are_few(row):
    # one more than the course's equations need: a penalty beside a loss has lines of its own
    assert len(mc.derive(row.function, row.variable).steps) <= MOST_LINES + 1


def test_a_whole_loss_is_derived_in_as_many_lines_as_an_equation():
    logistic = written_out("mean(softplus(X @ w + b) - y * (X @ w + b))", NAMES)
    assert len(mc.derive(logistic, NAMED["w"]).steps) <= MOST_LINES


@pytest.mark.parametrize("row", EQUATIONS, ids=lambda row: row.id)
def test_what_vanishes_stands_over_a_brace_in_the_line_before(row):
    derivation = mc.derive(row.function, row.variable)
    for k, line in enumerate(derivation.lines):
        if not isinstance(line, Node) or line.op == "open":
            continue
        opened = [part for part in walk(line) if part.op == "deriv"]
        gone = [part for part in opened if not reads(*part.args)]
        braces = len(gone) if len(gone) < len(opened) else 0  # a line that is zero as a whole needs none
        assert line_latex(derivation, k).count(r"\underbrace") == braces


# ---- short names -----------------------------------------------------------------------------


@roads
def test_a_short_name_is_new_and_said_once(row, by):
    derivation = mc.derive(row.function, row.variable, by=by)
    letters = [name.symbol.args[0] for name in derivation.names]
    assert len(set(letters)) == len(letters)
    assert not set(letters) & derivation.frame.names
    whole = "\n".join(line_written(text, derivation, k) for k in range(len(derivation.lines)))
    for name in derivation.names:
        assert len(re.findall(rf"(?:where|,) {name.symbol} = ", whole)) == 1


def test_names_avoid_those_of_the_learner():
    A, (u, x) = mc.matrices("A"), (mc.vectors("u", n="m"), mc.vectors("x"))
    first = line_written(text, mc.derive(mc.exp(A @ x + u), x), 1)
    assert first == "d/dx_j (exp(v_i)), where v = A @ x + u"


def test_a_sum_keeps_its_letter_while_sums_inside_it_come_and_go():
    loss = written_out("mean((y - X @ w - b)**2)", NAMES)
    derivation = mc.derive(loss, NAMED["w"])
    outermost = {
        match for k in range(1, 12) for match in re.findall(r"1?/m\*\(sum_(\w)", line_written(text, derivation, k))
    }
    assert outermost == {"k"}


# ---- proofs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("function", [mc.softmax, mc.norm], ids=["softmax", "norm"])
@pytest.mark.parametrize("inner", ["x", "A @ x + c"])
def test_the_rules_of_softmax_and_norm_are_proved_in_smaller_steps(function, inner):
    step = mc.derive(function(written_out(inner, NAMES)), NAMED["x"]).steps[1]
    proof, values = step.substeps, {"x": [0.3, -1.2, 0.7]}
    assert step.rule.name in ("softmax rule", "norm rule")
    assert len(proof) > 3
    for small, after in pairwise(proof):
        assert small.after == after.before
        assert small.rule.name.startswith(RULES)
    plain = {mc.softmax: lambda x: np.exp(x) / np.exp(x).sum(), mc.norm: lambda x: np.sqrt(np.sum(x**2))}[function]
    numbers = jacobian(plain, values, ("x",))
    for small in proof:
        np.testing.assert_allclose(small.at(**values), numbers, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("row", EQUATIONS, ids=lambda row: row.id)
def test_every_line_is_made_by_a_rule_with_a_known_name(row):
    names = [step.rule.name for step in mc.derive(row.function, row.variable).steps]
    assert [name for name in names if not name.startswith(RULES)] == []


def test_all_deltas_appear_in_one_line():
    # The variable's own delta comes last, at every place where the variable stands.
    _, x = mc.vectors("w x")
    names = [step.rule.name for step in mc.derive(x * mc.sum(x), x).steps]
    assert sum(name.startswith("its own variable") for name in names) == 1


def test_factors_keep_the_order_in_which_they_were_written():
    w, x, u = mc.vectors("w x u")
    assert mc.derive(u * w * x, w).jacobian.expression == mc.diag(u * x)
    assert mc.derive(x * w * u, w).jacobian.expression == mc.diag(x * u)


@settings(max_examples=60, deadline=None)
@given(pair=pairs(), seed=st.integers(0, 1000))
def test_every_line_of_any_derivation_stands_for_the_same_array(pair, seed):
    everything = point(seed)
    for name in ("w", "x", "z"):
        values = known(pair, name, everything)
        derivation = mc.derive(pair.expression, pair.symbols[name])
        numbers = jacobian(pair.plain, everything, (name,))
        near = {"rtol": 1e-7, "atol": 1e-7 * (1 + np.abs(numbers).max())}
        np.testing.assert_allclose(derivation.jacobian.at(**values), numbers, **near)
        for step in derivation.steps:
            np.testing.assert_allclose(step.at(**values), numbers, **near)
