"""Write every hit of a search to standard output."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any
from urllib.parse import parse_qsl

from django.core.management.base import CommandError

from corpus.management.base import USAGE, DatabaseCommand
from search import service
from search.engine.contract import EngineError
from search.export import export_lines
from search.state import SearchState, is_parameter


class Command(DatabaseCommand):
    """manage.py export"""

    help = "Write every hit of a search to standard output, in the order of the pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the search and the format."""
        parser.add_argument("search", nargs="?", default="", help='the query string of a search: "q=talks&actor=12"')
        parser.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", dest="form")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the rows; exit 2 when the query string is wrong, 1 when the index cannot answer."""
        state = self._state(options["search"])
        try:
            rows = service.iterate_rows(state)
        except EngineError as error:
            raise CommandError(str(error) or "The index cannot answer.") from error
        if callable(reconfigure := getattr(self.stdout, "reconfigure", None)):
            reconfigure(encoding="utf-8", newline="")
        try:
            for line in export_lines(options["form"], rows):
                self.stdout.write(line, ending="")
            self.stdout.flush()
        except BrokenPipeError:  # the reader has enough, as in `export | head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _state(self, text: str) -> SearchState:
        """Return the state of a query string; notes go to standard error, a fault ends the command."""
        query = text.strip().removeprefix("?")
        if query and "=" not in query:
            raise CommandError(f"“{text}” is not a query string; write it like q=talks&actor=12.", returncode=USAGE)
        pairs = parse_qsl(query, keep_blank_values=True)
        unknown = sorted({name for name, _ in pairs if not is_parameter(name)})
        state, messages = SearchState.parse(pairs)
        state = state.changed(page=1, cursor="")
        try:
            results = service.search(state.changed(size=1), messages=messages, facets=())
        except EngineError as error:
            raise CommandError(str(error) or "The index cannot answer.") from error
        faults = [message for message in results.messages if message.level == "error"]
        if faults:
            raise CommandError("\n".join(_written(fault.text, fault.position) for fault in faults), returncode=USAGE)
        for name in unknown:
            self.stderr.write(f"note: “{name}” is no parameter of a search; it was ignored.")
        for message in results.messages:
            self.stderr.write(f"note: {message.text}")
        return state


def _written(text: str, position: int | None) -> str:
    return text if position is None else f"{text} (at character {position + 1} of q)"
