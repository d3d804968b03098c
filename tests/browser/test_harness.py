"""The harness itself: a real notebook, a real kernel, what stands on the page."""

from playwright.sync_api import expect


def test_a_notebook_runs_and_its_output_is_seen(lab):
    notebook = lab.new_notebook("1 + 1", "import os\nos.path.exists('00_start_here.ipynb')")
    notebook.run_all()
    expect(notebook.output(0)).to_have_text("2")
    expect(notebook.output(1)).to_have_text("True")


def test_a_single_cell_runs_and_the_theme_changes(own_lab):
    notebook = own_lab.new_notebook("'first'", "6 * 7")
    notebook.run_cell(1)
    expect(notebook.output(1)).to_have_text("42")
    expect(notebook.output(0)).to_have_count(0)
    assert notebook.cell_sources() == ["'first'", "6 * 7"]
    notebook.theme("dark")
    notebook.screenshot()


def test_the_first_notebook_opens_and_runs(lab):
    lab.open("00_start_here.ipynb").run_all()


def test_errors_and_requests_to_other_machines_are_heard(lab):
    notebook = lab.new_notebook("1")
    notebook.page.evaluate("() => console.error('an error of our own')")
    notebook.page.evaluate("() => fetch('http://stranger.invalid/').catch(() => null)")
    assert any("an error of our own" in error for error in lab.errors)
    assert lab.strangers == ["http://stranger.invalid/"]
    lab.errors.clear()
    lab.strangers.clear()


def test_saved_work_is_read_again_without_a_kernel(lab):
    notebook = lab.new_notebook("print('seen')")
    notebook.run_all()
    notebook.save()
    notebook.shutdown_kernel()
    notebook = lab.open(notebook.path.name)
    expect(notebook.output(0)).to_have_text("seen")


def test_axe_finds_a_control_without_a_name(lab, violations):
    notebook = lab.new_notebook("import ipywidgets\nipywidgets.Image(value=b'')", "'nothing wrong here'")
    notebook.run_all()
    notebook.output(0).locator("img").wait_for(state="attached")
    assert [line for line in violations(lab.page, ".jp-Cell:nth-child(1)") if line.startswith("image-alt")]
    assert violations(lab.page, ".jp-Cell:nth-child(2) .jp-OutputArea-output") == []
