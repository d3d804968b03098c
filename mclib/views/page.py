"""A view's JavaScript and style: a file beside its .py, the shared parts joined in front."""

from pathlib import Path

HERE = Path(__file__).parent
STYLE = HERE / "style.css"


def module(*names):
    """The text of one JavaScript module made of several files."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)
