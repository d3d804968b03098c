"""One real JupyterLab and one headless Chromium, driven: by the browser tests and by the bench.

    with browser() as chromium, server(home) as served, lab(chromium, served, "mine") as driven:
        notebook = driven.open("03_element_wise_operations.ipynb")     # or new_notebook("1 + 1")
        notebook.run_all()
        notebook.output(1).get_by_role("slider").first.press("ArrowRight")

All helpers wait on conditions: the kernel's own replies, what stands on the page.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

import chromium

ROOT = Path(__file__).resolve().parent.parent
SCREENSHOTS = ROOT / "tests" / "browser" / "screenshots"
FLAGS = (
    "--no-sandbox",  # root, as in a container, cannot have one; only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# JupyterLab's own: it asks each kernel for its debugger, and is cut off when that is shut down.
HARMLESS = ("Could not restore the debugger state: Canceled future",)
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
READY = """() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    return panel?.context?.isReady && panel.revealed !== undefined
        && panel.sessionContext?.session?.kernel?.status === 'idle'
        && !document.getElementById('jupyterlab-splash')
        && panel.content.widgets.every(cell => !cell.isPlaceholder());
}"""
LOADED = "async () => { await window.jupyterapp.restored; }"
# Their kernels end first, so that none of them speaks to what is gone.
CLOSE = """async () => {
    await window.jupyterapp.serviceManager.sessions.shutdownAll();
    for (const widget of [...window.jupyterapp.shell.widgets('main')]) {
        if (widget.context) widget.context.model.dirty = false;
        widget.dispose();
    }
}"""
# The page has the address that a reader's has: a picture is looked for beside it before JupyterLab finds it.
OPEN = """path => {
    history.replaceState(null, '', `/lab/tree/${path}`);
    return window.jupyterapp.commands.execute('docmanager:open', {path, factory: 'Notebook'});
}"""
RUN = """async command => {
    const panel = window.jupyterapp.shell.currentWidget;
    await window.jupyterapp.commands.execute(command);
    return panel.content.widgets.map(cell => cell.model.sharedModel)
        .filter(cell => cell.cell_type === 'code')
        .flatMap(cell => cell.outputs.filter(output => output.output_type === 'error'))
        .map(error => `${error.ename}: ${error.evalue}`);
}"""


@contextmanager
def browser():
    """Headless Chromium, the machine's own: a missing one is a failure, never a skip."""
    path = chromium.find()
    assert path, "no Chromium found: `make test` installs it or says how"
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path, args=FLAGS) as running:
        yield running


@contextmanager
def server(home):
    """A JupyterLab with settings of its own in the folder `home`: (address, folder that it serves)."""
    folder = home / "served"
    folder.mkdir()
    places = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    environment = os.environ | {f"JUPYTER_{place}": str(home / place) for place in places}
    environment.pop("MCLIB_PROGRESS", None)  # progress is kept beside the notebooks, as a learner's
    environment |= {
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTER_CONFIG_PATH": str(ROOT / "tools"),  # the settings that `make lab` gives a learner
        "IPYTHONDIR": str(home / "ipython"),
    }
    options = ("no-browser", "allow-root", "ServerApp.port=0", f"ServerApp.root_dir={folder}")
    options += ("IdentityProvider.token=t", "LabApp.expose_app_in_browser=True")
    command = [sys.executable, "-m", "jupyterlab", *(f"--{option}" for option in options)]
    running = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    address = []
    announced = threading.Event()

    def read():
        for line in running.stdout:
            if found := re.search(r"http://(?:localhost|127\.0\.0\.1):\d+/", line):
                address.append(found[0])
                announced.set()
        announced.set()

    threading.Thread(target=read, daemon=True).start()
    try:
        assert announced.wait(60), "JupyterLab did not start within a minute"
        assert address, "JupyterLab ended before it served"
        yield address[0], folder
    finally:
        running.terminate()
        running.wait(20)


