"""manage.py evaluate: how good extraction and cleaning are, measured on labelled data beside the checkout."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from corpus.evaluation.calibration import Observation
from corpus.evaluation.data import DataMissing, Setting, check_folder
from corpus.evaluation.measures import MEASURES, WITHOUT_DATA, WITHOUT_EXTRACTOR
from corpus.evaluation.report import as_objects, calibration_table, table
from corpus.evaluation.rows import Row
from corpus.extract import make_extractor
from corpus.extract.gazetteer_build import GazetteerError
from corpus.management.record_lines import reader_may_leave


class Command(BaseCommand):
    """Print precision, recall and F1 by kind and set, beside the targets."""

    help = (
        "Measures extraction and cleaning on labelled data (which is not part of the repository) and prints a Markdown "
        "table: precision, recall and F1 by kind and set, beside the targets, then confidence against precision. "
        "Exit code 2 if the data is missing."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--set", action="append", choices=list(MEASURES), dest="sets", help="repeatable; else all")
        parser.add_argument("--extractor", choices=("spacy", "rules"), default="spacy", help="how names are found")
        parser.add_argument("--limit", type=_positive, help="only the first N documents of each set, for a quick look")
        parser.add_argument("--data", type=Path, help="folder of labelled data (../shared/data)")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")

    def handle(self, *_args: object, **options: Any) -> None:
        """Measure set by set; progress goes to standard error."""
        data = options["data"] or settings.BASE_DIR.parent / "shared" / "data"
        sets = list(dict.fromkeys(options["sets"] or MEASURES))
        try:
            if not WITHOUT_DATA.issuperset(sets):
                check_folder(data)
            extractor = make_extractor("none" if WITHOUT_EXTRACTOR.issuperset(sets) else options["extractor"])
            labels = settings.BASE_DIR / "tests" / "quality" / "labels"
            setting = Setting(data, labels, extractor, options["extractor"], options["limit"])
            rows = [row for name in sets for row in self._measured(name, setting)]
        except DataMissing as missing:
            raise CommandError(str(missing), returncode=2) from missing
        except GazetteerError as error:
            raise CommandError(str(error), returncode=1) from error
        with reader_may_leave():
            if options["json"]:
                answer = {"extractor": extractor.label, **as_objects(rows, setting.observed)}
                sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
            else:
                sys.stdout.writelines(f"{line}\n" for line in _tables(extractor.label, rows, setting.observed))
            sys.stdout.flush()

    def _measured(self, name: str, setting: Setting) -> list[Row]:
        started = time.process_time()
        rows = MEASURES[name](setting)
        sys.stderr.write(f"{name}: {time.process_time() - started:.0f} s of CPU\n")
        return rows


def _tables(label: str, rows: Sequence[Row], observed: Sequence[Observation]) -> Iterator[str]:
    yield from (f"## Quality, extractor {label}", "", *table(rows))
    if observed:
        yield from ("", "## Confidence against precision", "", *calibration_table(observed))


def _positive(value: str) -> int:
    if not value.isdigit() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number of documents above 0")
    return int(value)
