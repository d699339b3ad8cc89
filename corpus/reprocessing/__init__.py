"""Goes through articles again that are in the corpus already: cleaned anew from what was received, extracted anew.

`start` queues the work, and `manage.py worker` does it in the background; `manage.py reprocess` does it at once.
"""

from __future__ import annotations

from corpus.reprocessing.selection import Selection, start

__all__ = ["Selection", "start"]
