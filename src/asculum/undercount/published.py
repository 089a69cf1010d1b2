"""Overlap tables that studies have published: what the prior of dependence is calibrated on.

Counts are facts; each study is named by its key in the bibliography. A pattern's digits stand for
the lists in their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from asculum.undercount.overlap import OverlapTable


@dataclass(frozen=True, kw_only=True)
class PublishedTable:
    """A published overlap table: its key, what it counts, its source, lists and cells."""

    study: str
    about: str
    source: str
    lists: tuple[str, ...]
    cells: str

    @cached_property
    def table(self) -> OverlapTable:
        """The counts by pattern."""
        pairs = [cell.split(":") for cell in self.cells.split()]
        return OverlapTable(
            lists=self.lists,
            patterns=np.array([[int(digit) for digit in pattern] for pattern, _ in pairs]),
            counts=np.array([int(count) for _, count in pairs]),
        )


PUBLISHED: tuple[PublishedTable, ...] = (
    PublishedTable(
        study="kosovo",
        about="Killings in Kosovo, 20 March to 22 June 1999",
        source="ball2002",
        lists=("EXH", "ABA", "OSCE", "HRW"),
        cells=(
            "1000:1131 0100:845 1100:177 0010:936 1010:228 0110:217 1110:181 0001:306 "
            "1001:106 0101:31 1101:18 0011:123 1011:42 0111:32 1111:27"
        ),
    ),
    PublishedTable(
        study="uk",
        about="Victims of modern slavery, United Kingdom, 2013",
        source="bales2015",
        lists=("LA", "NG", "PF", "GO", "GP", "NCA"),
        cells=(
            "100000:54 010000:463 001000:907 000100:695 000010:316 000001:57 110000:15 "
            "101000:19 100100:3 011000:56 010100:19 010010:1 010001:3 001100:69 "
            "001010:10 001001:31 000110:8 000101:6 000011:1 111000:1 110100:1 011100:4 "
            "011001:3 001101:1 111100:1"
        ),
    ),
    PublishedTable(
        study="new-orleans",
        about="Victims of trafficking, New Orleans",
        source="bales2019",
        lists=("A", "B", "C", "D", "E", "F", "G", "H"),
        cells=(
            "10000000:25 10100000:1 10010000:2 10001000:1 10100010:1 10011000:1 "
            "01000000:5 01000100:1 00100000:70 00110000:1 00101000:1 00100010:1 "
            "00010000:33 00011000:2 00001000:6 00001001:1 00000100:6 00000010:6 "
            "00000001:21"
        ),
    ),
    PublishedTable(
        study="rome",
        about="Persons with HIV, Rome",
        source="abeni1994",
        lists=("c1", "c2", "c3", "c4"),
        cells=(
            "1110:3 1101:1 1100:33 1010:20 1001:6 1000:403 0111:3 0110:35 0101:10 "
            "0100:545 0011:11 0010:621 0001:205"
        ),
    ),
    PublishedTable(
        study="manila",
        about="Persons killed by police, Manila, 2016 and 2017",
        source="ball2019",
        lists=("police", "news", "chr", "tfdp", "philr", "riseup", "academics", "parish"),
        cells=(
            "10000000:102 01000000:58 11000000:97 00100000:2 10100000:1 00010000:4 "
            "10010000:1 01010000:3 11010000:1 00001000:1 01001000:1 01000100:2 "
            "10000010:3 01000010:26 11000010:145 11100010:6 01010010:2 11010010:6 "
            "01001010:1 01000110:1 11100110:1 01000001:3 11000001:4 11100001:1 "
            "10010001:2 11010001:1 01011001:1 01000011:3 11000011:6 11100011:1 "
            "11010011:2"
        ),
    ),
    PublishedTable(
        study="netherlands",
        about="Victims of trafficking, Netherlands",
        source="silverman2020",
        lists=("I", "K", "O", "P", "R", "Z"),
        cells=(
            "101100:4 101000:1 100101:4 100100:18 100010:3 100001:16 100000:352 011000:1 "
            "010100:44 010001:4 010000:1299 001110:2 001101:7 001100:59 001010:2 "
            "001001:57 001000:403 000111:1 000110:82 000101:125 000100:4466 000011:2 "
            "000010:650 000001:632"
        ),
    ),
    PublishedTable(
        study="us-west",
        about="Victims of sex trafficking, a site in the western United States",
        source="farrell2019",
        lists=("A", "B", "C", "D", "E"),
        cells=(
            "10000:52 01000:90 00100:114 00010:45 00001:21 10100:4 10010:2 10001:5 "
            "01100:6 01010:1 00011:3 10101:1 01110:1"
        ),
    ),
    PublishedTable(
        study="scotland",
        about="Persons who inject drugs, Scotland, 2006 (strata added up)",
        source="king2013",
        lists=("enquiries", "hospital", "misuse", "hepatitis"),
        cells=(
            "0001:684 0010:3092 0011:69 0100:751 0101:43 0110:121 0111:9 1000:654 "
            "1001:13 1010:198 1011:7 1100:19 1101:2 1110:8"
        ),
    ),
    PublishedTable(
        study="casale",
        about="Persons with diabetes, Casale Monferrato, 1988",
        source="bruno1994",
        lists=("clinic", "hospital", "prescriptions", "strips"),
        cells=(
            "0001:10 0010:182 0011:8 0100:74 0101:7 0110:20 0111:14 1000:709 1001:12 "
            "1010:650 1011:46 1100:104 1101:18 1110:157 1111:58"
        ),
    ),
    PublishedTable(
        study="massachusetts",
        about="Infants with a congenital anomaly, Massachusetts",
        source="wittes1974",
        lists=("obstetric", "hospital", "health", "mental", "schools"),
        cells=(
            "00001:83 00010:97 00011:30 00100:4 00101:3 00110:2 01000:37 01001:34 "
            "01010:37 01011:23 01100:1 01110:3 10000:27 10001:36 10010:22 10011:5 "
            "10100:4 10101:5 10110:1 10111:3 11000:19 11001:18 11010:25 11011:8 11100:1 "
            "11101:2 11110:5 11111:2"
        ),
    ),
)
