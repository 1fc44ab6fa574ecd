"""A hook of MkDocs: links out of docs/ become text, for the site has no such files."""

import re
from typing import Any

OUT_OF_DOCS = re.compile(r"\[([^\]]+)\]\(\.\./([^)#\s]+)[^)\s]*\)")


def on_page_markdown(markdown: str, **_: Any) -> str:  # noqa: ANN401 - MkDocs' own
    """Return a page whose links to files of the checkout name them instead."""
    return OUT_OF_DOCS.sub(r"\1 (`\2`)", markdown)
