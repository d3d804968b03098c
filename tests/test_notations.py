"""Other notations than ours mean what they mean where they are at home: LaTeX, MATLAB, NumPy, y = ..."""

import pytest

import mclib as mc
from mclib.functions import FUNCTIONS

w, x = mc.vectors("w x")
z, b, theta = mc.scalars("z b theta")
KNOWN = (w, x, [z, b, theta])

MEANINGS = {
    "[z b]": mc.stack([z, b]),
    "[z -0.5]": mc.stack([z, -0.5]),
    "[z - 1]": mc.stack([z - 1]),
    "[[2 z], [3 b]]": mc.matrix([[2 * z], [3 * b]]),
    "[2z 0; 0 b]": mc.matrix([[2 * z, 0], [0, b]]),
    "[z, b; 0, cos(b)]": mc.matrix([[z, b], [0, mc.cos(b)]]),
    "[z; b]": mc.matrix([[z], [b]]),
    "w ./ x.^2": w / x**2,
    "J = 2x": 2 * x,
    "dy/dx = 2x": 2 * x,
    "∂y/∂x = 2x": 2 * x,
    "f(x) = 2x": 2 * x,
    r"\frac{\partial y}{\partial x} = 2x": 2 * x,
    r"-\frac{w}{x^{2}}": -w / x**2,
    r"\mathrm{diag}\left(\mathbf{x}\right)": mc.diag(x),
    r"\mathbf{x}^T": x.T,
    r"x^{\top}": x.T,
    r"z\cos\theta": z * mc.cos(theta),
    r"\begin{bmatrix} z & b \\ 0 & 1 \end{bmatrix}": mc.matrix([[z, b], [0, 1]]),
    "np.diag(x)": mc.diag(x),
    "cos θ": mc.cos(theta),
}


@pytest.mark.parametrize(("text", "meant"), MEANINGS.items(), ids=MEANINGS)
def test_what_a_text_means_and_prints_as(text, meant):
    assert mc.parse(text, *KNOWN) == meant
    assert mc.parse(str(meant), *KNOWN) == meant


@pytest.mark.parametrize("row", [row for row in FUNCTIONS.values() if row.arity == 1], ids=lambda row: row.name)
def test_each_function_is_read_as_latex_writes_it(row):
    read = [mc.parse(text, x, theta) for text in (rf"\{row.name} x", rf"\{row.name}{{x}}", rf"{row.name} x")]
    assert read == [mc.parse(f"{row.name}(x)", x)] * 3
    assert mc.parse(rf"\theta \{row.name}\theta", theta) == theta * mc.parse(f"{row.name}(theta)", theta)
