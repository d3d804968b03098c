"""LaTeX set as glyphs: what a view draws, without a browser's or a network's help.

`typeset(latex)` gives positions; the outlines of the glyphs are shared by all formulas of a state
(`outlines_of`). A formula is set once in a process. ziamath is imported at the first formula.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from zlib import crc32

# \textcolor{#010101}{..} marks what the next step will change, #020202 what this step made; where
# one stands inside the other its glyphs carry both (#030303).
_TOKEN = re.compile(r"\\textcolor\{#0(\d)0\d0\d\}\{|\\[{}\\]|[{}]")
_ROW = re.compile(r"(?s)(<math[^>]*>)<mrow>(.*)</mrow>(</math>)")  # ziamath sets each row twice: one less halves all
_NUMBER = re.compile(r"(\d)\s+(?=[\d.-])|\s+")
SIZE, GAP = 20, 6


@dataclass(frozen=True)
class Formula:
    """One formula: its box, its glyphs [name, x, y, scale, mark], its bars [x, y, w, h, mark]."""

    width: float
    height: float
    above: float  # from the top to the baseline
    glyphs: tuple
    bars: tuple

    def data(self):
        """The same as JSON."""
        glyphs, bars = [list(g) for g in self.glyphs], [list(b) for b in self.bars]
        return {"size": [self.width, self.height, self.above], "glyphs": glyphs, "bars": bars}

    def marked(self, mark):
        """The formula with every part carrying a mark as well."""
        glyphs = tuple((*g[:-1], g[-1] | mark) for g in self.glyphs)
        return replace(self, glyphs=glyphs, bars=tuple((*b[:-1], b[-1] | mark) for b in self.bars))


def united(latex):
    """The LaTeX with nested marks united: an inner mark also carries those around it."""
    written, end, open_ = [], 0, [0]
    for token in _TOKEN.finditer(latex):
        written.append(latex[end : token.start()])
        end = token.end()
        if token[1]:
            open_.append(open_[-1] | int(token[1]))
            written.append(rf"\textcolor{{#0{open_[-1]}0{open_[-1]}0{open_[-1]}}}{{")
            continue
        if token[0] == "{":
            open_.append(open_[-1])
        elif token[0] == "}":
            open_.pop()
        written.append(token[0])
    return "".join([*written, latex[end:]])


_outlines = {}


def outlines_of(formulas):
    """The outlines of the glyphs that these formulas use, by name: SVG path data."""
    return {glyph[0]: _outlines[glyph[0]] for formula in formulas for glyph in formula.glyphs}


_INDEXED = re.compile(r"(\\begin\{bmatrix\}(?:(?!\\begin).)*?\\end\{bmatrix\})([_^])")


def typeset(latex):
    """Set a formula. Raises ValueError when it cannot be set.

    The time that setting takes grows with each level of braces, so that a left side, the sign and
    a right side are set apart (the first two are seldom new), and a mark round all of a part is
    taken off before.
    """
    left, sign, right = latex.partition(" = ")
    formulas = [_part(part.strip()) for part in ([left, "=", right] if sign and _closed(left) else [latex])]
    above = max(f.above for f in formulas)
    below = max(f.height - f.above for f in formulas)
    x, glyphs, bars = 0.0, [], []
    for f in formulas:
        glyphs += [(name, round(gx + x, 2), *rest) for name, gx, *rest in f.glyphs]
        bars += [(round(bx + x, 2), *rest) for bx, *rest in f.bars]
        x += f.width + GAP
    return Formula(*_round(x - GAP, above + below, above), tuple(glyphs), tuple(bars))


def _depths(latex):
    """How many braces are open after each brace of the LaTeX."""
    depth = 0
    for token in _TOKEN.finditer(latex):
        if len(token[0]) != 2:  # an escaped brace opens nothing
            depth += -1 if token[0] == "}" else 1
        yield depth


def _closed(latex):
    return all(depth >= 0 for depth in _depths(latex)) and [0, *_depths(latex)][-1] == 0


def _part(latex):
    found = _TOKEN.match(latex)
    if found and found[1] and latex.endswith("}") and _closed(latex[found.end() : -1]):
        return _part(latex[found.end() : -1]).marked(int(found[1]))
    return _set(re.sub(r"([_^])\{(\w)\}", r"\1\2", united(latex)))


@cache
def _set(latex):
    import xml.etree.ElementTree as ElementTree

    import ziamath
    from ziamath.tex import tex2mml

    before = ziamath.config.svg2, ziamath.config.precision
    ziamath.config.svg2, ziamath.config.precision = True, 2
    try:
        spaced = latex.replace(" & ", r" \quad & ")  # ziamath leaves no gap between columns
        spaced = _INDEXED.sub(r"{\1}\2", spaced)  # nor does it read what is right behind a matrix
        root = ElementTree.fromstring(ziamath.Math(_ROW.sub(r"\1\2\3", tex2mml(spaced)), SIZE).svg())
    except Exception as error:  # whatever a formula may do to it, the caller has words instead
        raise ValueError(f"this formula cannot be set: {latex}") from error
    finally:
        ziamath.config.svg2, ziamath.config.precision = before
    left, top, width, height = map(float, root.get("viewBox").split())
    symbols, glyphs, bars = {}, [], []
    for element in root:
        kind, get = element.tag.rpartition("}")[2], element.get
        if kind == "symbol":
            drawn = _drawn(element)
            if drawn:  # a space is not
                symbols[get("id")] = (drawn, *map(float, get("viewBox").split()))
        elif kind == "use" and get("href")[1:] in symbols:
            name, x, y, wide, high = symbols[get("href")[1:]]
            scale = float(get("width")) / wide
            # The cell of a symbol is as high as its font: what is drawn is placed by its origin.
            place = float(get("x")) - x * scale, float(get("y")) - y * float(get("height")) / high
            glyphs.append((name, *_round(*place), round(scale, 3), _mark(get("fill"))))
        elif kind == "rect":
            bars.append((*_round(*(float(get(key)) for key in ("x", "y", "width", "height"))), _mark(get("fill"))))
    return Formula(*_round(width + left, height, -top), tuple(glyphs), tuple(bars))


def _drawn(symbol):
    """The name of a glyph, its outline kept; None for one that draws nothing.

    A stretched bracket is built of parts and has no name of its own.
    """
    parts = [part.get("d") for part in symbol.iter() if part.get("d")]
    if not parts:
        return None
    outline = _NUMBER.sub(lambda match: f"{match[1]} " if match[1] else "", " ".join(parts))
    name = symbol.get("id").rpartition("_")[2] if len(parts) == 1 else f"p{crc32(outline.encode()):x}"
    _outlines.setdefault(name, outline)
    return name


def _round(*values):
    return tuple(round(v, 2) for v in values)


def _mark(fill):
    return int(fill[2]) if fill and fill.startswith("#0") else 0
