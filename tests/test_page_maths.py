"""Formulas as a page has them: MathML that a browser sets as a textbook does, and the font for it."""

import re
from base64 import b64decode
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from page_maths import font, mathml


def signs(formula):
    """The letters of a formula, one text for each of its leaves."""
    return re.findall(r">([^<]+)<", mathml(formula))


@pytest.mark.parametrize(
    ("latex", "leaves"),
    [
        (r"\mathbf x_i", ["𝐱", "i"]),
        (r"\mathrm{sum}(x)", ["sum", "(", "x", ")"]),
        (r"\max(0, z)", ["max", "(", "0", ",", "z", ")"]),
        (r"\vec 1^T", ["1\u20d7", "T"]),
        (r"\mathbb 1", ["𝟙"]),
    ],
)
def test_letters_are_those_that_a_reader_knows(latex, leaves):
    assert signs(latex) == leaves


def test_a_minus_is_a_sign_or_an_operation_by_where_it_stands():
    assert mathml("(-1, -2) = -a").count('form="prefix"') == 3
    assert 'form="prefix"' not in mathml("a - 1")


def test_a_matrix_has_brackets_of_its_own_height():
    page = mathml(r"\begin{bmatrix} a \\ b \end{bmatrix} = \begin{bmatrix} 1 \end{bmatrix}")
    assert re.findall(r"<mrow><mo[^>]*>\[</mo><mtable>", page) == ["<mrow><mo>[</mo><mtable>"] * 2


def test_long_formulas_in_the_text_may_be_broken_and_short_ones_not():
    assert mathml(r"y = x_1 + x_2 + x_3 = x_1 + x_2 + x_3 + x_4").count("<wbr>") == 2
    assert "<wbr>" not in mathml("y = x")
    assert "<wbr>" not in mathml(r"(x_1 + x_2, x_3 + x_4, x_5 + x_6, x_7 + x_8)")


def test_what_cannot_be_read_is_said():
    with pytest.raises(ValueError, match="cannot be set"):
        mathml(r"\begin{nothing} & \end{nothing}")


def test_the_font_has_what_the_formulas_need_and_is_small():
    data = b64decode(font([mathml(r"\sqrt{x} + \mathbf y", display=True)]).partition(",")[2])
    letters = TTFont(BytesIO(data)).getBestCmap()
    assert {"√", "𝑥", "𝐲", "+"} <= set(map(chr, letters))
    assert len(data) < 20_000
