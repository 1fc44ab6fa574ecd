"""The page that a package index shows: README.md without its relative links.

They lead to files of the checkout, which the page has not beside it. Everything else of
the build stands in pyproject.toml.
"""

import re
from pathlib import Path

from setuptools import setup

CLOSING = "The files named on this page are in the source distribution.\n"
RELATIVE_LINK = re.compile(r"\[([^\]]+)\]\((?!https?://|mailto:|#)([^)\s]+)\)")


def package_page(readme: str) -> str:
    """Return a README with each relative link as text: ``Cash (docs/cash.md)``."""

    def as_text(link: re.Match[str]) -> str:
        text, target = link.groups()
        path = target.split("#")[0].rstrip("/")
        return text if path in text else f"{text} (`{path}`)"

    return f"{RELATIVE_LINK.sub(as_text, readme)}\n{CLOSING}"


if __name__ == "__main__":
    folder = Path(__file__).parent
    setup(
        long_description=package_page(
            (folder / "README.md").read_text(encoding="utf-8")
        ),
        long_description_content_type="text/markdown",
    )
