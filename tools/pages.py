"""Print every notebook as one HTML page that needs no kernel, no server and no network.

The pages are build/pages/*.html, with an index. The views on them are alive: each notebook is
executed, what its views were sent is put into the page beside their own JavaScript, and
mclib/views/host.js draws them over their static readings, which stay where JavaScript is off.
A folder as argument takes the place of build/pages.
"""

import json
import re
import sys
from base64 import b64encode
from collections import Counter, namedtuple
from fractions import Fraction
from html import escape, unescape
from itertools import zip_longest
from mimetypes import guess_type
from pathlib import Path
from string import Template
from unicodedata import normalize

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from mclib.comparison import Cells
from mclib.points import Point
from mclib.render.sentences import SENTENCES
from mclib.views.exercises import find
from mclib.views.page import joined
from mclib.views.player import Player
from notebooks import FOLDER, WIDGET_VIEW, run
from page_maths import font, mathml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
EXERCISE = re.compile(r"mc\.exercise\(\"(\w+)\"\)\s*$")
NO_BREAK = "\N{NO-BREAK SPACE}"
FOLDED = re.compile(r"<details><summary>(.*?)</summary>(.*)</details>", re.S)
ROW = re.compile(r"^\| \[(.+?)\]\(notebooks/(\w+)\.ipynb\) \| (.+?) \| (.+?) \| \[Binder\]\((.+?)\) \|$", re.M)
Row = namedtuple("Row", "title name time learned launch")  # of the table in the README
SHARED_FROM = 40  # characters of JSON: shorter ones are written again where they come again


class Prose(IPythonRenderer):
    """Markdown as the pages show it: mathematics set, links between pages, headings to jump to."""

    def __init__(self):
        super().__init__(escape=False)
        self.headings = []

    def inline_math(self, body):
        return mathml(body)

    def block_math(self, body):
        return mathml(body, display=True)

    def link(self, text, url, title=None):
        return super().link(text, re.sub(r"^(\w+)\.ipynb(?=#|$)", r"\1.html", url), title)

    def heading(self, text, level, **attributes):
        plain = unescape(re.sub(r"<[^>]*>", "", text))
        place = plain.replace(" ", "-")  # as JupyterLab makes it, so that links hold in both
        shown = re.sub(r" \((core|more)\)$", r' <span class="part">\1</span>', text)
        if level == 2:
            self.headings.append((place, re.sub(r" \((core|more)\)$", "", text)))
        return f'<h{level} id="{escape(place)}">{shown}</h{level}>\n'

    def render(self, source):
        """A cell's Markdown as HTML. A wide table moves in a frame; no line begins with a comma."""
        page = MarkdownWithMath(renderer=self).render(source)
        page = re.sub(r'(?<=src=")pictures/[^"]+', lambda found: _picture(FOLDER / found[0]), page)
        page = re.sub(r"(?s)<math(?:(?!<math).)*?</math>[,.;:?!)]+", r'<span class="joined">\g<0></span>', page)
        page = re.sub(r"(<th\b[^>]*>)(<math[^>]*)(>(?:(?!</t).)*</math></th>)", _named, page)
        page = re.sub(r"<th\b[^>]*></th>", "<td></td>", page)
        return re.sub(r"(?s)<table>.*?</table>", r'<div class="wide">\g<0></div>', page)


def _named(found):
    """A table's header that is a formula alone, with a name that every reader finds."""
    name = normalize("NFKC", " ".join(re.findall(r">([^<\s]+)<", found[3])))
    return f'{found[1]}{found[2]} aria-label="{name}"{found[3]}'


def _picture(path):
    """A picture as a data URL."""
    return f"data:{guess_type(path.name)[0]};base64,{b64encode(path.read_bytes()).decode()}"


class Views:
    """The views of a page: each module and each repeated part of their state once."""

    def __init__(self, states, launch):
        self.states, self.launch, self.models, self.modules, self.styles = states, launch, {}, [], []

    def place(self, model_id, reading):
        """Where the view of a model comes to stand; its static reading stands there before."""
        state, name = self.states[model_id]["state"], f"view-{len(self.models) + 1}"
        for kind, known in (("_esm", self.modules), ("css", self.styles)):
            if state[kind] not in known:
                known.append(state[kind])
        kept = {name: value for name, value in state.items() if name[0] != "_" and name not in ("layout", "css")}
        if "words" in kept:
            kept["words"] = {**kept["words"], "no_kernel": SENTENCES["no_kernel_page"], "launch": self.launch}
        self.models[name] = [self.modules.index(state["_esm"]), kept]
        return f'<div data-view="{name}">{reading}</div>'

    def html(self):
        """The state and the host, as they end a page."""
        if not self.models:
            return ""
        shared, models = _shared(self.models)
        data = json.dumps({"shared": shared, "modules": self.modules, "models": models}, separators=(",", ":"))
        data = data.replace("</", "<\\/")  # else a script would end there
        return (
            f'<script type="application/json" id="mc-state">{data}</script>\n'
            f'<script type="module">\n{joined("model.js", "host.js")}</script>'
        )


