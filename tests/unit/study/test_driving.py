"""The losses about a law of attrition: told where strengths are stated, refused where not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from small import small_dossier
from weekly_mill import weekly_mill

from asculum.cli.main import cli
from asculum.losses.process import Process
from asculum.study.driving import law_estimates, process_of
from asculum.study.study import Study
from asculum.terms.sampling import Sampling
from asculum.terms.status import StatusCode

TODAY = date(2026, 1, 1)
PLAN = Sampling(chains=2, tune=400, draws=1500)


def test_losses_about_a_law_are_told_and_kept_apart_from_those_of_the_walk(tmp_path: Path) -> None:
    folder = weekly_mill(tmp_path / "mill")
    kept = tmp_path / "store"
    kept.mkdir()
    plain = Study(folder, today=TODAY, sampling=PLAN, folder=kept)
    study = Study(folder, today=TODAY, sampling=PLAN, folder=kept, law="generalised")
    again = Study(folder, today=TODAY, sampling=PLAN, folder=kept, law="generalised")
    losses = study.losses()
    assert losses.status.ok
    assert "about the generalised law" in losses.totals[0].method
    assert "about" not in plain.losses().totals[0].method
    assert losses.posterior is not None
    assert plain.losses().posterior is not None
    assert losses.posterior.theta.shape[1] == plain.losses().posterior.theta.shape[1] + 2
    held = again.losses().posterior
    assert held is not None
    np.testing.assert_array_equal(held.theta, losses.posterior.theta)
    np.testing.assert_array_equal(held.side_rate, losses.posterior.side_rate)
    told = {item.quantity: item for item in law_estimates(losses)}
    assert told["weekly departure from the law"].draws.min() > 0
    # both sides shrink and so do the losses of both, week after week
    assert told["p + q"].status.ok
    assert law_estimates(plain.losses()) == ()
    # no law is set beside losses that were drawn about one
    found = study.fit()
    assert found is not None
    assert found.fitted is None
    assert "put in" in found.no_laws


def test_an_exponent_that_no_claim_tells_is_drawn_and_said_not_to_be_told(tmp_path: Path) -> None:
    folder = weekly_mill(tmp_path / "mill")
    rows = (folder / "strengths.csv").read_text().splitlines()
    north = [row for row in rows if row.startswith("n-")]
    south = [row.replace("n-", "s-").replace("north", "south") for row in north]
    (folder / "strengths.csv").write_text("\n".join([rows[0], *north, *south]) + "\n")
    losses = Study(folder, today=TODAY, sampling=PLAN, law="generalised").losses()
    assert losses.status.ok
    told = {item.quantity: item for item in law_estimates(losses)}
    # the ratio of the strengths, which tells it, never moved: it is as it was assumed
    assert told["p - q"].status.code is StatusCode.NOT_IDENTIFIED
    assert "is not told by the claims" in told["p - q"].status.sentence
    assert told["p - q"].draws.std() == pytest.approx(1.0, abs=0.1)
    assert told["p + q"].status.ok


def test_strengths_of_a_week_are_those_of_its_middle(tmp_path: Path) -> None:
    study = Study(weekly_mill(tmp_path / "mill"), today=TODAY)
    process = process_of(study.dossier, "logarithmic")
    assert isinstance(process, Process)
    north = process.middle["north"]
    # 9,949 men on 3 April and 9,000 on the 17th, straight in the logarithm: half a week in, one
    # and a half weeks in
    fall = np.log(9000 / np.sqrt(9000 * 11000)) / 2
    assert north[1] - north[0] == pytest.approx(fall, abs=1e-9)


def test_without_strengths_it_is_refused(tmp_path: Path) -> None:
    losses = Study(small_dossier(tmp_path / "mill"), today=TODAY, law="square").losses()
    assert losses.status.code is StatusCode.NOT_IDENTIFIED
    assert "how many faced each other" in losses.status.sentence
    assert losses.totals == ()


def test_the_command_says_why_there_is_no_law_and_explains_the_walk_alone(tmp_path: Path) -> None:
    folder = str(small_dossier(tmp_path / "mill"))
    asked = ["losses", folder, "--no-store", "--law", "square"]
    found = CliRunner().invoke(cli, [*asked, "--json"], standalone_mode=False)
    assert found.return_value == 4
    told = json.loads(found.stdout)
    assert told["status"]["code"] == "NOT_IDENTIFIED"
    assert told["results"] == []
    assert CliRunner().invoke(cli, [*asked, "--explain"]).exit_code == 2
