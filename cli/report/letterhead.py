"""Whose report it is: a planner's name, logo and disclaimer."""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from isoplan.cli.report.refused import ReportRefused

MOST_BYTES = 100_000
"""Of a logo: it goes into the page, which is to be mailed."""
MOST_NAME, MOST_DISCLAIMER = 120, 4_000
"""Letters."""
BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
"""How an image file of a kind begins."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a planner puts on a report.

    Attributes:
        name: Of the planner or the firm; empty for none.
        logo: The image as a ``data:`` address; empty for none.
        disclaimer: Closes the report; empty for none.
    """

    name: str = ""
    logo: str = ""
    disclaimer: str = ""


def letterhead_of(name: str, logo: Path | None, disclaimer: str) -> Letterhead:
    """Return the letterhead of what was given on the command line.

    Raises:
        ReportRefused: If the logo cannot be read or is no small image, or a text is
            too long.
    """
    for option, given, most in (
        ("--name", name, MOST_NAME),
        ("--disclaimer", disclaimer, MOST_DISCLAIMER),
    ):
        if len(given) > most:
            raise ReportRefused(
                f"{option} has {len(given):,} letters, more than {most:,}; shorten it"
            )
    return Letterhead(
        name.strip(), "" if logo is None else _inlined(logo), disclaimer.strip()
    )


def _inlined(logo: Path) -> str:
    """Return an image file as an address that holds it."""
    try:
        with logo.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        why = error.strerror or str(error)
        raise ReportRefused(
            f"{logo}: the logo cannot be read: {why}; check the path"
        ) from error
    if len(content) > MOST_BYTES:
        raise ReportRefused(
            f"{logo}: the logo has more than {MOST_BYTES // 1000} KB; make the image "
            "smaller"
        )
    kinds = (kind for begins, kind in BEGINNINGS.items() if content.startswith(begins))
    kind = next(kinds, None)
    if kind is None:
        raise ReportRefused(
            f"{logo}: the logo is neither a PNG nor a JPEG image; save it as one"
        )
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"