def _shared(value):
    """(parts that come more than once, the value with {"$": place} in their stead)."""
    counted, places, parts = Counter(), {}, []

    def count(value):
        key = json.dumps(value)
        counted[key] += 1
        if counted[key] == 1:
            for part in _parts(value):
                count(part)

    def write(value):
        key = json.dumps(value)
        if len(key) >= SHARED_FROM and counted[key] > 1:
            if key not in places:
                inner = _with_parts(value, write)
                places[key] = len(parts)
                parts.append(inner)
            return {"$": places[key]}
        return _with_parts(value, write)

    count(value)
    return parts, write(value)


def _parts(value):
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _with_parts(value, change):
    if isinstance(value, dict):
        return {key: change(part) for key, part in value.items()}
    return [change(part) for part in value] if isinstance(value, list) else value


def _cell(cell, prose, views, launch):
    """One cell of a notebook as HTML."""
    tags = cell.metadata.get("tags", [])
    if cell.cell_type == "markdown":
        return f'<div class="prose{" teacher" if "teacher" in tags else ""}">{prose.render(cell.source)}</div>'
    code = highlight(cell.source, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip()
    outputs = "".join(f'<div class="output">{_output(output, tags, views)}</div>' for output in cell.outputs)
    if "exercise" in tags and not any(WIDGET_VIEW in output.get("data", {}) for output in cell.outputs):
        where = f'<a href="{escape(launch)}">on Binder</a>'
        outputs = f'<p class="note">Answer on paper, or {where}: typed there, it is checked.</p>'
    return (
        f'<div class="code"><pre><code>{code}</code></pre>'
        f'<a class="run" href="{escape(launch)}">run on Binder</a></div>\n{outputs}'
    )


def _output(output, tags, views):
    """What a cell put out: alive where it can be, else what a reader without a kernel sees."""
    if output.output_type == "stream":
        return f"<pre>{escape(output.text.rstrip())}</pre>"
    data = output.data
    reading = data.get("text/html")
    if reading is None:
        latex = data.get("text/latex", "")
        reading = mathml(latex.strip("$\n "), display=True) if latex else f"<pre>{escape(data['text/plain'])}</pre>"
    if WIDGET_VIEW not in data:
        return reading
    folded = FOLDED.fullmatch(reading) if "reveal" in tags else None
    if "exercise" in tags:
        asked = re.sub(r"\$(.+?)\$", lambda found: mathml(unescape(found[1])), reading)
        reading = f'<div class="exercise">{asked}</div>'
    model_id = data[WIDGET_VIEW]["model_id"]
    if "_esm" not in views.states[model_id]["state"]:  # a widget of ipywidgets: its code is Jupyter's
        where = f'<a href="{escape(views.launch)}">on Binder</a>'
        return f'<p class="note">Here stands a widget of Jupyter itself, which needs a kernel: {where} it moves.</p>'
    if folded:  # nobody has run this cell: its view waits behind the question, as its reading does
        return f"<details><summary>{folded[1]}</summary>{views.place(model_id, folded[2])}</details>"
    return views.place(model_id, reading)


def _number(value):
    """A number as one would write it: 34.2, and 2/3, not 0.666667."""
    simple, short = Fraction(value).limit_denominator(99), f"{round(value, 9) + 0:.6g}"
    return str(simple) if abs(simple - value) < 1e-9 < abs(float(short) - value) else short


def _numbers(rows):
    """A matrix of numbers, or a number, as an answer would be typed, with signs as they are printed."""
    listed = ", ".join(f"[{', '.join(map(_number, row))}]" for row in rows)
    return (f"[{listed}]" if "," in listed else listed[1:-1]).replace("-", "\N{MINUS SIGN}")


def _solution(cell, after):
    """The derivation behind an exercise, folded, where the notebook itself has no fold for it: derived here and now."""
    asked = EXERCISE.search(cell.source) if cell.cell_type == "code" else None
    if not asked or (after and after.cell_type == "markdown" and "<details>" in after.source):
        return ""
    exercise = find(asked[1])
    derivation = exercise.puzzle.derivation()
    lines, *_ = Player(derivation).reading()
    if exercise.kind == "numbers":
        point = {symbol.args[0]: exercise.at[symbol.args[0]] for symbol in derivation.jacobian.frame.symbols}
        lines += f"<p>In numbers: {_numbers(derivation.jacobian.at(**point))}</p>"
    if exercise.kind == "value" and exercise.at:  # of a formula in which J stands for the last line
        found = _numbers(Cells(Point(exercise.at, exercise.symbols))(exercise.target))
        lines += f"<p><code>{escape(exercise.formula)}</code> = {found}</p>"
    head = f"<summary>Solution of {asked[1]}, line by line</summary>"
    return f'<details class="solution">{head}<div class="wide">{lines}</div></details>'


def page_of(notebook, row, before=None, after=None):
    """The page of an executed notebook; `row` is its row in the README, the others its neighbours'."""
    prose, launch = Prose(), escape(row.launch)
    views = Views(notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {}), row.launch)
    cells = [
        _cell(cell, prose, views, row.launch) + _solution(cell, following)
        for cell, following in zip_longest(notebook.cells, notebook.cells[1:])
    ]
    hint = (
        '<p class="note">The cells of this page have been run, and its views move. To change code, to type a function '
        f'of your own or to have an answer checked, <a href="{launch}">open this notebook on Binder</a>.'
        "<noscript> Views need JavaScript: without it, tables stand in their place.</noscript></p>"
    )
    contents = "".join(f'<li><a href="#{escape(place)}">{text}</a></li>' for place, text in prose.headings)
    neighbours = (("prev", "before this", before), ("next", "after this", after))
    turn = "".join(
        f'<a rel="{rel}" href="{other.name}.html"><span>{said}</span>{escape(other.title)}</a>'
        for rel, said, other in neighbours
        if other
    )
    return page(
        title=row.title,
        launch=f'<a href="{launch}">Open on Binder</a>',
        contents='<nav aria-label="On this page"><details class="contents"><summary>On this page</summary>'
        f"<ol>{contents}</ol></details></nav>",
        body="\n".join([cells[0], hint, *cells[1:]]),
        turn=f'<nav class="turn" aria-label="Other pages">{turn}</nav>',
        styles=views.styles,
        live=views.html(),
    )


