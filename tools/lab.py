"""Open the course in JupyterLab, at its first notebook.

The environment says how: PORT (else Jupyter's 8888, or the next free one) and BROWSER (`none`
serves without opening one).
"""

import os
import sys
from pathlib import Path

from jupyterlab.labapp import LabApp

ROOT = Path(__file__).resolve().parent.parent
FIRST = "notebooks/00_start_here.ipynb"


def arguments(environment, is_root):
    """What JupyterLab is started with; a port that was asked for is that one or none."""
    chosen = [
        f"--ServerApp.root_dir={ROOT}",
        f"--LabApp.default_url=/lab/tree/{FIRST}",
    ]
    if environment.get("PORT"):
        chosen += [f"--ServerApp.port={environment['PORT']}", "--ServerApp.port_retries=0"]
    if environment.get("BROWSER") == "none":
        chosen.append("--no-browser")
    if is_root:  # Jupyter asks root to confirm; in a container there is often nobody else
        chosen.append("--allow-root")
    return chosen


if __name__ == "__main__":
    # labconfig/ turns off the question about news that would lie over the course.
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(
        filter(None, (str(ROOT / "tools"), os.environ.get("JUPYTER_CONFIG_PATH")))
    )
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    sys.exit(LabApp.launch_instance(argv=arguments(os.environ, root)))
