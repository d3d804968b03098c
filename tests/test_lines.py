"""How a derivation reads: one rule a line, in the order in which a teacher writes it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mclib as mc
from equations import EQUATIONS, VECTORS, written_out
from numeric import jacobian
from pairs import known, pairs, point

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
    "scalar expansion",
    "softmax rule",
    "norm rule",
    "slope of an unknown function",
)

# (function, variable): the rules in the order of the lines. Where scalar expansion is the subject,
# a line that writes z as z * ones(n) may come first; it is no line of the calculation.
IDEAL = [
    (
        "w * x",
        "w",
        "write out one component; constant factor; its own variable; gather the cells",
    ),
    (
        "w / x",
        "x",
        "write out one component; constant factor; power rule; its own variable; gather the cells",
    ),
    ("x + z", "z", "write out one component; sum rule; its own variable; gather the cells"),
    (
        "sum(x * z)",
        "x",
        "write out one component; derivative moves into the sum; constant factor; its own variable;"
        " a constant leaves the sum; delta picks one term; gather the cells",
    ),
    (
        "w @ x",
        "w",
        "write out one component; derivative moves into the sum; constant factor; its own variable;"
        " delta picks one term; gather the cells",
    ),
]


@pytest.mark.parametrize(("written", "by", "rules"), IDEAL, ids=[f"{y} by {x}" for y, x, _ in IDEAL])
def test_the_lines_come_in_the_order_of_the_ideal(written, by, rules):
    derivation = mc.derive(written_out(written, VECTORS), written_out(by, VECTORS))
    names = [step.rule.name for step in derivation.steps]
    if names[0].startswith("scalar expansion"):
        names = names[1:]
    ideal = rules.split("; ")
    assert len(names) == len(ideal), names
    assert [n for n, i in zip(names, ideal, strict=True) if not n.startswith(i)] == []


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
