"""What a view is where no kernel runs: paragraphs, lists and tables, LaTeX, and plain text.

GitHub, a PDF and a fresh clone see an output's MIME bundle, not a widget. `Readable` adds the static
reading to anywidget's bundle; it is the same on every run, so that it can be committed and compared.
"""

from html import escape
from itertools import product

from .. import indices as ix
from ..derivation import Derivation, unfold
from ..language import shape_text, text
from ..lowering import lower
from ..render.html import html, symbol
from ..render.latex import output_name
from ..render.sentences import SENTENCES
from .wire import fully_opened, matrix_form


class Readable:
    """A widget with a static reading beside it; `reading()` gives (html, latex, plain text)."""

    fold = None  # a question, or True: what the reading shows is folded away until it is opened

    def _repr_mimebundle_(self, **options):
        made = super()._repr_mimebundle_(**options)
        bundle, metadata = made if isinstance(made, tuple) else (made, {})
        page, latex, plain = self.reading()
        if self.fold:
            question = self.fold if isinstance(self.fold, str) else SENTENCES["predict"]
            page = f"<details><summary>{escape(question)}</summary>{page}</details>"
            bundle = {**(bundle or {}), "text/html": page, "text/plain": SENTENCES["folded"]}
        else:
            bundle = {**(bundle or {}), "text/html": page, "text/latex": latex, "text/plain": plain}
        return bundle, metadata


def cells_of(jacobian, n=3):
    """(row names, column names, [[(kind, HTML, inputs that it reads)]]) of a Jacobian for length n.

    The kind is "zero" (whatever the numbers), "constant" or "changes".
    """
    frame = jacobian.frame

    def length(size):
        return size if isinstance(size, int) else n

    def cell(i, j):
        if jacobian.line.op == "table":
            entry = jacobian.line.args[0][i - 1][j - 1]
        else:
            axes = ((frame.rows, i), (frame.cols, j))
            entry = ix.rename(jacobian.line, {axis[0]: k for axis, k in axes if axis})
        entry = _decided(entry, length)
        whole = unfold(fully_opened(entry), length)
        reads = sorted({html(p) for p in ix.walk(whole) if p.op == "idx"})
        return ("zero" if whole == ix.ZERO else "changes" if reads else "constant", html(entry), reads)

    height, width = map(length, frame.shape)
    y, x = frame.function, frame.variable
    rows = [symbol(output_name(frame), False, [str(i)] if y.shape else []) for i in range(1, height + 1)]
    if isinstance(x, tuple):
        columns = [html(v) for v in x]
    else:
        columns = [symbol(x.args[0], False, [str(j)] if x.shape else []) for j in range(1, width + 1)]
    return rows, columns, [[cell(i, j) for j in range(1, width + 1)] for i in range(1, height + 1)]


def _decided(node, length):
    """Mirrored indices counted out, and sums in which a delta would choose written out."""
    chosen = node.op == "sum" and any(part.op in ("delta", "upto") for part in ix.walk(node))
    places = node.args[1] if node.op == "idx" else node.args if node.op in ("delta", "upto") else ()
    if chosen or any(isinstance(k, tuple) for k in places):
        return unfold(node, length)
    return ix.descend(node, lambda kid: _decided(kid, length))


def table(rows, columns, cells):
    """A table with its headers marked as such; a column without a name has none."""
    head = "".join(f'<th scope="col">{name}</th>' if name else "<td></td>" for name in columns)
    body = "".join(
        f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in row)}</tr>'
        for name, row in zip(rows, cells, strict=True)
    )
    return f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"


def partial(frame, indexed=False):
    """∂y/∂x, bold where it stands for vectors; with their indices where a line is one entry."""
    x, f = frame.variable, frame.function
    row, col = (axis[0] if indexed and isinstance(axis, tuple) else "" for axis in (frame.rows, frame.cols))
    name, matrix = output_name(frame), f.kind == "matrix"
    letters = row + col * matrix if f.shape else ""
    y = _indexed(name.upper() if matrix else name, bool(f.shape) and not matrix, letters)
    if isinstance(x, tuple):
        return f"∂{y}/∂({', '.join(map(html, x))})"
    if x.shape and col:
        return f"∂{y}/∂{_indexed(x.args[0], False, col + row * (x.kind == 'matrix'))}"
    return f"∂{y}/∂{html(x)}"


def _indexed(name, bold, letters):
    """A name, bold where no letters stand below it."""
    return symbol(name, bold and not letters) + (f"<sub><i>{letters}</i></sub>" if letters else "")


def below(step):
    """The substeps of a step as a derivation of their own, to be written as one."""
    first = step.substeps[0]
    return Derivation(first.frame.function, first.frame.variable, first.before, step.substeps)


def jacobian_page(jacobian, n=3):
    """The static reading of a Jacobian: what it is, its cells for length n, one sentence a kind.

    In denominator layout the rows of the table are the inputs.
    """
    frame, turned = jacobian.frame, jacobian.layout == "denominator"
    rows, columns, cells = cells_of(jacobian, n)
    form = matrix_form(jacobian)
    label = f"{symbol(output_name(frame), bool(frame.function.shape))} = {html(frame.function)}"
    kinds = [cell[0] for row in cells for cell in row]
    shape = shape_text(jacobian.shape).replace(" x ", " × ")
    slots = {"label": label, "jacobian": partial(frame) + (f" = {form}" if form else ""), "shape": shape}
    words = [SENTENCES["static"].format(**slots)]
    names = sorted({text(s) for s in frame.shape if not isinstance(s, int)})
    if names:
        words[0] += " " + SENTENCES["static_cells"].format(sizes=", ".join(f"{s} = {n}" for s in names))
    counts = {kind: kinds.count(kind) for kind in ("zero", "constant", "changes")}
    count = SENTENCES["count"].format(all=len(kinds), **counts)
    shown = [[cell[1] for cell in row] for row in cells]
    sides = (columns, rows, list(zip(*shown, strict=True))) if turned else (rows, columns, shown)
    parts = [words[0], table(*sides), count]
    parts += [_sentence(frame, kind, rows, columns, cells, turned) for kind in ("zero", "constant", "changes")]
    return "".join(p if p.startswith("<table") else f"<p>{p}</p>" for p in parts if p)


def _sentence(frame, kind, rows, columns, cells, turned):
    """What is to be said of the first cell of a kind; of zeros, one below the diagonal."""
    places = list(product(range(len(rows)), range(len(columns))))
    if kind == "zero":
        places.sort(key=lambda place: place[0] <= place[1])
    found = next(((i, j) for i, j in places if cells[i][j][0] == kind), None)
    if found is None:
        return ""
    i, j = found
    names = {"y": rows[i], "x": columns[j], "entry": cells[i][j][1]}
    if kind == "zero":
        return SENTENCES["zero"].format(**names, formula=html(component(frame, i + 1)))
    if turned:
        names["y"], names["x"] = names["x"], names["y"]
    return SENTENCES["static_" + kind].format(**names, reads=", ".join(cells[i][j][2]))


def component(frame, i):
    """The i-th component of a function, sums closed."""
    return lower(frame.function, (i,) if frame.function.shape else ())


def jacobian_text(jacobian):
    """One line: the function, its Jacobian, the shape."""
    frame = jacobian.frame
    x = frame.variable
    below = f"[{', '.join(map(text, x))}]" if isinstance(x, tuple) else text(x)
    form = text(jacobian.expression)
    y = output_name(frame)
    return f"{y} = {text(frame.function)}, d{y}/d{below} = {form}, {shape_text(jacobian.shape)}"
