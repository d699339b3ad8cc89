"""Reports written for the tests, what editors do to any report, and what is written about the same event by others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Report:
    """A report, another headline for it, and other pieces on its event: by another hand, and of a day later."""

    title: str
    text: str
    another_title: str
    retold: tuple[str, str]
    followed: tuple[str, str]
    elsewhere: Mapping[str, str]
    """What a report of the same mould on another place says instead."""


_BRIDGE: Final = Report(
    "Bridge at Lorn closed after inspectors find cracks",
    "The road bridge across the Ister at Lorn was closed to all traffic on Monday evening after inspectors found "
    "cracks in two of its eleven main girders. Some 23,500 vehicles use it every day, among them the buses to the "
    "hospital on the eastern bank.\n\n"
    "“Nobody was in danger, but we will not wait until somebody is,” said Helen Marrow, the county's chief engineer. "
    "She said the repair would take at least six weeks and cost about 4.2 million crowns, and that the color of the "
    "paint had hidden the damage for years.\n\n"
    "Drivers have to travel by way of Oberau, which adds 31 kilometers. The ferry, which stopped running in 2009, "
    "will be put back into service from Thursday for pedestrians and ambulances. The theater in Lorn canceled its "
    "performances, as most of its visitors come from the other side.\n\n"
    "Built in 1964, the bridge was last renewed in 1998. The opposition in the county council demanded to see the "
    "reports of the past ten years, and its leader, Piet Sandor, called the closure the price of thrift. The labor "
    "union of the bus drivers warned of longer shifts.",
    "Lorn cut in two as cracks shut Ister bridge",
    (
        "Commuters stranded as river crossing shuts",
        "Long queues formed at both ends of Lorn last night when police barred the town's only bridge. Engineers "
        "checking the steelwork had come upon damage to the girders that carry the road, and Helen Marrow, who heads "
        "the county's engineers, did not hesitate. Repairs may last until the end of next month, and the bill could "
        "run to 4.2 million crowns. For 23,500 motorists the way to work now leads over Oberau. A ferry that was "
        "laid up fifteen years ago is being made ready to carry patients and people on foot. Piet Sandor of the "
        "opposition blamed years of saving in the wrong place.",
    ),
    (
        "Ferry back on the Ister after fifteen years",
        "A crowd cheered on Thursday as the old ferry Dorothea set out from Lorn for the first time since 2009, with "
        "140 people and one ambulance on board. Its crew had painted it overnight. The mayor, Ann Veit, took the "
        "first ticket and promised that fares would stay at one crown as long as they are needed. Three more "
        "crossings an hour are planned from next week, when a second boat arrives from the coast.\n\n"
        "The road bridge across the Ister at Lorn was closed to all traffic on Monday evening after inspectors found "
        "cracks in two of its eleven main girders. Some 23,500 vehicles use it every day, among them the buses to "
        "the hospital on the eastern bank. Drivers have to travel by way of Oberau, which adds 31 kilometers.",
    ),
    {"Lorn": "Brack", "Ister": "Aule", "Helen Marrow": "Tom Vries", "Oberau": "Linde", "23,500": "8,100"}
    | {
        "4.2": "1.7",
        "31": "12",
        "2009": "1994",
        "1964": "1971",
        "1998": "2006",
        "Piet Sandor": "Eva Holt",
        "six": "nine",
    }
    | {"eleven": "seven", "Monday": "Friday"},
)

_STRIKE: Final = Report(
    "Nurses in Tarn begin three-day strike over night shifts",
    "Nurses at all five public hospitals of Tarn walked out on Tuesday morning for three days, after talks on night "
    "shifts had failed over the weekend. The union said 6,400 of its members had taken part. Emergency rooms stayed "
    "open, but 312 planned operations were put off, the health ministry said.\n\n"
    "“We have asked for eleven years, and for eleven years we have been thanked,” said Marta Quill of the union. The "
    "minister, Olav Renn, offered four percent more pay and two more days of leave.",
    "Operations put off as Tarn’s nurses walk out",
    (
        "Tarn hospitals on emergency footing",
        "Patients in Tarn found locked wards on Tuesday as nurses made good their threat to stop work. Only "
        "emergencies are being treated until Friday; hundreds of people will have to wait for their operations. The "
        "minister, Olav Renn, said he was disappointed that his offer of more pay had been refused. Marta Quill, who "
        "leads the nurses, said that thanks did not pay the rent. No new talks have been arranged.",
    ),
    (
        "Minister yields to nurses on night shifts",
        "Olav Renn has given in: from January no nurse in Tarn will have to work more than four nights in a row, the "
        "health minister said on Thursday after a meeting that lasted until dawn. The union called off its strike at "
        "noon. Marta Quill said it was a good day for the sick, too. The agreement will cost 18 million crowns a "
        "year, and parliament has yet to approve it. Nurses at all five public hospitals of Tarn walked out on "
        "Tuesday morning for three days, after talks on night shifts had failed over the weekend.",
    ),
    {"Tarn": "Velm", "five": "nine", "6,400": "2,150", "312": "88", "Marta Quill": "Jon Abel", "Olav Renn": "Ada Stern"}
    | {"eleven": "six", "four": "two", "Tuesday": "Wednesday"},
)

_BRIEF: Final = Report(
    "Hikers found alive after two nights on Mount Sel",
    "Three hikers who lost their way in fog on Mount Sel have been found alive after two nights in a shepherd's hut, "
    "the mountain rescue service of Aren said on Sunday, and were taken to hospital in Dorn with frostbite.",
    "Mount Sel: missing hikers found alive in hut",
    (
        "Fog ordeal ends well",
        "A shepherd's hut saved the lives of three walkers who had been missing since Friday: rescuers reached them "
        "on Mount Sel this morning, half frozen but in good spirits.",
    ),
    (
        "Rescued hikers thank shepherd",
        "“Without his firewood we would be dead,” said one of the three hikers rescued from Mount Sel, who left "
        "hospital in Dorn on Tuesday and went to see the owner of the hut at once.",
    ),
    {"Three": "Five", "Sel": "Gorm", "Aren": "Pell", "Dorn": "Vessna", "Sunday": "Monday", "two": "four"},
)

REPORTS: Final = {"bridge": _BRIDGE, "strike": _STRIKE, "brief": _BRIEF}

_BRITISH: Final = {"color": "colour", "theater": "theatre", "canceled": "cancelled", "kilometers": "kilometres"} | {
    "labor": "labour",
    "percent": "per cent",
}
_NUMERALS: Final = {"eleven": "11", "five": "5", "six": "6", "three": "3", "two": "2", "ten": "10"}


def _replaced(text: str, others: Mapping[str, str]) -> str:
    return re.sub(rf"\b({'|'.join(map(re.escape, others))})\b", lambda found: others[found.group()], text)


def _turned(text: str) -> str:
    """Return a text with its second half of paragraphs in another order."""
    first, *rest = text.split("\n\n")
    return "\n\n".join((first, *reversed(rest)))


def _cut(text: str, share: float) -> str:
    return " ".join(text.split(" ")[: max(18, int(len(text.split(" ")) * share))])


Edit = Callable[[Report], tuple[str, str]]

EDITS: Final[Mapping[str, Edit]] = {
    "another headline": lambda of: (of.another_title, of.text),
    "cut to two thirds": lambda of: (of.title, _cut(of.text, 0.67)),
    "cut to a half, another headline": lambda of: (of.another_title, _cut(of.text, 0.5) + "…"),
    "paragraphs in another order": lambda of: (of.title, _turned(of.text)),
    "an agency's dateline and credit": lambda of: (
        of.title,
        f"LORN, March 3 (Coast Agency) — {of.text} (Coast Agency)",
    ),
    "the feed's last words": lambda of: (
        of.title,
        f"{of.text}\n\nThe post {of.title} appeared first on The Daily Reader.",
    ),
    "British spelling": lambda of: (of.title, _replaced(of.text, _BRITISH)),
    "another tense": lambda of: (of.title, of.text.replace(" said ", " says ").replace("were ", "are ")),
    "numbers in figures": lambda of: (of.title, _replaced(of.text, _NUMERALS)),
    "a figure written out": lambda of: (
        of.title,
        of.text.replace("4.2 million", "4,200,000").replace("6,400", "6,412"),
    ),
    "a name misspelt": lambda of: (of.title, of.text.replace("Marrow", "Marow").replace("Renn", "Ren")),
    "a paragraph added": lambda of: (of.title, f"{of.text}\n\nThe council is to meet in a special session on Friday."),
}

ANOTHER: Final[Mapping[str, Edit]] = {
    "told by another hand": lambda of: of.retold,
    "of a day later, with the first report as background": lambda of: of.followed,
    "in the same mould from another place": lambda of: (
        _replaced(of.title, of.elsewhere),
        _replaced(of.text, of.elsewhere),
    ),
    "one item of a live page": lambda of: (
        "Coast today: the day as it happened – live",
        "Good morning. The council of Orsk votes on its budget at noon, and fishermen are expected to block the "
        "harbour of Vessna from ten. We follow both, and whatever else the day brings. 8.40am: Trains between Nim "
        "and Tarsk are "
        f"late by up to an hour because of a fallen tree, the railway says. 9.15am: {_cut(of.text, 0.6)} 9.50am: The "
        "weather office expects gusts of force nine on the capes by night and has warned small craft to stay in port.",
    ),
}
