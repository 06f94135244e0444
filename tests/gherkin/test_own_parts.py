"""`own_parts`, a project with parts of its own, which its settings plug in: its features."""

from pathlib import Path

import pytest

from harness.gherkin.mutant_trials import feature_trials
from harness.gherkin.project_settings import settings_of

FEATURES = sorted(Path(__file__).with_name("own_parts").glob("*.feature"))


@pytest.mark.slow
@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.stem)
def test_parts_of_ones_own_do_what_their_features_say(path):
    with settings_of(path).plugged_in():
        trials = feature_trials(str(path))
        assert len(trials) > 2
        for trial in trials:
            assert trial.run().failure == "", trial.place
