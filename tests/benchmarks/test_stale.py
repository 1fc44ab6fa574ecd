"""The page of results describes the code: no instance has changed since it was made."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import fingerprint as fingerprints
from benchmarks.fingerprint import fingerprint, of_law, of_scenario
from benchmarks.instances import by_name
from benchmarks.parts import fingerprint_of
from benchmarks.provenance import Provenance
from benchmarks.report import report
from benchmarks.results import RESULTS, Results, Row
from benchmarks.stale import Stale, stale, written_size
from isoplan.models.amounts.amounts import Amount
from isoplan.models.law.federal_law import AmtLaw
from isoplan.models.tax.forms import form_6251

NAME = "S middle 1"
WRITTEN = ("S middle 1", "S high 1 CA", "M low 1")
"""Rows whose program is written again, to compare its size."""
HERE = Provenance("abcdef123", "2026-01-02", "two cores", "Python 3")


def small(part: str, name: str) -> bool:
    """Return whether the law is read anew for a row: small ones, first households."""
    return part == "plans" and name.startswith("S ") and name.split()[2] == "1"


@pytest.fixture
def results() -> Results:
    """One row, measured with the code as it is."""
    columns, rows, binaries = written_size(by_name()[NAME].scenario)
    run = {"columns": columns, "rows": rows, "binaries": binaries}
    found = {"name": NAME, "runs": [run]}
    kept = Results()
    kept.keep("plans", NAME, found, fingerprint_of("plans", NAME, found), HERE)
    return kept


def found_stale(results: Results) -> list[Stale]:
    return list(stale(results, written=lambda part, name: True))


def changed(results: Results, row: Row) -> Results:
    return replace(results, parts={"plans": {NAME: row}})


def test_the_page_describes_the_code() -> None:
    """Scenarios of all rows; law and program of some, at least one of each state.

    What fails here is a page that speaks of instances which no longer exist. Each line
    says what measures its row anew; `make bench` measures all that is small, and
    `python -m benchmarks stale` looks at every program, which takes minutes.
    """
    found = stale(Results.read(), law=small, written=lambda part, name: name in WRITTEN)
    assert [str(each) for each in found] == []


def test_the_page_is_made_of_its_figures() -> None:
    page = RESULTS.with_name("RESULTS.md").read_text(encoding="utf-8")
    assert page == report(Results.read()) + "\n", "run: python -m benchmarks page"


def test_a_row_as_it_is_now_is_not_stale(results: Results) -> None:
    assert found_stale(results) == []


def test_a_changed_scenario_is_named_with_its_command(results: Results) -> None:
    row = results.of("plans")[NAME]
    other = f"{'0' * 8}{row.fingerprint[8:]}"
    (found,) = stale(changed(results, replace(row, fingerprint=other)), law=small)
    assert str(found) == (
        "plans, S middle 1: the scenario has changed since abcdef123; run: python -m "
        "benchmarks measure plans --only 'S middle 1'"
    )


def test_a_changed_law_is_found(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exemption of a dollar more changes every instance that meets it."""
    exemption = form_6251.exemption

    def more(amti: Amount, law: AmtLaw) -> Amount:
        return exemption(amti, law) + 1.0

    monkeypatch.setattr(form_6251, "exemption", more)
    (found,) = found_stale(results)
    assert found.why == "the law or the days of action have changed"
    assert list(stale(results, law=lambda part, name: False)) == []


def test_a_program_written_otherwise_is_found(results: Results) -> None:
    row = results.of("plans")[NAME]
    run = row.found["runs"][0]
    before = {**run, "rows": run["rows"] + 1}
    (found,) = found_stale(
        changed(results, replace(row, found={"name": NAME, "runs": [before]}))
    )
    assert found.why == (
        f"its program has {run['rows']:,} rows instead of {run['rows'] + 1:,}"
    )


def test_an_instance_that_is_gone_is_found_and_dropped(results: Results) -> None:
    results.keep("plans", "S middle 99", {"runs": []}, "", HERE)
    (found,) = stale(results, law=lambda part, name: False)
    assert found.gone
    assert found.command == "python -m benchmarks page --drop-gone"
    results.drop([(found.part, found.name)])
    assert list(results.of("plans")) == [NAME]


def test_every_part_knows_what_its_rows_are_measured_on() -> None:
    households = {"plans": [{}, {}]}
    one = fingerprint(by_name()["M low 1"].scenario)
    assert fingerprint_of("startup", "isoplan plan, M low 1", {}) == one
    assert fingerprint_of("same-optimum", "M low 1", {}) == one
    assert fingerprint_of("startup", "import isoplan.models.scenario", {}) == ""
    assert fingerprint_of("tax", "100,000 households", {}) == ""
    assert len(fingerprint_of("curves", "5 grants", households)) == len(one)


def test_a_scenario_counts_by_its_fields_alone() -> None:
    """A field that is left out counts no more than the default that is given."""
    scenario = by_name()[NAME].scenario
    assert of_scenario(type(scenario).model_validate(scenario.model_dump())) == (
        of_scenario(scenario)
    )
    household = scenario.household.model_copy(
        update={"interest": scenario.household.interest.model_copy()}
    )
    assert of_scenario(scenario.model_copy(update={"household": household})) == (
        of_scenario(scenario)
    )


def test_the_last_bits_of_a_number_do_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another machine's cosine or power may differ in them; a tenth of a cent may."""
    scenario = by_name()[NAME].scenario
    cost = fingerprints._cost

    def nearly(factor: float) -> str:
        monkeypatch.setattr(fingerprints, "_cost", lambda *given: cost(*given) * factor)
        return of_law(scenario)

    assert nearly(1.0) == nearly(1.0 + 1e-14) == nearly(1.0 - 1e-14)
    assert nearly(1.0) != nearly(1.0 + 1e-6)


def test_whole_amounts_are_far_from_where_cents_are_rounded() -> None:
    for cents in (0, 1, 12_345, 98_765_432):
        for half in (0.0, 0.5):
            dollars = (cents + half) / 100
            near = {fingerprints._in_cents(dollars + bit) for bit in (-1e-5, 0.0, 1e-5)}
            assert len(near) == 1


def test_results_are_read_as_they_were_written(
    results: Results, tmp_path: Path
) -> None:
    """With a row a line, and without runs that no row comes from."""
    path = tmp_path / "results.json"
    other = replace(HERE, commit="fedcba321")
    results.keep("plans", "S low 1", {"name": "S low 1", "runs": []}, "a-b", other)
    results.keep("plans", NAME, {"name": NAME, "runs": []}, "a-b", other)
    results.write(path)
    again = Results.read(path)
    assert again.runs == [other]
    assert again.of("plans")["S low 1"].fingerprint == "a-b"
    assert again.commit("plans", NAME) == "fedcba321"
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert list(kept) == ["runs", "parts"]
