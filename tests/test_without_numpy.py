"""Deriving, verifying, reading and answering need Python, the grammar of typed text, and nothing else."""

import subprocess
import sys
import textwrap

import pytest

HIDDEN = ("numpy", "sympy", "matplotlib", "ipywidgets", "anywidget", "IPython", "ziamath")

WORK = {
    "import": "",
    "derive": """
        assert mc.derive(w * x, w).jacobian.expression == mc.diag(x)
        assert mc.derive(x * mc.sum(x), x, by="chain").jacobian.structure == "diagonal plus low rank"
    """,
    "verify": """
        for y in (w * x, mc.softmax(x) * mc.norm(x), mc.cumsum(mc.maximum(w, x)), F(x), f(w, x), mc.reverse(A.T @ c)):
            assert mc.derive(y, x).verify().right
    """,
    "text": """
        assert str(mc.derive(w / x, x).jacobian) == "diag(-w/x**2)"
        assert repr(w * x) == "w*x"
    """,
    "latex": r"""
        assert mc.latex(mc.jacobian(w * x, w)).endswith(r"\mathrm{diag}(\mathbf{x})")
        assert mc.latex(mc.derive(x * mc.sum(x), x)).count("\n") > 3
    """,
    "parse": 'assert mc.parse("diag(x)", w * x) == mc.diag(x)',
    "right": 'assert mc.check("diag(x)", w * x, w).right',
    "wrong": 'assert mc.check("diag(w)", w * x, w).diagnosis == "wrong-variable"',
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_works_where_nothing_else_is_installed(work):
    program = [
        "import sys",
        *(f"sys.modules[{name!r}] = None" for name in HIDDEN),
        "import mclib as mc",
        'w, x = mc.vectors("w x"); c = mc.vectors("c", n="m"); A = mc.matrices("A")',
        'f = mc.functions("f"); F = mc.functions("F", of="all")',
        textwrap.dedent(work),
    ]
    said = subprocess.run([sys.executable, "-c", "\n".join(program)], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr


def test_what_is_hidden_is_missing():
    # Otherwise nothing above says anything.
    hidden = "import sys; sys.modules['numpy'] = None; import numpy"
    said = subprocess.run([sys.executable, "-c", hidden], capture_output=True, text=True, check=False)
    assert "ModuleNotFoundError" in said.stderr
