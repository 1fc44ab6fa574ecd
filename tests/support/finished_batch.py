"""A batch of small clients: plans, one over outcomes, changes, failures, odd names."""

import json
from pathlib import Path

from batch_folder import BAD, run, small_folder, write_household
from uncertain_household import BAD as GONE
from uncertain_household import GOOD, uncertain_fields

MARKUP = "<img src=x onerror=alert(1)> & co"
"""The name of a client that a page must take for text."""
COUNT = 7


def finished_batch(folder: Path) -> tuple[Path, Path]:
    """Plan clients; return their folder and that of the results."""
    clients, results = small_folder(folder / "clients", 2), folder / "results"
    write_household(clients, MARKUP)
    write_household(clients, "base")
    (clients / "bad.toml").write_text(BAD, encoding="utf-8")
    parts = uncertain_fields(
        GOOD, GONE, plan={"last_year": 2028, "decision_dates": "yearly"}
    )
    (clients / "sub").mkdir()
    (clients / "sub" / "parts.json").write_text(
        json.dumps(parts, default=str), encoding="utf-8"
    )
    changes = folder / "changes.csv"
    changes.write_text(
        "file,household,household.wages,name\n"
        "base.json,richer,250000,Richer\n"
        "base.json,wrong,-5,\n",
        encoding="utf-8",
    )
    run(clients, results, changes=changes)
    return clients, results
