"""The plane: what it paints, what it says where no kernel runs, what it refuses."""

import subprocess
import sys
from base64 import b64decode

import pytest

import mclib as mc

x, y, z = mc.scalars("x y z")


def bundle(view):
    made = view._repr_mimebundle_()
    return made[0] if isinstance(made, tuple) else made


def test_the_reading_says_the_gradient_and_tables_the_heights():
    page = bundle(mc.plane(x**2 + 4 * y**2, [x, y], at=(2, 1)))["text/html"]
    assert "At (2, 1) the gradient is [4, 8]" in page
    assert "by 8.94 for each unit of length" in page
    assert "<td>45</td><td>40</td><td>37</td><td>36</td>" in page


def test_where_the_gradient_is_zero_it_is_called_flat():
    page = bundle(mc.plane(3 * x**2 * y, [x, y], at=(0, 2)))["text/html"]
    assert "[0, 0]" in page
    assert "stays as it is" in page


def test_where_there_is_no_height_it_says_so():
    page = bundle(mc.plane(mc.log(x) * y, [x, y], at=(-1, 1)))["text/html"]
    assert "has no value" in page
    assert "<td>?</td>" in page


@pytest.mark.parametrize("f", [x * y, x + 0 * y, mc.log(x) + y, mc.exp(x * y)], ids=str)
def test_paints_a_png(f):
    picture = mc.plane(f, [x, y]).picture
    head, _, data = picture.partition(",")
    assert head == "data:image/png;base64"
    assert b64decode(data).startswith(b"\x89PNG")


def test_a_reading_can_be_folded():
    data = bundle(mc.plane(x * y, [x, y], fold="Which way is up?"))
    assert data["text/html"].startswith("<details><summary>Which way is up?")
    assert "gradient" not in data["text/plain"]


@pytest.mark.parametrize(
    ("f", "variables", "says"),
    [
        (x * y, x, r"mc\.plane\(3\*x\*\*2\*y, \[x, y\]\)"),
        (x * y, [x, y, z], "two variables"),
        ([x, y, x], [x, y], "several outputs"),
        (x * y * z, [x, y], "also reads z"),
    ],
    ids=["one", "three", "stack", "parameter"],
)
def test_what_is_no_plane_is_refused_in_words(f, variables, says):
    with pytest.raises(ValueError, match=says):
        mc.plane(f, variables)


def test_pyplot_is_never_imported():
    code = (
        "import sys, mclib as mc; x, y = mc.scalars('x y'); mc.plane(x*y, [x, y]);"
        "assert 'matplotlib' in sys.modules; assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_two_functions_read_as_their_jacobian():
    view = mc.plane([x * mc.cos(y), x * mc.sin(y)], [x, y], at=(2, 0))
    assert view.kind == "map"
    assert "2 × 2" in bundle(view)["text/html"]


def test_a_descent_reads_as_its_steps():
    view = mc.descend((x - 1) ** 2 + y**2, x, y, at=(0, 2), rate=0.25, rounds=2)
    assert [tuple(round(v, 6) for v in step) for step in view.path()] == [
        (0, 2, 5),
        (0.5, 1, 1.25),
        (0.75, 0.5, 0.3125),
    ]
    assert "<td>0.75</td><td>0.5</td><td>0.312</td>" in bundle(view)["text/html"]


def test_a_loss_that_hardly_falls_is_told_with_digits_enough_to_see_it():
    _, _, slow = mc.descend((x - 5) ** 2 + y**2, x, y, at=(0, 1), rate=0.00001, rounds=2).reading()
    assert "26 becomes 25.998" in slow
    _, _, still = mc.descend((x - 5) ** 2 + y**2, x, y, at=(0, 1), rate=0, rounds=2).reading()
    assert "26 stays as it is" in still


def test_a_descent_is_driven_by_data_and_only_by_data_that_was_given():
    w, b = mc.scalars("w b")
    v, t = mc.vectors("v t")
    loss = mc.mean((mc.maximum(0, w * v + b) - t) ** 2)
    view = mc.descend(loss, w, b, data={"v": [1, 2, 3], "t": [2, 4, 6]}, at=(1, 0), rate=0.05)
    assert view.path()[-1][-1] < view.path()[0][-1] / 10
    with pytest.raises(ValueError, match="also reads t"):
        mc.descend(loss, w, b, data={"v": [1, 2, 3]})
    with pytest.raises(ValueError, match="a loss is one number"):
        mc.descend([w, b], w, b)