def index_of(readme, rows):
    """The page that leads to the others: what the course is, from the README, and its notebooks."""
    prose = Prose()
    _, _, about, *others = readme.split("\n\n")
    needed = next(part for part in others if part.startswith("What you should know before"))
    said = [prose.render(f"{row.learned} · {row.time.replace(' ', NO_BREAK)}") for row in rows]
    notebooks = "".join(
        f'<li><a href="{row.name}.html">{escape(row.title)}</a>{text}</li>'
        for row, text in zip(rows, said, strict=True)
    )
    body = f"<h1>{course(readme)}</h1>{prose.render(about)}"
    body += f'<ol class="notebooks">{notebooks}</ol>{prose.render(needed)}'
    return page(title=course(readme), body=f'<div class="prose">{body}</div>')


def course(readme):
    """The course's title: the README's."""
    return readme.partition("\n")[0].removeprefix("# ")


def page(title, body, launch="", contents="", turn="", styles=(), live=""):
    """A whole page; the mathematical font holds the signs that stand in it, and no others."""
    formulas = re.findall(r"(?s)<math.*?</math>", contents + body)
    return Template((HERE / "page.html").read_text(encoding="utf-8")).substitute(
        title=escape(title),
        course=course(README),
        font=font(formulas) if formulas else "",
        style="\n".join([*styles, (HERE / "page.css").read_text(encoding="utf-8")]),
        launch=launch,
        contents=contents,
        body=body,
        turn=turn,
        live=live,
    )


README = (ROOT / "README.md").read_text(encoding="utf-8")


def write(folder):
    """Print the index and all pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [Row(*found) for found in ROW.findall(README)]
    (folder / "index.html").write_text(index_of(README, rows), encoding="utf-8")
    for before, row, after in zip([None, *rows], rows, [*rows[1:], None], strict=False):
        notebook = run(FOLDER / f"{row.name}.ipynb", store_widget_state=True)
        (folder / f"{row.name}.html").write_text(page_of(notebook, row, before, after), encoding="utf-8")
        print(f"printed {row.name}.html")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "pages")
