"""A planner's name, logo and disclaimer."""

from base64 import b64decode
from pathlib import Path

import pytest

from isoplan.cli.report.letterhead import MOST_BYTES, letterhead_of
from isoplan.cli.report.page import plan_page
from isoplan.cli.report.refused import ReportRefused
from made_report import made_report

PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


def refused(logo: Path) -> str:
    """What is said of a logo that cannot be taken."""
    with pytest.raises(ReportRefused) as error:
        letterhead_of("", logo, "")
    return str(error.value)


def test_a_logo_goes_into_the_page(tmp_path: Path) -> None:
    """Whatever its file is called; what it is tells its first bytes."""
    for name, content, kind in (
        ("logo.png", PNG, "png"),
        ("logo", b"\xff\xd8\xff\xe0 and so on", "jpeg"),
    ):
        file = tmp_path / name
        file.write_bytes(content)
        head = letterhead_of(" A. Planner ", file, "")
        address, data = head.logo.split(",")
        assert address == f"data:image/{kind};base64"
        assert b64decode(data) == content
        assert head.name == "A. Planner"
        page = plan_page(made_report().report, (), head).decode()
        assert f'src="{head.logo}" alt="A. Planner"' in page


def test_what_is_no_image_is_refused(tmp_path: Path) -> None:
    """An SVG image may hold scripts; a page is none either."""
    file = tmp_path / "logo.png"
    file.write_text("<svg onload='alert(1)'/>", encoding="utf-8")
    assert refused(file) == (
        f"{file}: the logo is neither a PNG nor a JPEG image; save it as one"
    )


def test_a_large_logo_is_refused(tmp_path: Path) -> None:
    """The page is to be mailed."""
    file = tmp_path / "logo.png"
    file.write_bytes(PNG + bytes(MOST_BYTES))
    assert refused(file) == (
        f"{file}: the logo has more than 100 KB; make the image smaller"
    )


def test_a_logo_that_is_not_there(tmp_path: Path) -> None:
    """The path and the reason."""
    file = tmp_path / "none.png"
    assert refused(file) == (
        f"{file}: the logo cannot be read: No such file or directory; check the path"
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("x" * 121, None, ""), "--name has 121 letters, more than 120; shorten it"),
        (
            ("", None, "x" * 4_001),
            "--disclaimer has 4,001 letters, more than 4,000; shorten it",
        ),
    ],
)
def test_texts_have_an_end(given: tuple[str, None, str], said: str) -> None:
    """A line on top, a paragraph at the end."""
    with pytest.raises(ReportRefused) as error:
        letterhead_of(*given)
    assert str(error.value) == said
