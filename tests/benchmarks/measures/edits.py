"""One edited article: how long until a reader in another process finds it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from threading import Thread
from typing import Any, Final

from tests.benchmarks.process import EngineProcess
from tests.benchmarks.questions import Question
from tests.benchmarks.rows import Row
from tests.benchmarks.setting import Setting
from tests.benchmarks.tables import at_most, middle, table

EDITS: Final = 5
PATIENCE: Final = 60.0  # seconds
WORD: Final = "zqxjvedited"


def measure(setting: Setting) -> None:
    """Edit articles one by one while a reader asks for them."""
    rows = []
    for name in setting.usable("tantivy", "dateline", "service"):
        with setting.opened(name) as writer, setting.opened(name) as reader:
            seen = [_edit(writer, reader, row, f"{WORD}{number}") for number, row in enumerate(_rows(setting))]
        visible = [each[1] for each in seen]
        rows.append(
            (name, middle([each[0] for each in seen]), middle(visible), max(visible), max(each[2] for each in seen))
        )
    columns = ("engine", "write and commit ms", "visible after ms, median", "worst", "reader's slowest answer ms")
    note = (
        "Counted from the start of the write. service: the article saved in the database with its outbox row, then the "
        "outbox drained. Each article is put back afterwards. (In the running site the worker looks twice a second.)"
    )
    table(f"One edited article at {setting.corpus.size:,} articles", columns, rows, note=note)
    for name, _, _, worst, _ in rows:
        if name != "tantivy":
            setting.judge(at_most(f"one edited article visible to readers ({name})", worst / 1000, 1.0, unit=" s"))


def _rows(setting: Setting) -> Iterator[Row]:
    return islice(setting.corpus, EDITS)


def _edit(writer: EngineProcess, reader: EngineProcess, row: Row, word: str) -> tuple[float, float, float]:
    """Return milliseconds: of the write, until the reader sees it, and of the reader's slowest answer meanwhile."""
    asked = Question("and", (word,))
    reader.answer(asked)
    watched: dict[str, Any] = {}

    def watch() -> None:
        watched.update(reader.ask("await_total", question=asked.as_json(), total=1, seconds=PATIENCE))

    watcher = Thread(target=watch)
    watcher.start()
    told = writer.ask("edit", row=row._replace(text=f"{row.text} {word}"))
    watcher.join()
    writer.ask("edit", row=row)
    if watched.get("seen") is None:
        raise RuntimeError(f"{reader.name} did not see an edit within {PATIENCE:g} s")
    started = told["started"]
    return (told["done"] - started) * 1000, (watched["seen"] - started) * 1000, watched["slowest"] * 1000
