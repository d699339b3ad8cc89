"""Draw texts with page furniture in them, show their lines, and turn notes on them into labels without text.

    python -m tests.quality.line_labelling show 1 10                  numbered lines of articles of the first draw
    python -m tests.quality.line_labelling compile notes.txt FOLDER   notes to FOLDER/lines.jsonl
    python -m tests.quality.line_labelling show-development FOLDER    the second draw, of several kinds of texts
    python -m tests.quality.line_labelling compile-development notes.txt FOLDER

FOLDER is that of the labels. A note is `number b:2,7-9 i:3`: in the text of that number lines 2, 7, 8 and 9 are
furniture, line 3 is ignored. In the second draw long lines in the middle of a text are shown by their first words only.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from corpus.clean.source_lines import line_key
from corpus.evaluation.furniture_texts import DEVELOPMENT, KEY_DIGITS, LineText, line_text, records_by_id
from corpus.evaluation.own_texts import LINES_FILE
from tests.quality.labelling import SHARED, Drawn, digest

SHORTEST, LONGEST = 600, 5000
DEVELOPMENT_LONGEST = 9000
DRAWN = {"neardup": 85, "pages": 120, "wikinews": 20, "re3d": 20, "rss": 20}
_EDGE = 7
_SHORT_LINE, _SHOWN, _SHOWN_SHORT = 150, 60, 300


def draw_lines(shared: Path = SHARED) -> list[Drawn]:
    """Return the articles with page furniture in them, in the order of the draw; the title tells nothing here."""
    rows: dict[str, Drawn] = {}
    with gzip.open(shared / LINES_FILE, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if SHORTEST <= len(row["text"]) <= LONGEST:
                key = str(row["id"])
                held_out = int(digest("held-out", "lines", key), 16) % 2 == 1
                rows[digest("draw", "lines", key)] = Drawn(key, row["title"], row["text"], "", held_out)
    return [one for _, one in sorted(rows.items())]


def draw_development(labels: Path, shared: Path = SHARED) -> Iterator[LineText]:
    """Yield the texts of the second draw, none of which the first has; a text of a single line tells nothing."""
    taken = {json.loads(line)["id"] for line in (labels / "lines.jsonl").read_text("utf-8").splitlines()}
    for name in DEVELOPMENT:
        records = records_by_id(name, shared)
        left = DRAWN[name]
        for key in sorted(records.keys() - taken, key=lambda key: digest("development", name, key)):
            if not left:
                break
            one = line_text(name, records[key], shared)
            if len(one.text) <= DEVELOPMENT_LONGEST and len(_lines(one)) > 1:
                left -= 1
                yield one


def _lines(one: LineText) -> list[str]:
    return [line.strip() for line in one.text.split("\n") if line.strip()]


def show_lines(first: int, last: int) -> None:
    """Print the lines of articles of the first draw by their number in it."""
    for number, one in enumerate(draw_lines()[first - 1 : last], first):
        print(f"\n## {number} {one.title}")
        for index, line in enumerate(one.text.split("\n")):
            print(index, line)


def show_development(labels: Path) -> None:
    """Print the lines of the second draw, those in full that furniture could be."""
    for number, one in enumerate(draw_development(labels), 1):
        print(f"\n## {number} {one.set} {one.title}")
        lines = _lines(one)
        for index, line in enumerate(lines):
            likely = len(line) <= _SHORT_LINE or index < _EDGE or index >= len(lines) - _EDGE
            shown = line[: _SHOWN_SHORT if likely else _SHOWN]
            print(index, shown + ("…" if len(line) > len(shown) else ""))


def compile_lines(notes: Path, folder: Path) -> None:
    """Write the labels of lines: [start, end, "furniture" or "ignore"] in code points of the text."""
    drawn = draw_lines()
    rows = []
    for number, kinds in _notes(notes):
        article = drawn[number - 1]
        spans = list(_line_spans(article.text))
        lines = [[*spans[index], kind] for index, kind in sorted(kinds.items())]
        rows.append({"id": article.id, "part": "held-out" if article.held_out else "open", "lines": lines})
    (folder / "lines.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def compile_development(notes: Path, folder: Path) -> None:
    """Write the labels of the second draw: [key of the line, "furniture" or "ignore"], for a page's text may shift."""
    drawn = list(draw_development(folder))
    rows = []
    for number, kinds in _notes(notes):
        one = drawn[number - 1]
        lines = _lines(one)
        keyed = [[line_key(lines[index])[:KEY_DIGITS], kind] for index, kind in sorted(kinds.items())]
        rows.append({"set": one.set, "id": one.id, "lines": keyed})
    (folder / "development_lines.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def _notes(notes: Path) -> Iterator[tuple[int, dict[int, str]]]:
    for note in notes.read_text("utf-8").splitlines():
        number, *groups = note.split()
        kinds: dict[int, str] = {}
        for group in groups:
            kind = "furniture" if group[0] == "b" else "ignore"
            for part in filter(None, group[2:].split(",")):
                first, _, last = part.partition("-")
                kinds.update(dict.fromkeys(range(int(first), int(last or first) + 1), kind))
        yield int(number), kinds


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def main(arguments: list[str]) -> int:
    """Do what the first argument says."""
    match arguments:
        case ["show", first, last]:
            show_lines(int(first), int(last))
        case ["compile", notes, folder]:
            compile_lines(Path(notes), Path(folder))
        case ["show-development", folder]:
            show_development(Path(folder))
        case ["compile-development", notes, folder]:
            compile_development(Path(notes), Path(folder))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
