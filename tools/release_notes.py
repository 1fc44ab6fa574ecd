"""What the changelog says of a release: ``python -m tools.release_notes v1.2.0``.

Refuses a tag that is not the version of ``pyproject.toml``, and a version that the
changelog does not date.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEADING = re.compile(r"^## \[(?P<version>[^\]]+)\](?: - (?P<date>.*))?$", re.MULTILINE)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class NotReleasable(Exception):
    """Tag, version and changelog do not agree."""


def release_notes(tag: str, project: str, changelog: str) -> str:
    """Return what the changelog says of a release.

    Args:
        tag: Such as ``v1.2.0``.
        project: Text of ``pyproject.toml``.
        changelog: Text of ``CHANGELOG.md``.

    Raises:
        NotReleasable: If the three do not agree.
    """
    version = tomllib.loads(project)["project"]["version"]
    if tag != f"v{version}":
        raise NotReleasable(f"the tag is {tag}, pyproject.toml has version {version}")
    headings = list(HEADING.finditer(changelog))
    for number, heading in enumerate(headings):
        if heading["version"] != version:
            continue
        if not DATE.fullmatch(heading["date"] or ""):
            raise NotReleasable(
                f"CHANGELOG.md dates {version} {heading['date'] or 'not at all'}; "
                "write a date such as 2027-01-31"
            )
        following = headings[number + 1 : number + 2]
        end = following[0].start() if following else len(changelog)
        return changelog[heading.end() : end].strip() + "\n"
    raise NotReleasable(f"CHANGELOG.md has no heading of {version}")


def main() -> None:
    """Print the notes of the tag named on the command line; exit code 1 if refused."""
    texts = [
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("pyproject.toml", "CHANGELOG.md")
    ]
    try:
        sys.stdout.write(release_notes(sys.argv[1], *texts))
    except NotReleasable as error:
        raise SystemExit(f"Not released: {error}.") from None


if __name__ == "__main__":
    main()
