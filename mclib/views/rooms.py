"""Rooms: views that share point, selection and layout on the page, with no kernel between them."""

import traitlets as t

from .ledger import Progress

SHARED = ("selection", "convention", "sizes")


class Shared(t.HasTraits):
    """A view that can stand in a room; dom.js joins the models whose `room` is the same."""

    room = t.Unicode().tag(sync=True)
    words = t.Dict().tag(sync=True)
    defs = t.Dict().tag(sync=True)  # functions that the browser has not
    point = t.Dict().tag(sync=True)

    def numbers(self):
        """The point with every input's number in it; here as it is."""
        return self.point


class Asking(t.HasTraits):
    """A view that may ask before it shows (predict.py): what, and the guess; `ask` is empty where it does not."""

    ask = t.Unicode().tag(sync=True)
    question = t.Unicode().tag(sync=True)
    choices = t.List().tag(sync=True)
    guess = t.List().tag(sync=True)
    stage = t.Enum(("asked", "checked", "shown"), "asked").tag(sync=True)
    about = t.Unicode()  # what is asked of what, under which a guess is counted

    @t.observe("stage")
    def _guessed(self, change):
        if change["new"] == "checked":  # what was only shown was no guess
            Progress().note_prediction(self.about)


def sampled(record, point):
    """A point, the inputs that it leaves out being where their samples start."""
    return {v["name"]: v["sample"][slice(None) if v["shape"] else 0] for v in record.get("variables", ())} | point


def link(*views):
    """Let views share point, selection and layout: a change in one is a change in all.

    The first view says where they start. Raises TypeError for what is no view of mclib.
    """
    if strangers := [v for v in views if not isinstance(v, Shared)]:
        raise TypeError(f"{strangers[0]!r} is no view: link what mc.explore, mc.show of a derivation or mc.plane give")
    point = {name: value for view in reversed(views) for name, value in view.numbers().items()}
    first = {name: next((v for v in (getattr(view, name, None) for view in views) if v), None) for name in SHARED}
    room = next((view.room for view in views if view.room), views[0].model_id)
    for view in views:
        with view.hold_sync():
            view.point, view.room = point, room
            for name, value in first.items():
                if value and view.has_trait(name):
                    setattr(view, name, value)
