"""What a learner has predicted, tried and solved: a small file beside the notebooks, and a code to carry it.

Nothing personal is in it: names of exercises and predictions, how often each was tried, whether it was
solved (of a prediction: made). Each try is a line that is added at the end, in one piece, so that notebooks
which are open side by side lose nothing of one another. MCLIB_PROGRESS in the environment names another file.
"""

import base64
import hashlib
import json
import os
import zlib
from contextlib import suppress
from pathlib import Path

FILE = "progress.jsonl"  # beside the notebook: a kernel runs in its notebook's folder
START, PREDICTED = "mc1.", "p."
UNWRITTEN = {}  # {path: lines that no file would take}


class Progress:
    """{name: [times tried, solved]}, kept in a file; where none can be written, in memory alone."""

    def __init__(self, path=None):
        self.path = Path(path or os.environ.get("MCLIB_PROGRESS", FILE)).absolute()

    @property
    def entries(self):
        """What the lines add up to; a file with some that cannot be read is set aside, and the others are kept."""
        text, found, well = UNWRITTEN.get(self.path, ""), {}, True
        with suppress(OSError):
            text = self.path.read_text(encoding="utf-8", errors="replace") + text
        for line in filter(None, text.splitlines()):
            try:
                name, *row = json.loads(line)
                ((tried, solved),) = _checked({name: row}).values()
                before = found.get(name, (0, False))
                found[name] = [before[0] + tried, before[1] or solved]
            except (ValueError, TypeError):
                well = False
        with suppress(OSError):
            if not well:
                self.path.replace(self.path.with_suffix(".damaged.jsonl"))
                self._keep(found)
        return found

    @property
    def solved(self):
        """The names of what is solved, without predictions."""
        return {name for name, (_, done) in self.entries.items() if done and not name.startswith(PREDICTED)}

    def note(self, name, solved):
        """Count a try; what is solved stays solved."""
        self._keep({name: [1, solved]})

    def note_prediction(self, question):
        """Count a guess, under its notebook's number, as Jupyter says it, and a short name of its question."""
        number = "".join(filter(str.isdigit, Path(os.environ.get("JPY_SESSION_NAME", "")).name[:2]))
        self.note(f"{PREDICTED}{number}.{hashlib.sha256(question.encode()).hexdigest()[:6]}", True)

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
        self._keep({name: [max(0, n - mine.get(name, (0,))[0]), solved] for name, (n, solved) in theirs.items()})

    def reset(self):
        """Forget all of it."""
        UNWRITTEN.pop(self.path, None)
        self.path.unlink(missing_ok=True)

    def _keep(self, rows):
        """Add lines to those that are there. Each begins anew: one that was cut off spoils no other."""
        lines = "".join("\n" + json.dumps([name, *row]) for name, row in rows.items())
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(UNWRITTEN.get(self.path, "") + lines)
            UNWRITTEN.pop(self.path, None)
        except OSError:  # a folder that cannot be written to
            UNWRITTEN[self.path] = UNWRITTEN.get(self.path, "") + lines


def _checked(entries):
    """Entries as they should be. Raises ValueError where they are not."""
    well = isinstance(entries, dict) and all(
        isinstance(row, list) and len(row) == 2 and type(row[0]) is int and type(row[1]) is bool
        for row in entries.values()
    )
    if not well:
        raise ValueError("not a record of what was tried")
    return entries
