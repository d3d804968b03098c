"""What a learner has predicted, tried and solved: a small file beside the notebooks, and a code to carry it.

Nothing personal is in it: names of exercises and predictions, how often each was tried, whether it was
solved (of a prediction: made). MCLIB_PROGRESS in the environment names another file.
"""

import base64
import hashlib
import json
import os
import zlib
from pathlib import Path

FILE = "progress.json"  # beside the notebook: a kernel runs in its notebook's folder
START, PREDICTED = "mc1.", "p."
UNWRITTEN = {}  # {path: entries that no file would take}


class Progress:
    """{name: [times tried, solved]}, kept in a file; where none can be written, in memory alone."""

    def __init__(self, path=None):
        self.path = Path(path or os.environ.get("MCLIB_PROGRESS", FILE)).absolute()

    @property
    def entries(self):
        """What the file says; one that cannot be read is set aside and the count starts anew."""
        if self.path in UNWRITTEN:
            return UNWRITTEN[self.path]
        try:
            return _checked(json.loads(self.path.read_text(encoding="utf-8")))
        except OSError:
            return {}
        except ValueError:
            self.path.replace(self.path.with_suffix(".damaged.json"))
            return {}

    @property
    def solved(self):
        """The names of what is solved, without predictions."""
        return {name for name, (_, done) in self.entries.items() if done and not name.startswith(PREDICTED)}

    def note(self, name, solved):
        """Count a try; what is solved stays solved."""
        tried, before = self.entries.get(name, (0, False))
        self._keep({**self.entries, name: [tried + 1, before or solved]})

    def note_prediction(self, question):
        """Count a guess, under a short name that is always the same for a question."""
        self.note(PREDICTED + hashlib.sha256(question.encode()).hexdigest()[:6], True)

    def code(self):
        """All of it as a short text, to be carried to another machine."""
        packed = zlib.compress(json.dumps(self.entries, separators=(",", ":")).encode(), 9)
        return START + base64.urlsafe_b64encode(packed).decode().rstrip("=")

    def take(self, code):
        """Add what a code says to what is here. Raises ValueError for what is no such code."""
        body = code.strip().removeprefix(START)
        try:
            text = zlib.decompressobj().decompress(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), 100_000)
            theirs = _checked(json.loads(text))
        except (ValueError, zlib.error) as error:
            whole = f'copy the whole of it, from "{START}" to its end, as mc.progress() shows it'
            raise ValueError(
                f'this is no notebook with exercises, as "03", and no code of a progress: {whole}'
            ) from error
        mine = self.entries
        for name, (tried, solved) in theirs.items():
            before = mine.get(name, (0, False))
            mine[name] = [max(tried, before[0]), solved or before[1]]
        self._keep(mine)

    def reset(self):
        """Forget all of it."""
        UNWRITTEN.pop(self.path, None)
        self.path.unlink(missing_ok=True)

    def _keep(self, entries):
        """Write all or nothing: beside the file first, then in its place."""
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            beside.write_text(json.dumps(entries, indent=1), encoding="utf-8")
            beside.replace(self.path)
            UNWRITTEN.pop(self.path, None)
        except OSError:  # a folder that cannot be written to
            UNWRITTEN[self.path] = entries


def _checked(entries):
    """Entries as they should be. Raises ValueError where they are not."""
    well = isinstance(entries, dict) and all(
        isinstance(row, list) and len(row) == 2 and type(row[0]) is int and type(row[1]) is bool
        for row in entries.values()
    )
    if not well:
        raise ValueError("not a record of what was tried")
    return entries
