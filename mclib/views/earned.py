"""What a learner has earned: how many exercises are solved, and the cheat sheet that they fill."""

from html import escape

from ..engine import derive
from ..render.html import html
from ..render.latex import latex
from ..render.sentences import SENTENCES
from .exercises import exercises
from .ledger import Progress
from .static import table


class Sheet:
    """A page of a notebook: HTML, plain text, and LaTeX to copy."""

    def __init__(self, page, plain, latex=""):
        self.page, self.plain, self.latex = page, plain, latex

    def _repr_html_(self):
        return self.page

    def __repr__(self):
        return self.plain


def progress(code=None, reset=False):
    """Show how many exercises are solved; with the code of another machine, add what was solved there.

    `reset=True` says what would be forgotten, `reset="yes"` forgets it. Raises ValueError for what is no code.
    """
    store = Progress()
    if code is not None:
        store.take(code)
    if reset == "yes":
        store.reset()
        return _told(SENTENCES["progress_forgotten"])
    solved = {name for name, (_, done) in store.entries.items() if done}
    if reset:
        return _told(SENTENCES["progress_reset"].format(solved=len(solved), call='mc.progress(reset="yes")'))
    told = SENTENCES["progress"].format(solved=len(solved), all=len(exercises()), tried=len(store.entries))
    rows, cells = [], []
    for notebook in sorted({e.notebook for e in exercises().values()}):
        own = [name for name, e in exercises().items() if e.notebook == notebook]
        said = SENTENCES["progress_of"].format(solved=len(solved & {*own}), all=len(own))
        rows.append(SENTENCES["progress_row"].format(notebook=notebook))
        bar = f'<progress max="{len(own)}" value="{len(solved & {*own})}" aria-label="{rows[-1]}: {said}"></progress>'
        cells.append((bar, said))
    call = f'mc.progress("{store.code()}")'
    page = f"<p>{told}</p>{table(rows, ('', ''), cells)}<p>{SENTENCES['progress_code']}</p><pre>{call}</pre>"
    return Sheet(page, f"{told}\n{SENTENCES['progress_code']} {call}")


def cheat_sheet():
    """The sheet of what has been earned: a line for each solved exercise whose answer is a Jacobian."""
    entries = Progress().entries
    asked = [e for e in exercises().values() if e.kind == "jacobian"]
    earned = [derive(e.y, e.x).jacobian for e in asked if entries.get(e.id, (0, False))[1]]
    if not earned:
        return _told(SENTENCES["sheet_empty"].format(call='mc.exercise("G1")'))
    names = [", ".join(html(v) for v in j.frame.variables) for j in earned]
    cells = [(by, html(j.expression)) for by, j in zip(names, earned, strict=True)]
    head = (SENTENCES["sheet_by"], SENTENCES["sheet_jacobian"])
    left = SENTENCES["sheet_left"].format(left=len(asked) - len(earned))
    page = table([html(j.frame.function) for j in earned], head, cells)
    lines = [f"{latex(j.frame.function)} & {latex(j.expression)}" for j in earned]
    array = "\\begin{array}{ll}\n" + " \\\\\n".join(lines) + "\n\\end{array}"
    copied = f"<details><summary>{SENTENCES['sheet_latex']}</summary><pre>{escape(array)}</pre></details>"
    return Sheet(
        f"{page}<p>{left}</p>{copied}", "\n".join(f"{j.frame.function}: {j.expression}" for j in earned), array
    )


def _told(sentence):
    return Sheet(f"<p>{escape(sentence, quote=False)}</p>", sentence)
