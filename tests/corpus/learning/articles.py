"""Articles of an invented source, some of which end with the same lines."""

from __future__ import annotations

from tests.corpus.test_ingest import record

SUBJECTS = (
    *("Ferry", "Budget", "Harvest", "Election", "Museum", "Storm", "Railway", "Hospital", "Strike", "Festival"),
    *("Bridge", "Drought", "Library", "Market", "Pipeline", "School", "Theatre", "Village", "Winter", "Zoo"),
)
PROMPT = "Puzzles for patient people, on the back of every Friday paper"
NOTE = "Prices on these pages are rounded, and were right when the presses began to roll."


STORIES = (
    "Passengers waited seven hours beside the quay until engineers had repaired a broken propeller.",
    "Treasury officials hope to close the gap with savings on roads, pensions and new computers.",
    "Farmers expect less wheat than last summer, since hail flattened fields along the river.",
    "Ballot boxes reached remote islands by helicopter, and counting began before midnight.",
    "Curators opened crates that nobody had touched for eighty years and discovered porcelain.",
    "Roofs flew through the streets of three towns while firemen pumped water out of cellars.",
    "Trains stand still between both cities because thieves stole copper cables again.",
    "Nurses moved forty patients into another wing after pipes had burst upstairs.",
    "Drivers blocked every depot at dawn, demanding higher wages and shorter shifts.",
    "Musicians from nine countries played until sunrise, although rain never stopped.",
    "Inspectors measured cracks in two pillars and closed the crossing to lorries.",
    "Wells have run dry, so tankers bring drinking water to pupils each morning.",
    "Readers may borrow telescopes, sewing machines and ukuleles from next month on.",
    "Traders complain about rents which doubled within eighteen months.",
    "Workers welded a leaking valve under armed guard, and oil flows once more.",
    "Parents painted classrooms themselves, for no money was left in any account.",
    "An actor fell into the orchestra pit without hurting anybody seriously.",
    "Only twelve people still live up there; a bus comes on Thursdays.",
    "Snow surprised shepherds, who drove their flocks down a fortnight early.",
    "A penguin escaped over the fence but was fond of herring, keepers found.",
)


def body(number: int) -> list[str]:
    """Return two paragraphs about something of its own."""
    story = STORIES[number % len(STORIES)]
    return [story, f"It is report number {number} on {SUBJECTS[number % len(SUBJECTS)].lower()} matters."]


def article(number: int, *lines: str, **changes: object) -> dict[str, object]:
    """Return a record of the source that ends with these lines."""
    texts = [*body(number), *lines]
    title = f"{SUBJECTS[number % len(SUBJECTS)]} on day {number}"
    return record(number, title=title, text="\n\n".join(texts), **({"source": "Harbour Courier"} | changes))
