"""Texts written for the tests of stories: a report, what editors make of one, and templates filled anew."""

from __future__ import annotations

TITLE = "Harbour of Vessna reopens after nine days"
HEAD = (
    "The harbour of Vessna reopened on Tuesday after divers had raised the ferry Marienne, which sank at its moorings "
    "nine days ago. The first ship to leave was a grain carrier bound for Tarsk with 4,200 tonnes of barley.\n\n"
    "“We could not have kept the mills going for another week,” said Irena Balk, who speaks for the millers of the "
    "lower town. Her members had begun to send lorries over the pass, at three times the cost."
)
TAIL = (
    "The harbour master, Tomas Wendel, said the cause of the sinking was not yet known. A valve in the engine room had "
    "been found open, but nobody could say since when. The owners, Blue Line, have promised to pay for the salvage, "
    "which took 61 people and two floating cranes.\n\n"
    "Fishing boats may go out again from Thursday. Until the mud has settled, ships of more than 90 metres have to "
    "wait for high water, and the pilots’ station will stay manned by night."
)
TEXT = f"VESSNA, Oct 4 (Coast Agency) — {HEAD}\n\n{TAIL}"

COPIES = {
    "another headline": ("Grain ships sail as Vessna’s port opens", TEXT),
    "another dateline": (TITLE, f"TARSK — {HEAD}\n\n{TAIL}"),
    "no dateline": (TITLE, f"{HEAD}\n\n{TAIL}"),
    "cut at the end": (TITLE, f"VESSNA — {HEAD}"),
    "cut in the middle": (TITLE, f"{HEAD[:240]}\n\n{TAIL}"),
    "other quotation marks": (TITLE, TEXT.replace("“", '"').replace("”", '"').replace("’", "'")),
    "a corrected figure": (TITLE, TEXT.replace("4,200", "4,300")),
    "small edits": (
        TITLE,
        TEXT.replace("had begun to send", "began sending").replace("not yet known", "still unknown"),
    ),
    "capitals": (TITLE.upper(), TEXT.upper()),
    "an added paragraph": (TITLE, f"{TEXT}\n\nThe council meets on Friday to hear the harbour master and the owners."),
}

OTHERS = {
    "the same event by another hand": (
        "Vessna’s port is open again",
        "Nine days after the Marienne went down beside the quay, ships are moving in and out of Vessna once more. A "
        "carrier laden with barley was the first to cast off, to the applause of the millers, whose stores had run "
        "low. Irena Balk, their spokeswoman, called it “the best news of the autumn”. Salvage crews worked round the "
        "clock with two cranes. What let the ferry sink remains unclear; Tomas Wendel, the harbour master, spoke of an "
        "open valve and warned against hasty conclusions. Larger vessels must wait for the tide.",
    ),
    "a round-up that holds a sentence of it": (
        "The week on the coast",
        "Orsk elected a mayor on Sunday; the count took until Monday noon and gave Petra Lind a lead of 212 votes. "
        "“We could not have kept the mills going for another week,” said Irena Balk, who speaks for the millers of the "
        "lower town, when ships sailed from Vessna again. In Tarsk the theatre found a roof for the winter, and the "
        "school at Nim closed its doors after 140 years, because only four children were left in the village.",
    ),
}

WEATHER = (
    "Wind from the {wind} with force {force}, gusts to {gusts} near the capes. Waves between {low} and {high} metres. "
    "Visibility {seen} kilometres, in showers less. High water at Vessna at {tide}. Outlook for the following day: "
    "{outlook}. Small craft should keep to the inner fairway. The next forecast for coastal waters will be issued at "
    "18:00 by the weather office in Tarsk."
)
WEATHERS = (
    {"wind": "west", "force": 5, "gusts": 7, "low": 2, "high": 3, "seen": 12, "tide": "06:42", "outlook": "calmer"},
    {"wind": "north", "force": 3, "gusts": 4, "low": 1, "high": 2, "seen": 25, "tide": "07:31", "outlook": "rain"},
)
RESULTS = (
    "{company} earned {net} million crowns in the third quarter, against {before} million a year ago. Sales came to "
    "{sales} million. Earnings a share were {share} crowns. The dividend of {dividend} crowns is payable on {day} "
    "November to holders of record on {record} October. The company has its seat in {town}, and {staff} people work "
    "for it."
)
COMPANIES = (
    {"company": "Blue Line", "net": "41.2", "before": "38.9", "sales": "310", "share": "2.10", "dividend": "0.40"}
    | {"day": 12, "record": 30, "town": "Vessna", "staff": "1,140"},
    {"company": "Tarsk Mills", "net": "7.6", "before": "9.3", "sales": "88", "share": "0.61", "dividend": "0.15"}
    | {"day": 9, "record": 27, "town": "Tarsk", "staff": "320"},
)
