"""Line numbers by the year of a form: each year's edition, or the last one known.

Forms 6251 and 8801, Schedule D and Forms 8949, 8959 and 8960 have kept the numbers used
here since 2018. Form 1040 was renumbered, and Form 2210 below its Part I.

Source: the forms of 2018 to 2025.
"""

FIRST_EDITION, LAST_EDITION = 2018, 2025
"""Years of the first and the last form whose numbers are known."""

_FORM_1040: tuple[tuple[int, dict[str, str]], ...] = (
    (2025, {"7": "7a", "11": "11a", "12": "12e"}),
    (2022, {}),
    (2021, {"1h": "1", "1z": "1", "12": "12a"}),
    (2020, {"1h": "1", "1z": "1"}),
    (
        2019,
        {
            "1h": "1",
            "1z": "1",
            "4b,5b": "4b,d",
            "7": "6",
            "8": "7a",
            "11": "8b",
            "12": "9",
            "15": "11b",
            "16": "12a",
            "18": "12b",
            "19": "13a",
            "17": "",  # Schedule 2 line 3
            "20": "",  # Schedule 3 line 7
            "21": "13b",
            "22": "14",
            "23": "15",
            "24": "16",
        },
    ),
    (
        2018,
        {
            "1h": "1",
            "1z": "1",
            "4b,5b": "4b",
            "7": "",  # Schedule 1 line 13
            "8": "",  # Schedule 1 line 14
            "11": "7",
            "12": "8",
            "15": "10",
            "16": "11a",
            "18": "11",
            "19": "12a",
            "17": "",  # Schedule 2 line 47
            "20": "",  # Schedule 3 line 55, in line 12
            "21": "12",
            "22": "13",
            "23": "14",
            "24": "15",
        },
    ),
)
"""First year of each edition, and its numbers where they differ from those of 2022."""


def edition(year: int) -> int:
    """Return the year of the form whose numbers a year's lines have."""
    return max(min(year, LAST_EDITION), FIRST_EDITION)


def of_form_1040(number: str, year: int) -> str:
    """Return the number of a line of Form 1040 in a year's edition.

    Args:
        number: On the form of 2022 to 2024; empty for a line of a worksheet.
        year: Tax year.
    """
    printed = next(names for first, names in _FORM_1040 if first <= edition(year))
    return printed.get(number, number)


def of_form_2210(number: str, year: int) -> str:
    """Return the number of a line of Form 2210 in a year's edition.

    Args:
        number: On the form since 2021, which has no short method any more.
        year: Tax year.
    """
    return {"10": "18"}.get(number, number) if edition(year) < 2021 else number
