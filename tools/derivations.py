"""Print every derivation of the course's equations, by both roads, as one page to read.

The page is build/derivations.html. It needs no network: formulas are drawn as the player draws them.
What the next step changes is brown, what a step made is blue.
"""

import sys
from html import escape
from pathlib import Path

from mclib import derive
from mclib.language import shape_text
from mclib.render.latex import line_latex
from mclib.views.static import below
from mclib.views.typeset import outlines_of, typeset

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "build" / "derivations.html"
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
section { border-top: 1px solid #bbb; display: grid; column-gap: 2rem; }
section { grid-template-columns: repeat(2, minmax(0, 1fr)); }
h2, .result { grid-column: 1 / -1; } h2 { font-size: 1rem; margin-bottom: 0; }
ol { padding-left: 1.5rem; } li { margin: .6rem 0; overflow-x: auto; }
.unset { color: #b00; } svg { display: block; } .why, .shape { color: #555; font-size: .85rem; }
[data-mark="2"], [data-mark="3"] { fill: #0b57a4; } [data-mark="1"] { fill: #a43d00; }
"""


def drawn(formula):
    """One formula as SVG; its glyphs' outlines stand once in the page."""
    glyphs = "".join(
        f'<use href="#{name}" transform="translate({x} {y}) scale({scale})" data-mark="{mark}"/>'
        for name, x, y, scale, mark in formula.glyphs
    )
    bars = "".join(
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" data-mark="{mark}"/>'
        for x, y, width, height, mark in formula.bars
    )
    width, height, above = formula.width + 8, formula.height + 8, formula.above + 4
    return (
        f'<svg width="{width:g}" height="{height:g}" viewBox="-4 {-above:g} {width:g} {height:g}">{glyphs}{bars}</svg>'
    )


def shown(latex, formulas):
    """A formula drawn and added to `formulas`, or its LaTeX in red where it cannot be set."""
    try:
        formulas.append(typeset(latex))
    except ValueError:
        return f"<br><code class=unset>{escape(latex)}</code>"
    return drawn(formulas[-1])


def told(rule):
    """A rule in words."""
    return f"<b>{escape(rule.name)}</b> <code>{escape(rule.formula)}</code> <span class=why>{escape(rule.why)}</span>"


def road(derivation, formulas):
    """The lines of one derivation as a list, each with its rule and its own small derivation."""
    items = [f"<li>{shown(line_latex(derivation, 0, marks=True), formulas)}</li>"]
    for k, step in enumerate(derivation.steps, start=1):
        folded = (
            f"<details><summary>its lines</summary>{road(below(step), formulas)}</details>" if step.substeps else ""
        )
        items.append(f"<li>{told(step.rule)}{shown(line_latex(derivation, k, marks=True), formulas)}{folded}</li>")
    return f"<ol start=0>{''.join(items)}</ol>"


def section(row, formulas):
    """One equation: its function, its result, and the two roads beside each other."""
    roads = ["entries"] if "[" in row.by else ["entries", "chain"]
    found = [derive(row.function, row.variable, by=by) for by in roads]
    jacobian = found[0].jacobian
    about = f"{jacobian.structure}, {shape_text(jacobian.shape)}"
    return (
        f'<section id="{row.id}"><h2>{row.id} &ensp; {escape(row.written)} &ensp; by {escape(row.by)}</h2>'
        f"<p class=result><code>{escape(str(jacobian))}</code> <span class=shape>{about}</span></p>"
        + "".join(f"<div>by {by}{road(d, formulas)}</div>" for by, d in zip(roads, found, strict=True))
        + "</section>"
    )


def page(rows):
    """The whole page, as text."""
    formulas = []
    body = "\n".join(section(row, formulas) for row in rows)
    outlines = "".join(f'<path id="{name}" d="{path}"/>' for name, path in outlines_of(formulas).items())
    return (
        "<!doctype html>\n<html lang=en><meta charset=utf-8><title>The derivations</title>"
        f"<style>{STYLE}</style>\n<svg width=0 height=0><defs>{outlines}</defs></svg>\n"
        f"<h1>The derivations</h1>\n{body}\n</html>\n"
    )


def equations():
    """The table of the course's equations, which stands among the tests."""
    sys.path.insert(0, str(ROOT / "tests"))
    from equations import EQUATIONS

    return [row for row in EQUATIONS if row.layout == "numerator"]


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(equations()), encoding="utf-8")
    print(f"printed {PAGE.relative_to(ROOT)}")
