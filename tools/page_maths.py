"""A page's mathematics: LaTeX as MathML, which the browser sets, and the font that it is set in.

MathML is read by screen readers, grows with the text, breaks no copy and prints; what browsers lack
is a font with the measures of mathematics. The one that ziamath brings is cut down to what a page uses.
"""

import re
import xml.etree.ElementTree as ElementTree
from base64 import b64encode
from functools import cache
from io import BytesIO
from pathlib import Path

# Browsers take a letter's style from the letter itself: (first plain, first styled, how many).
STYLES = {
    "bold": (("a", 0x1D41A, 26), ("A", 0x1D400, 26), ("0", 0x1D7CE, 10)),
    "double-struck": (("0", 0x1D7D8, 10),),
    "italic": (("a", 0x1D44E, 26), ("A", 0x1D434, 26), ("α", 0x1D6FC, 25)),
}
ALIGNED = {"\\begin{aligned}": "\\begin{array}{rl}", "\\end{aligned}": "\\end{array}"}
OPENING, CLOSING = "([{", ")]}"
BEFORE_MINUS = ("", "(", "[", ",", "=", "≈", "·", "+", "→")
RELATIONS = ("=", "≈", ",")
LONG = 16  # letters
WIDE = ("1em", "2em")
LETTERS = {"mi", "mn", "msub", "msup", "msubsup"}
THIN = "0.167em"


@cache
def mathml(latex, display=False):
    """A formula as MathML. Raises ValueError when it cannot be read.

    In the text a long formula may be broken after its relations, in display where a wide space stands.
    """
    from latex2mathml.converter import convert

    for ours, known in ALIGNED.items():
        latex = latex.replace(ours, known)
    try:
        root = ElementTree.fromstring(convert(latex.strip(), display="block" if display else "inline"))
    except Exception as error:  # latex2mathml has no one error for all that it cannot read
        raise ValueError(f"this formula cannot be set: {latex}") from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    for element in list(root.iter()):
        style = element.attrib.get("mathvariant")
        if style in STYLES:
            del element.attrib["mathvariant"]
            element.text = "".join(styled(letter, style) for letter in element.text)
        element[:] = _matrices(_words(list(element)))
        _operators(element)
        _arrow(element)
    if display:
        pieces = _pieces(root, lambda child: child.tag == "mspace" and child.get("width") in WIDE)
        return f'<div class="wide formula">{"".join(map(_written, pieces))}</div>'
    if len("".join(root.itertext())) < LONG:
        return _written(root)
    return "<wbr>".join(map(_written, _pieces(root, lambda child: child.text in RELATIONS)))


def _written(element):
    return ElementTree.tostring(element, encoding="unicode")


def _pieces(root, ends):
    """A formula as several, each up to a part that ends one: there a line may be broken."""
    pieces, depth = [[]], 0
    for child in root[0]:
        pieces[-1].append(child)
        depth += child.tag == "mo" and ((child.text in OPENING) - (child.text in CLOSING))
        if depth == 0 and ends(child):
            pieces.append([])
    pieces = [piece for piece in pieces if piece]
    if len(root) != 1 or root[0].tag != "mrow" or len(pieces) == 1:
        return [root]
    made = [ElementTree.Element("math", root.attrib) for _ in pieces]
    for math, piece in zip(made, pieces, strict=True):
        math.extend(piece)
    return made


def styled(letter, style):
    """The letter in a style, where Unicode has it there; itself otherwise."""
    for first, target, count in STYLES[style]:
        if 0 <= ord(letter) - ord(first) < count:
            return "ℎ" if (letter, style) == ("h", "italic") else chr(target + ord(letter) - ord(first))
    return letter


def _words(row):
    """Upright letters in a row are one word, as diag; between a name, as sin, and a letter stands a space."""
    found = []
    for child in row:
        if child.tag == "mo" and (child.text or "").isalpha():
            child.tag = "mi"  # max is a name as sin is one
        upright = child.get("mathvariant") == "normal"
        if upright and found and found[-1].get("mathvariant") == "normal":
            found[-1].text += child.text
            continue
        if found and {found[-1].tag, child.tag} <= LETTERS and not upright and (_is_name(found[-1]) or _is_name(child)):
            found.append(ElementTree.Element("mspace", {"width": THIN}))
        found.append(child)
    for child in found:
        if child.tag == "mi" and len(child.text or "") > 1:
            child.attrib.clear()  # longer than one letter, it is upright of itself
    return found


def _is_name(element):
    return element.tag == "mi" and len(element.text or "") > 1 and element.get("mathvariant") is None


def _matrices(row):
    """A matrix with its brackets in a row of its own, so that they become as high as it is."""
    found = []
    for child in row:
        found.append(child)
        if [part.tag for part in found[-3:]] == ["mo", "mtable", "mo"] and len(row) > 3:
            group = ElementTree.Element("mrow")
            group.extend(found[-3:])
            found[-3:] = [group]
    return found


def _operators(row):
    """The spaces and sizes of signs that the browser cannot know from where they stand."""
    before = ""  # the sign before, or what is none
    for child in row:
        sign = (child.text or "").strip() if child.tag in ("mo", "mtext") else child.tag
        if child.tag == "mover" and child[0].tag == "mrow":
            sign = child[0][0].text  # a sign with a word above
        if child.tag == "mo":
            if sign == "−" and before in BEFORE_MINUS:
                child.set("form", "prefix")
            elif sign in "/∂":
                child.attrib.update(lspace="0", rspace="0")
            elif sign in "|‖" and "stretchy" not in child.attrib:
                child.set("stretchy", "false")
            elif "minsize" in child.attrib and sign in OPENING + CLOSING:
                child.attrib.update(stretchy="true", form="prefix" if sign in OPENING else "postfix")
        if child.tag.startswith(("msu", "mun")) and "minsize" in child[0].attrib:
            group = ElementTree.Element("mrow")  # a bracket with a script grows in a row of its own
            group.append(child[0])
            child[0] = group
        if sign and sign != "mspace":
            before = sign


def _arrow(element):
    """An arrow over one sign is a part of that sign: 1 with an arrow keeps its height."""
    if element.tag == "mover" and [part.tag for part in element] == ["mn", "mo"] and element[1].text == "→":
        element.tag, element.text = "mn", element[0].text + "\u20d7"
        element[:] = []


def font(formulas):
    """The mathematical font as a data URL, with the signs that these `<math>` elements use."""
    import ziamath
    from fontTools import subset
    from fontTools.ttLib import TTFont

    letters = set(re.sub(r"<[^>]*>", "", "".join(formulas)))
    letters |= {"√"} if any("<msqrt" in formula or "<mroot" in formula for formula in formulas) else set()
    letters |= {styled(letter, "italic") for letter in letters}
    whole = TTFont(Path(ziamath.__file__).parent / "fonts" / "STIXTwoMath-Regular.ttf")
    cutter = subset.Subsetter(subset.Options(layout_features=["ssty", "dtls"], hinting=False))
    cutter.populate(unicodes=map(ord, letters))
    cutter.subset(whole)
    constants = whole["MATH"].table.MathConstants
    constants.SubscriptBaselineDropMin.Value = -100  # y_1 stands on the line of x_1
    whole.flavor = "woff"
    file = BytesIO()
    whole.save(file)
    return f"data:font/woff;base64,{b64encode(file.getvalue()).decode()}"
