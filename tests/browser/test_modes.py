"""How a Jacobian comes about: the factors that are sent, and the pictures of them in a real notebook."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import mclib as mc
from mclib.views.start import point_of, start
from mclib.views.wire import definitions, record

W, X = mc.vectors("w x")
Z = mc.scalars("z")
A, C = mc.matrices("A"), mc.matrices("C", shape=("k", "m"))
V = mc.vectors("v", n=3)
MADE = {
    "a sum": (mc.sum(X), X),
    "a sum of products": (mc.sum(X * Z), X),
    "a sum by a scalar": (mc.sum(X * Z), Z),
    "a sum of outputs that read two": (mc.sum(mc.stack([V[1] * V[2], V[2] * V[3], V[3] * V[1]])), V),
    "a sum of a matrix product": (mc.sum(A @ X), X),
    "a mean": (mc.mean(X * X), X),
    "a dot product": (W @ X, X),
    "a product stretched": (X * Z, Z),
    "a power stretched": (abs(X) ** Z, Z),
    "two roads of scalars": (Z + Z**2, Z),
    "three roads": (Z * mc.sin(Z) * mc.exp(Z), Z),
    "two roads of vectors": (X * mc.sum(X), X),
    "a road through a vector": (X * X + X, X),
    "several outputs": ([mc.log(Z**2), mc.sin(3 * Z)], Z),
    "a chain of scalars": (mc.sin(Z**2), Z),
    "a chain of vectors": (A @ (X * X), X),
    "two matrices": (C @ (A @ X), X),
    "a neuron": (mc.relu(W @ X + Z), W),
}
# Every factor evaluated as if it were a Jacobian of its own, the roads multiplied and added here.
FACTORS = """([record, defs, sizes, point]) => record.by[0].picture.roads.map(({name, size, factors}) => {
  const by = record.by[0], plan = evaluator.unfold(record, by, sizes, defs), inputs = evaluator.inputsAt(plan, point);
  const k = !name ? 0 : size === null ? 1 : typeof size === "string" ? plan.sizes[size] : size;
  return factors.map((entry, at) => {
    const across = at < 1 && k ? {scalars: Array(k).fill(record.variables[0].name)} : by.inputs;
    const rows = at === 1 ? k : plan.rows;
    const made = {...record, rows, y: Array(rows).fill(by.entry[0]?.[0] ?? by.entry)};
    const own = evaluator.unfold(made, {entry, inputs: across}, sizes, defs);
    const out = own.program.evaluate(inputs);
    return own.entry.map((row) => row.map((id) => out[id]));
  });
})"""


@pytest.mark.parametrize("n", [2, 3])
@pytest.mark.parametrize("name", MADE)
def test_factors_multiply_along_a_road_and_roads_add_up_to_the_jacobian(page, name, n):
    y, x = MADE[name]
    derivation = mc.derive(y, x)
    lists, _ = start([derivation])
    point = point_of(derivation.jacobian.frame, lists, n)
    sizes = {"n": n, "m": n, "k": n}
    roads = page.evaluate(FACTORS, [record(y, x), definitions(), sizes, point.values])
    made = sum(np.linalg.multi_dot(road) if road[1:] else np.array(road[0]) for road in roads)
    np.testing.assert_allclose(made, derivation.jacobian.at(**point.values), rtol=1e-9, atol=1e-12)


# ---- the pictures in a notebook --------------------------------------------------------------------

SETUP = "import mclib as mc\n(w, x), z = mc.vectors('w x'), mc.scalars('z')\nA = mc.matrices('A')"


def shown(lab, call):
    """The explorer that a call shows, and its notebook."""
    notebook = lab.new_notebook(SETUP, call)
    notebook.run_all()
    view = notebook.output(1).locator(".mc-explorer")
    expect(view).to_be_visible()
    return view, notebook


def numbers(cells):
    """The numbers in some cells; a structural zero is a dot."""
    texts = [text.replace("−", "-") for text in cells.locator(".mc-number").all_inner_texts()]
    return [0.0 if text == "·" else float(text) for text in texts]


def terms_and_total(view):
    """Columns of the terms, and the row of the Jacobian that stands below them."""
    total = numbers(view.locator(".mc-picture").get_by_role("gridcell"))
    terms = numbers(view.locator(".mc-picture > .mc-cell"))
    return np.array(terms).reshape(-1, len(total)), total


CALLS = ["mc.explore(mc.sum(x * x), x", "mc.explore(x * mc.sum(x), x, selection=[2, 2]"]


@pytest.mark.parametrize("layout", ["numerator", "denominator"])
@pytest.mark.parametrize("call", CALLS)
def test_terms_add_up_to_the_row_or_column_that_they_make_and_follow_a_slider(lab, call, layout):
    view, notebook = shown(lab, f"{call}, convention='{layout}')")
    height = view.bounding_box()["height"]
    cells = numbers(view.locator(".mc-grid").get_by_role("gridcell"))
    picture = view.get_by_role("radio", name=re.compile("^(collapse|roads)$"))
    view.get_by_role("radio", name="cells").focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(picture).to_be_checked()
    expect(view.locator(".mc-grid")).to_be_hidden()
    terms, total = terms_and_total(view)
    assert terms.sum(axis=0) == pytest.approx(total)
    jacobian = np.array(cells).reshape((-1, 3) if layout == "numerator" else (3, -1))
    assert total in (jacobian if layout == "numerator" else jacobian.T).tolist()
    view.get_by_role("slider", name="x 2").press("ArrowRight")
    terms, moved = terms_and_total(view)
    assert moved != total
    assert terms.sum(axis=0) == pytest.approx(moved)
    assert view.bounding_box()["height"] == height


@pytest.mark.parametrize(
    ("layout", "name"), [("numerator", "row y2, column x3:"), ("denominator", "row x2, column y3:")]
)
def test_row_times_column_is_the_chosen_cell_and_arrows_choose_it(lab, layout, name):
    view, notebook = shown(lab, f"mc.explore(A @ (x * x), x, picture='product', convention='{layout}')")
    expect(view.locator(".mc-sentence")).to_contain_text("Row 1 times column 1")
    cells = view.locator(".mc-picture").get_by_role("gridcell")
    cells.first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        notebook.page.keyboard.press(key)
    chosen = view.locator(".mc-picture").get_by_role("gridcell", name=name)
    expect(chosen).to_be_focused()
    expect(chosen).to_have_attribute("aria-selected", "true")
    first, second = np.array(numbers(view.locator(".mc-picture > .mc-cell"))).reshape(2, 3, 3)
    made = np.array(numbers(cells)).reshape(3, 3)
    assert (first @ second)[1, 2] == pytest.approx(made[1, 2], rel=0.05)
    expect(view.locator(".mc-sentence")).to_contain_text("Row 2 times column 3")
    view.get_by_role("radio", name="cells").check(force=True)
    expect(view.locator(".mc-grid").get_by_role("gridcell", name=name)).to_have_attribute("aria-selected", "true")


def test_one_scalar_feeds_n_cells_with_no_kernel(lab):
    view, notebook = shown(lab, "mc.explore(x * z, z, picture='stretch')")
    notebook.shutdown_kernel()
    view.get_by_role("slider", name="length n").press("ArrowRight")
    expect(view.locator(".mc-picture").get_by_role("gridcell")).to_have_count(4)
    expect(view.locator(".mc-sentence")).to_contain_text("one z feeds all 4 cells")


def test_of_many_the_chosen_one_is_drawn_and_keeps_the_focus(lab):
    view, notebook = shown(lab, "mc.explore(mc.sum(x * x), x, picture='collapse', sizes={'n': 32})")
    height = view.bounding_box()["height"]
    cells = view.locator(".mc-picture").get_by_role("gridcell")
    expect(cells).to_have_count(6)
    cells.nth(4).click()
    for name in ("x6", "x7"):
        notebook.page.keyboard.press("ArrowRight")
        chosen = view.locator(".mc-picture").get_by_role("gridcell", name=f"column {name}:")
        expect(chosen).to_be_focused()
        expect(chosen).to_have_attribute("aria-selected", "true")
    notebook.page.keyboard.press("End")
    expect(cells.last).to_be_focused()
    expect(view.locator(".mc-sentence")).to_contain_text("In the column of x32")
    assert view.bounding_box()["height"] == height


def test_a_picture_is_offered_where_the_function_has_one(lab):
    view, _ = shown(lab, "mc.explore(mc.sum(x * z), x, picture='collapse')")
    expect(view.get_by_role("radio", name="collapse")).to_be_checked()
    view.get_by_role("combobox", name="examples").select_option(label="y = w*x")
    expect(view.locator(".mc-pick")).to_be_empty()
    expect(view.locator(".mc-grid")).to_be_visible()
    box = view.get_by_role("textbox", name="any function, typed")
    box.fill("x + x * sum(x)")
    box.press("Enter")
    expect(view.get_by_role("radio", name="roads")).not_to_be_checked()


def test_choosing_a_picture_tells_the_kernel_once_and_moves_at_most_a_moment(own_lab):
    sent = []
    own_lab.page.on("websocket", lambda socket: socket.on("framesent", lambda f: sent.append(str(f))))
    own_lab.page.emulate_media(reduced_motion="reduce")
    view, _ = shown(own_lab, "mc.explore(mc.sum(x * z), x)")
    view.get_by_role("radio", name="collapse").check(force=True)
    assert (
        own_lab.page.evaluate("() => document.getAnimations().filter(a => a.effect.target.closest('.mc')).length") == 0
    )
    view.get_by_role("slider", name="x 1").press("ArrowRight")
    assert not [frame for frame in sent if "comm_msg" in frame and "picture" in frame and "update" in frame]
    expect(view).to_have_attribute("data-saved", "yes")
    assert sum("comm_msg" in frame and '"picture":"collapse"' in frame.replace(" ", "") for frame in sent) == 1
