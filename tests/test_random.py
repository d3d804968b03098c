"""Random functions by the thousand: the roads arrive, and every line stands for the true numbers."""

import numpy as np
from hypothesis import HealthCheck, assume, given, settings, strategies as st

import mclib as mc
from numeric import jacobian
from pairs import known, pairs, point
from wide import LONGEST, gap, wide

# What is drawn too long, too near to a kink or too large to be measured is drawn again.
examples = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def hold(pair, name, everything):
    """Hold the derivations of a pair by a name against the plain function's numbers."""
    numbers = jacobian(pair.plain, everything, (name,))
    assume(np.isfinite(numbers).all() and np.abs(numbers).max() < 1e6)
    near = {"rtol": 1e-6, "atol": 1e-7 * (1 + np.abs(numbers).max())}
    values = known(pair, name, everything)
    for by in ("entries", "chain"):
        derivation = mc.derive(pair.expression, pair.symbols[name], by=by)
        np.testing.assert_allclose(derivation.jacobian.at(**values), numbers, **near)
        for step in derivation.steps:
            np.testing.assert_allclose(step.at(**values), numbers, **near)


@settings(max_examples=800, **examples)
@given(pairs(depth=5).filter(lambda pair: len(str(pair)) <= LONGEST), st.sampled_from("wxz"), st.integers(0, 1000))
def test_smooth_functions(pair, name, seed):
    hold(pair, name, point(seed, n=2, m=3))


@settings(max_examples=1400, **examples)
@given(wide(), st.integers(0, 1000))
def test_all_of_the_vocabulary(drawn, seed):
    pair, name = drawn
    everything = point(seed, n=2, m=3)
    assume(gap(pair, everything) > 1e-2)
    hold(pair, name, everything)
