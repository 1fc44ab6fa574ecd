"""What the report says of the first year's cash."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from isoplan.cli.main import main
from isoplan.cli.render.cash_table import safe_harbor_sentence
from isoplan.models.results.plan import SafeHarbor


def harbor(**changed: object) -> SafeHarbor:
    """Return a safe harbor that covers the AMT, with changes."""
    given = {
        "year": 2026,
        "tax": 80_000.0,
        "amt": 30_000.0,
        "current_year_amount": 72_000.0,
        "prior_year_amount": 44_000.0,
        "required": 44_000.0,
        "withheld": 41_000.0,
        "covers_amt": True,
        "nothing_due": False,
    }
    return SafeHarbor.model_validate(given | changed)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        pytest.param(
            {},
            "The prior-year safe harbor covers the AMT of 2026, $30,000: $44,000 must "
            "be paid within the year, whatever the AMT; $41,000 is withheld, the rest "
            "is due in installments.",
        ),
        pytest.param(
            {"withheld": 45_000.0, "nothing_due": True},
            "The prior-year safe harbor covers the AMT of 2026, $30,000: $44,000 must "
            "be paid within the year, whatever the AMT; $45,000 is withheld, so no "
            "installment is due.",
        ),
        pytest.param(
            {
                "prior_year_amount": 90_000.0,
                "required": 72_000.0,
                "covers_amt": False,
            },
            "The prior-year safe harbor does not cover the AMT of 2026, $30,000: "
            "$72,000 must be paid within the year, which is 90% of the tax with the "
            "AMT and less than that harbor, $90,000; $41,000 is withheld, the rest is "
            "due in installments.",
        ),
        pytest.param(
            {"amt": 0.0},
            "2026 has no AMT for a safe harbor to cover: $44,000 must be paid within "
            "the year; $41,000 is withheld, the rest is due in installments.",
        ),
    ],
)
def test_safe_harbor(changed: dict[str, object], sentence: str) -> None:
    """One sentence: whether it covers the AMT, and what must be paid."""
    assert safe_harbor_sentence(harbor(**changed)) == sentence


def test_the_report_of_a_plan_with_little_cash(root: Path) -> None:
    """The shipped scenario: cash by date and purpose, the harbor, the loan."""
    scenario = root / "scenarios" / "cash_and_installments.toml"
    call = ["plan", str(scenario), "--cash", "--wide", "--quick"]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 0
    for words in (
        "Cash to set aside for 2026:",
        "tax withheld on options",
        "balance of tax",
        "The prior-year safe harbor covers the AMT of 2026",
        "is borrowed, first on 2028-04-18",
        "payroll",
    ):
        assert words in " ".join(done.stdout.split())


def test_cash_that_is_lacking_ends_with_its_own_exit_code(
    root: Path, tmp_path: Path
) -> None:
    """Exit code 3, and which day lacks how much, on standard error."""
    sample = (root / "scenarios" / "series_b_engineer.toml").read_text("utf-8")
    file = tmp_path / "poor.toml"
    file.write_text(sample.replace("cash = 85_000", "cash = 14_000"), "utf-8")
    done = CliRunner().invoke(main, ["plan", str(file)])
    assert done.exit_code == 3
    assert "lacks $1,000 on 2026-01-15" in done.stderr
