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
        ([x, y], [x, y], "several outputs"),
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
