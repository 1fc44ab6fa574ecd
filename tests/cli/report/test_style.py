"""The page's colors: enough contrast, in the light and in the dark."""

import re
from pathlib import Path

import pytest

TEXT, MARKS = 4.5, 3.0
"""Least contrast of text, and of bars and lines (WCAG 2.2, 1.4.3 and 1.4.11)."""
WRITTEN = [
    ("ink", "paper"), ("ink", "sheet"), ("ink", "accent-soft"), ("soft", "paper"),
    ("soft", "sheet"), ("accent", "paper"), ("accent", "accent-soft"),
]  # fmt: skip
SERIES = [f"s{number}" for number in range(1, 8)]


def colors(root: Path, scheme: str) -> dict[str, str]:
    """The colors of a scheme by name."""
    style = (root / "cli/report/templates/style.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root\{([^}]*)\}", style)
    return dict(re.findall(r"--([\w-]+):(#\w+)", light if scheme == "light" else dark))


def contrast(one: str, other: str) -> float:
    """The contrast of two colors, 1 to 21."""

    def light(color: str) -> float:
        digits = (
            color[1:] if len(color) == 7 else "".join(2 * each for each in color[1:])
        )
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in parts
        ]
        return sum(
            weight * part
            for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
        )

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_marks_stand_out(scheme: str, root: Path) -> None:
    """Every pair that the style sets."""
    found = colors(root, scheme)
    for ink, paper in WRITTEN:
        assert contrast(found[ink], found[paper]) >= TEXT, (ink, paper)
    for series in SERIES:
        assert contrast(found[series], found["paper"]) >= MARKS, series


def test_contrast_is_measured_as_the_guideline_says() -> None:
    """Black on white, and a gray that just fails."""
    assert contrast("#000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.005)


def test_nothing_is_fetched_by_the_style(root: Path) -> None:
    """No address, no import, no font file."""
    style = (root / "cli/report/templates/style.css").read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|@font-face", style)