@contextmanager
def lab(browser, server, name):
    """A fresh page and a copy of the notebooks' folder: a Lab, whose kernels end with it."""
    with browser.new_context(viewport={"width": 1280, "height": 1000}) as context:
        running = Lab(context, *server)
        running.begin(name)
        try:
            yield running
        finally:
            running.close()


class Lab:
    """A JupyterLab in a browser page: `open` or `new_notebook` give a Notebook to drive."""

    def __init__(self, context, address, served):
        self.address, self.served, self.folder = address, served, None
        self.errors, self.strangers = [], []
        self.page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self.hear)
        context.on("request", self.see)
        self.load()

    def load(self):
        """Load JupyterLab, anew if it is there, with nothing open."""
        self.page.goto(f"{self.address}lab?reset&token=t")
        self.page.wait_for_function("() => window.jupyterapp")
        self.page.evaluate(LOADED)
        self.page.wait_for_function("() => !location.search")  # it has taken note of the reset

    def begin(self, name):
        """Copy the notebooks to a folder of that name, to work there; nothing has been heard yet."""
        self.folder = self.served / re.sub(r"\W+", "-", name)
        shutil.copytree(ROOT / "notebooks", self.folder)
        self.errors.clear()
        self.strangers.clear()

    def hear(self, message):
        if message.type == "error" and not message.text.startswith(HARMLESS):
            self.errors.append(f"{message.text} ({message.location.get('url')})")

    def see(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.strangers.append(request.url)

    def open(self, name):
        """The notebook of that name in this folder, read from its file, its kernel ready; others are closed."""
        self.close()
        self.page.evaluate(OPEN, f"{self.folder.name}/{name}")
        self.page.wait_for_function(READY)
        return Notebook(self.page, self.folder / name)

    def reload(self, name):
        """That notebook after a reload of the page: what was saved, and the kernel that runs."""
        self.page.goto(f"{self.address}lab/tree/{self.folder.name}/{name}")
        self.page.wait_for_function(READY)
        return Notebook(self.page, self.folder / name)

    def new_notebook(self, *sources, name="untitled.ipynb"):
        """A notebook of these code cells, opened."""
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
        nbformat.write(made, self.folder / name)
        return self.open(name)

    def close(self):
        """Close what is open, and end its kernels."""
        self.page.evaluate(CLOSE)


class Notebook:
    """An open notebook; cells are counted from 0, of all kinds, as in its file."""

    def __init__(self, page, path):
        self.page, self.path = page, path

    def run_all(self):
        """Run every cell and wait until all have run; an error in a cell is an error here."""
        self.command("notebook:run-all-cells")

    def run_cell(self, k):
        """Run cell k and wait until it has run."""
        self.page.evaluate("k => jupyterapp.shell.currentWidget.content.activeCellIndex = k", k)
        self.command("notebook:run-cell")

    def command(self, name):
        errors = self.page.evaluate(RUN, name)
        assert not errors, errors
        self.wait_idle()

    def wait_idle(self):
        """Wait until the kernel has nothing to do."""
        self.page.wait_for_function(READY)

    def cell(self, k):
        return self.page.locator(".jp-Notebook .jp-Cell").nth(k)

    def output(self, k):
        """Locator of what cell k has put out."""
        return self.cell(k).locator(".jp-OutputArea-output")

    def cell_sources(self):
        return self.page.evaluate(
            "() => jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.sharedModel.getSource())"
        )

    def save(self):
        self.page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")

    def shutdown_kernel(self):
        self.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")

    def theme(self, name):
        """Switch to JupyterLab's "light" or "dark" theme."""
        self.page.evaluate(
            "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})",
            f"JupyterLab {name.capitalize()}",
        )
        light = "true" if name == "light" else "false"
        self.page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")

    def screenshot(self, name="page"):
        """A picture of the page for whoever wants to look; no test compares it."""
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{self.path.parent.name}-{name}.png")
