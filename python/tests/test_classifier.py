"""The scikit-learn estimator of the structured recurrent network."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import swiftsnn as snn
from swiftsnn.datasets import load
from swiftsnn.learn import SRSNNClassifier

DATA = load("digits")


@pytest.mark.filterwarnings("ignore")
@parametrize_with_checks([SRSNNClassifier(hidden=(50,))])
def test_scikit_learn_finds_nothing_wrong(estimator: Any, check: Any) -> None:
    check(estimator)


def _fitted(**options: Any) -> SRSNNClassifier:
    made = SRSNNClassifier(hidden=(100,), epochs=5, random_state=0, **options)
    return made.fit(DATA.train_x[:800], DATA.train_y[:800])


def test_it_learns_labels_of_any_kind() -> None:
    names = np.array(DATA.labels)
    made = SRSNNClassifier(hidden=(100,), epochs=5, random_state=0)
    made.fit(DATA.train_x, names[DATA.train_y])
    assert set(made.predict(DATA.test_x)) <= set(DATA.labels)
    assert made.score(DATA.test_x, names[DATA.test_y]) > 0.93
    assert made.n_iter_ == 5
    assert made.training_.spikes > 0


def test_threads_change_nothing_and_seeds_do() -> None:
    one, two, other = _fitted(), _fitted(n_jobs=2), _fitted().set_params(random_state=1)
    other.fit(DATA.train_x[:800], DATA.train_y[:800])
    chances = one.predict_proba(DATA.test_x)
    np.testing.assert_array_equal(chances, two.predict_proba(DATA.test_x))
    assert np.any(chances != other.predict_proba(DATA.test_x))
    np.testing.assert_allclose(chances.sum(1), 1.0)


def test_a_pickled_one_answers_and_goes_on_alike() -> None:
    one = _fitted()
    two = pickle.loads(pickle.dumps(one))
    np.testing.assert_array_equal(
        one.decision_function(DATA.test_x), two.decision_function(DATA.test_x)
    )
    for each in (one, two):
        each.partial_fit(DATA.train_x[800:], DATA.train_y[800:])
    np.testing.assert_array_equal(one.predict_proba(DATA.test_x), two.predict_proba(DATA.test_x))


def test_partial_fit_learns_in_pieces() -> None:
    made = SRSNNClassifier(hidden=(100,), random_state=0)
    for _ in range(5):
        for part in np.array_split(np.arange(len(DATA.train_x)), 4):
            made.partial_fit(DATA.train_x[part], DATA.train_y[part], classes=np.arange(10))
    assert made.score(DATA.test_x, DATA.test_y) > 0.9


def test_early_stopping_goes_back_to_the_best_epoch() -> None:
    made = _fitted(early_stopping=True, n_iter_no_change=1).set_params(epochs=50)
    made.fit(DATA.train_x[:800], DATA.train_y[:800])
    scores = made.validation_scores_
    assert made.n_iter_ == len(scores) < 50
    assert scores[-1] <= max(scores[:-1])


def test_it_fits_pipelines_and_searches() -> None:
    pipeline = make_pipeline(MinMaxScaler(), SRSNNClassifier(hidden=(50,), random_state=0))
    search = GridSearchCV(pipeline, {"srsnnclassifier__epochs": [1, 4]}, cv=2)
    search.fit(DATA.train_x[:400], DATA.train_y[:400])
    assert search.best_params_ == {"srsnnclassifier__epochs": 4}
    copied: Any = clone(pipeline)
    assert copied.get_params()["srsnnclassifier__hidden"] == (50,)


def test_fields_and_settings_reach_the_network() -> None:
    made = _fitted(shape=(8, 8), field=3.0, settings={"modulators": 5, "readout_density": 0.5})
    assert made.system_.settings.modulators == 5
    assert len(made.system_.projections["readout 1"].pre) == 100 * 50
    assert made.score(DATA.test_x, DATA.test_y) > 0.85


def test_spikes_are_presented_step_by_step() -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(120) % 2
    # The same cells at the same rates: only the order tells the classes apart.
    chance = np.where(np.arange(20)[:, None] < 10, [0.5, 0.0], [0.0, 0.5]).repeat(10, 1)
    rasters = np.stack([rng.random((20, 20)) < (chance[::-1] if k else chance) for k in labels])
    made = SRSNNClassifier(
        hidden=(100,),
        shape=(20, 20),
        spikes=True,
        epochs=10,
        random_state=0,
        settings={"learns": ("input", "recurrent", "readout")},
    )
    made.fit(rasters[:80].reshape(80, -1), labels[:80])
    assert made.score(rasters[80:].reshape(40, -1), labels[80:]) > 0.9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"field": 2.0}, "shape must be (rows, columns) of 64 features"),
        ({"shape": (7, 8)}, "not (7, 8)"),
        ({"post": "relu"}, "post must be one of"),
        ({"shape": "8x8"}, "shape must be two whole numbers"),
        ({"hidden": 20}, "hidden must be the neurons of each layer"),
        ({"n_jobs": "2"}, "n_jobs must be a number of threads"),
        ({"n_jobs": 0}, "n_jobs must be a number of threads"),
        ({"validation_fraction": 0.0}, "validation_fraction must be a number between 0 and 1"),
        ({"settings": {"modulator": 3}}, "modulator"),
        ({"hidden": ()}, "hidden"),
        ({"epochs": 0}, "epochs"),
        ({"batch_size": 0}, "batch_size"),
    ],
)
def test_mistakes_get_a_sentence(options: dict[str, Any], message: str) -> None:
    made = SRSNNClassifier().set_params(**options)
    with pytest.raises((snn.InvalidArgumentError, snn.ShapeError)) as caught:
        made.fit(DATA.train_x[:100], DATA.train_y[:100])
    assert message in str(caught.value)


def test_partial_fit_says_what_it_needs() -> None:
    made = SRSNNClassifier(hidden=(20,))
    with pytest.raises(snn.InvalidArgumentError, match="needs classes"):
        made.partial_fit(DATA.train_x[:50], DATA.train_y[:50])
    made.partial_fit(DATA.train_x[:50], DATA.train_y[:50] % 3, classes=[0, 1, 2])
    with pytest.raises(snn.InvalidArgumentError, match="label 3"):
        made.partial_fit(DATA.train_x[:50], DATA.train_y[:50], classes=[0, 1, 2])
