"""How a Jacobian comes about: which structure a function is seen to have, and what is sent of it.

That the factors make the engine's Jacobian is tried in the browser, which multiplies them.
"""

import json

import pytest

import mclib as mc
from mclib.views.modes import roads
from mclib.views.wire import record

W, X = mc.vectors("w x")
Z = mc.scalars("z")
A, C = mc.matrices("A"), mc.matrices("C", shape=("k", "m"))


@pytest.mark.parametrize(
    ("y", "x", "kind", "meaning"),
    [
        (mc.sum(X), X, "collapse", {"f": "x"}),
        (mc.mean(X * Z), X, "collapse", {"f": "x*z"}),
        (W @ X, X, "collapse", {"f": "w*x"}),
        (X * Z, Z, "stretch", {"u": "z*ones(n)"}),
        (Z + Z**2, Z, "roads", {"u": "z**2"}),
        (X * mc.sum(X), X, "roads", {"u": "sum(x)"}),
        (mc.sin(mc.cos(Z**2)), Z, "product", {"u": "cos(z**2)"}),
        (C @ (A @ X), X, "product", {"u": "A @ x"}),
    ],
    ids=str,
)
def test_the_structure_is_read_from_the_function(y, x, kind, meaning):
    found, named, _ = roads(y, x)
    assert (found, {str(u): str(u_) for u, u_ in named.items()}) == (kind, meaning)


@pytest.mark.parametrize("y", [W * X, mc.softmax(X), W + X, mc.cumsum(X), mc.exp(-X), Z, mc.stack([Z, Z])], ids=str)
def test_a_function_of_one_step_has_none(y):
    assert record(y, y.symbols[-1])["by"][0]["picture"] is None


def test_names_on_the_way_are_nobody_elses():
    u, f = mc.vectors("u f")
    assert [str(name) for name in roads(mc.sum(f * u), u)[1]] == ["v"]


@pytest.mark.parametrize("y", [mc.sum(X * Z), X * mc.norm(X), A @ (X * X), mc.relu(W @ X + Z)], ids=str)
def test_what_a_picture_shares_with_the_jacobian_is_sent_once(y):
    assert len(json.dumps(record(y, X))) < 4000
