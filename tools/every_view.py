"""Every view of the course in each of its states: what is looked at, searched by axe and held to its height.

`notebook()` is one notebook with a cell for each, `print_page` its page; a state is reached in the kernel, by
what a reader's choices would have set, so that all of them are there as soon as the cells have run.
"""

import nbformat

from driven_lab import KERNEL
from notebooks import run
from pages import Row, page_of

SETUP = """\
import os, tempfile
import mclib as mc
os.chdir(tempfile.mkdtemp())  # what is solved here is nobody's progress
(w, x), (a, b, z, t) = mc.vectors("w x"), mc.scalars("a b z t")
A, W = mc.matrices("A"), mc.matrices("W", shape=(2, 3))

def answered(name, *texts, **traits):
    shown = mc.exercise(name, **traits)
    for text in texts:
        shown.typed = {"kind": "check", "text": text, "count": 1 + shown.typed.get("count", 0)}
    return shown

def derived(shown):
    shown.typed = {"kind": "solution", "text": shown.typed["text"], "count": 9}
    return shown

data = {"x": [-2, 0, 1, 3], "w": [0, 1, 0, 1]}
players = mc.explore(w * x, w), mc.show(mc.derive(w * x, w), step=2)
mc.link(*players)"""

# What is uniform is shown for each of these lengths; "{n}" stands where one comes.
SIZES = (3, 8, 32)
VIEWS = {
    "explorer": "mc.explore(w * x, w, sizes={'n': {n}})",
    "explorer-zero": "mc.explore(w * x, w, selection=[2, 1], sizes={'n': {n}})",
    "explorer-filled": "mc.explore(x * mc.sum(x), x, selection=[2, 1], sizes={'n': {n}})",
    "explorer-denominator": "mc.explore(x * mc.sum(x), x, selection=[2, 1], convention='denominator', "
    "sizes={'n': {n}})",
    "explorer-constant": "mc.explore(w + x, w, sizes={'n': {n}})",
    "explorer-kinks": "mc.explore(mc.relu(x), x, point={'x': [1, -1, 0]}, selection=[3, 3])",
    "explorer-stack": "mc.explore([a * mc.cos(b), a * mc.sin(b)], [a, b])",
    "explorer-matrix": "mc.explore(A @ x, x)",
    "explorer-loss": "mc.explore((mc.relu(w @ x + b) - t)**2, w)",
    "collapse": "mc.explore(mc.sum(x * z), x, picture='collapse', sizes={'n': {n}})",
    "stretch": "mc.explore(x * z, z, picture='stretch', sizes={'n': {n}})",
    "roads": "mc.explore(x * mc.sum(x), x, picture='roads', selection=[2, 2], sizes={'n': {n}})",
    "product": "mc.explore(A @ (x * x), x, picture='product')",
    "stretch-denominator": "mc.explore(x * z, z, picture='stretch', convention='denominator')",
    "product-denominator": "mc.explore(A @ (x * x), x, picture='product', convention='denominator', selection=[2, 1])",
    "predict-zeros": "mc.predict(w * x, w, guess=[[0, 1, 1], [0, 1, 0], [1, 1, 0]])",
    "predict-zeros-checked": "mc.predict(w * x, w, guess=[[0, 1, 1], [0, 1, 0], [1, 1, 0]], stage='checked')",
    "predict-zeros-8": "mc.predict(mc.reverse(x), x, sizes={'n': 8})",
    "predict-shape": "mc.predict(x * z, z, 'shape')",
    "predict-shape-wrong": "mc.predict(x * z, z, 'shape', guess=[0], stage='checked')",
    "predict-diagonal": "mc.predict(w * x, w, 'diagonal', guess=[1])",
    "predict-diagonal-right": "mc.predict(w * x, w, 'diagonal', guess=[2], stage='checked')",
    "predict-form": "mc.predict(A @ x, x, 'form')",
    "predict-no-picture": "mc.predict(mc.sum(W), W, 'shape', guess=[0], stage='checked')",
    "predict-arrow": "mc.predict(a**2 + 4*b**2, [a, b], 'arrow', at=(2, 1), direction=25.0)",
    "predict-arrow-checked": "mc.predict(a**2 + 4*b**2, [a, b], 'arrow', at=(2, 1), direction=25.0, guess=[25, 2, 1], "
    "stage='checked')",
    "predict-choice": "mc.predict(question='Row or column?', choices=['row', 'column'], answer='row')",
    "player": "mc.show(mc.derive(w * x, w))",
    "player-step": "mc.show(mc.derive(w * x, w), step=3)",
    "player-name": "mc.show(mc.derive(x * mc.sum(x), x), mode='name', step=1)",
    "player-fill": "mc.show(mc.derive(w * x, w), mode='fill')",
    "player-all": "mc.show(mc.derive(mc.sin(x * mc.sum(x)), x, by='chain'), mode='all')",
    "player-wide": "mc.show(mc.derive([mc.log(z**2), mc.sin(3 * z)], z), step=2)",
    "plane": "mc.plane(a**2 + 4*b**2, [a, b], at=(2, 1), direction=30.0)",
    "plane-flat": "mc.plane(a**2 - b**2, [a, b], at=(0, 0))",
    "plane-map": "mc.plane([a*mc.cos(b), a*mc.sin(b)], [a, b], at=(2, 1))",
    "descent": "mc.descend((a - 1)**2 + 3*b**2, a, b, at=(-2, 2))",
    "descent-data": "mc.descend(mc.mean((mc.sigmoid(a*x + b) - w)**2), a, b, data=data)",
    "exercise": "mc.exercise('E3')",
    "exercise-unread": "answered('E3', 'diag(x')",
    "exercise-wrong": "answered('E3', 'diag(w)')",
    "exercise-hints": "answered('E3', 'diag(w)', 'diag(w)', hints=4)",
    "exercise-derivation": "derived(answered('E3', 'diag(w)', 'diag(w)'))",
    "exercise-solved": "answered('E3', 'diag(x)')",
    "progress": "mc.progress()",
    "cheat-sheet": "mc.cheat_sheet()",
    "room-explorer": "players[0]",
    "room-player": "players[1]",
}
# Whether all is drawn; sentences are set and marks boxed when a view has its width, and that takes two frames.
DRAWN = """() => [...document.querySelectorAll('[data-view]')].every((place) => place.querySelector('.mc'))"""
SETTLED = "() => new Promise((drawn) => { requestAnimationFrame(() => requestAnimationFrame(drawn)); })"


def sources():
    """{name of a view and its state, with the length where it has one: what shows it}"""
    return {
        name + f"-n{n}" * ("{n}" in call): call.replace("{n}", str(n))
        for name, call in VIEWS.items()
        for n in (SIZES if "{n}" in call else SIZES[:1])
    }


def notebook(names=None):
    """One notebook: the setup, then a cell for each view, or for those of these names."""
    shown = [source for name, source in sources().items() if names is None or name in names]
    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, *shown)]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def print_page(folder, names=None):
    """The live page of that notebook, printed into a folder: its path."""
    source, made = folder / "views.ipynb", folder / "views.html"
    nbformat.write(notebook(names), source)
    row = Row("Every view", "views", "", "", "https://mybinder.org/")
    made.write_text(page_of(run(source, store_widget_state=True), row), encoding="utf-8")
    return made
