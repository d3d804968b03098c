"""What a learner has earned: how much is predicted and solved, and the cheat sheet that exercises fill."""

from html import escape

from ..engine import derive
from ..render.html import html
from ..render.latex import latex
from ..render.sentences import SENTENCES
from .exercises import exercises
from .ledger import PREDICTED, Progress
from .static import table


class Sheet:
    """A page of a notebook: HTML, plain text, and LaTeX to copy."""

    def __init__(self, page, plain, latex=""):
        self.page, self.plain, self.latex = page, plain, latex

    def _repr_html_(self):
        return self.page

    def __repr__(self):
        return self.plain


def progress(which=None, reset=False):
    """Show what is solved, of all or of a notebook as "03"; with the code of another machine, add what it solved.

    `reset=True` says what would be forgotten, `reset="yes"` forgets it. Raises ValueError for what is neither a
    notebook with exercises nor a code.
    """
    store, known = Progress(), sorted({e.notebook for e in exercises().values()})
    if (notebook := f"{which!s:0>2}"[:2]) in known:
        return _of_one(notebook, store)
    if which is not None:
        store.take(str(which))
    if reset == "yes":
        store.reset()
        return _told(SENTENCES["progress_forgotten"])
    predicted = sum(name.startswith(PREDICTED) for name in store.entries)
    counts = {"predicted": predicted, "solved": len(store.solved), "tried": len(store.entries) - predicted}
    if reset:
        return _told(SENTENCES["progress_reset"].format(**counts, call='mc.progress(reset="yes")'))
    told = SENTENCES["progress"].format(**counts, all=len(exercises()))
    bars = [_bar(notebook, store) for notebook in known]
    rows, cells = [bar[0] for bar in bars], [bar[1:3] for bar in bars]
    page = f"<p>{told}</p>{table(rows, ('', ''), cells)}"
    if not store.entries:  # nothing is to be carried yet
        return Sheet(page, told)
    call, carry = f'mc.progress("{store.code()}")', SENTENCES["progress_code"]
    return Sheet(f"{page}<p>{carry}</p><pre>{call}</pre>", f"{told}\n{carry} {call}")


def _bar(notebook, store):
    """How far one notebook is: its name, a bar, the same in words, the names of what is left."""
    own = [name for name, e in exercises().items() if e.notebook == notebook]
    left = [name for name in own if name not in store.solved]
    name, done = SENTENCES["progress_row"].format(notebook=notebook), len(own) - len(left)
    said = SENTENCES["progress_of"].format(solved=done, all=len(own))
    return name, f'<progress max="{len(own)}" value="{done}" aria-label="{name}: {said}"></progress>', said, left


def _of_one(notebook, store):
    name, bar, said, left = _bar(notebook, store)
    core = {e.id for e in exercises().values() if e.core and e.notebook == notebook}
    told = SENTENCES["progress_core"].format(
        said=f"{name}: {said}",
        solved=len(core.difference(left)),
        all=len(core),
        predicted=sum(entry.startswith(f"{PREDICTED}{notebook}.") for entry in store.entries),
        left=SENTENCES["progress_left" if left else "progress_done"].format(left=", ".join(left)),
    )
    return Sheet(f"<p>{bar} {told}</p>", told)


def cheat_sheet():
    """The sheet of what has been earned: a line for each solved exercise whose answer is a Jacobian."""
    solved = Progress().solved
    asked = [e for e in exercises().values() if e.kind == "jacobian"]
    earned = [derive(e.y, e.x).jacobian for e in asked if e.id in solved]
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
