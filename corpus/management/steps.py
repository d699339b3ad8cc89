"""Progress of a command that does several things, on standard error."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from tqdm import tqdm


class Steps:
    """Shows each step with a bar of its own; without a terminal, a line for each step that came to its end."""

    def __init__(self) -> None:
        self._what = ""
        self._bar: Any = None

    def __enter__(self) -> Steps:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None) -> None:
        self._close()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show that of `total` bytes of a step so many are done."""
        if what != self._what:
            self._close()
            self._what = what
            self._bar = tqdm(desc=what, total=total, unit="B", unit_scale=True, file=sys.stderr, disable=None)
        self._bar.update(done - self._bar.n)
        if self._bar.disable and done == total:
            sys.stderr.write(f"{what}: {total:,} bytes\n")

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
