"""SR-SNN as a scikit-learn estimator."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from numbers import Integral, Real
from typing import Any, Self, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _extra
from swiftsnn._progress import EpochBar
from swiftsnn.errors import InvalidArgumentError, ShapeError
from swiftsnn.learn.training import train
from swiftsnn.systems import SRSNN, SRSNNSettings, Stimuli

_extra.load("sklearn", "SRSNNClassifier needs scikit-learn", "learn")

from sklearn.base import BaseEstimator, ClassifierMixin  # noqa: E402
from sklearn.model_selection import train_test_split  # noqa: E402
from sklearn.utils import check_random_state  # noqa: E402
from sklearn.utils.multiclass import check_classification_targets  # noqa: E402
from sklearn.utils.validation import check_is_fitted, validate_data  # noqa: E402


class SRSNNClassifier(ClassifierMixin, BaseEstimator):
    """A structured recurrent spiking network that learns without backpropagation.

    See :mod:`swiftsnn.systems.srsnn` for the network and where it comes from. Inputs are numbers,
    which reach the network as constant currents, or spikes.

    Parameters
    ----------
    hidden : tuple of int
        Neurons of each hidden layer.
    shape : tuple of int, optional
        (rows, columns) of the image that the features are, for ``field``; or (steps, cells) of the
        spikes, 0 and 1, where ``spikes``.
    field : float
        Radius, in pixels, of what a neuron of the first layer sees; 0: everything.
    spikes : bool
        Features are spikes, a sample of ``shape`` flattened; a step is a ms.
    post : {"window", "spike", "centred"}
        Postsynaptic factor, see :class:`~swiftsnn.systems.SRSNNSettings`.
    epochs : int
    batch_size : int
        Samples of one learning step; fewer where there are fewer samples.
    settings : dict, optional
        Further constants by their names in :class:`~swiftsnn.systems.SRSNNSettings`.
    early_stopping : bool
        Hold out ``validation_fraction`` of the samples, stop where their accuracy has not risen for
        ``n_iter_no_change`` epochs, and go back to the best weights.
    validation_fraction, n_iter_no_change
        See ``early_stopping``.
    random_state : int, RandomState or None
        Of the network and of the order of samples.
    n_jobs : int, optional
        Threads; -1: all processors. Results do not depend on it.
    verbose : int
        1: a progress bar.

    Attributes
    ----------
    classes_ : array
    n_features_in_ : int
    n_iter_ : int
        Epochs.
    training_ : swiftsnn.learn.training.Training
        Of the last ``fit``: seconds, accuracies, spikes, synaptic events.
    validation_scores_ : list of float
        After each epoch, with ``early_stopping``.
    system_ : swiftsnn.systems.SRSNN
        The network.
    """

    def __init__(
        self,
        hidden: tuple[int, ...] = (500,),
        *,
        shape: tuple[int, int] | None = None,
        field: float = 0.0,
        spikes: bool = False,
        post: str = "window",
        epochs: int = 10,
        batch_size: int = 32,
        settings: dict[str, Any] | None = None,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 3,
        random_state: int | np.random.RandomState | None = None,
        n_jobs: int | None = None,
        verbose: int = 0,
    ) -> None:
        self.hidden = hidden
        self.shape = shape
        self.field = field
        self.spikes = spikes
        self.post = post
        self.epochs = epochs
        self.batch_size = batch_size
        self.settings = settings
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.verbose = verbose

    # ---- Learning ----------------------------------------------------------------------------

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Learn from the beginning.

        Parameters
        ----------
        X : [sample, feature]
        y : [sample]
            Labels of any kind.
        """
        self._check()
        inputs, given = self._checked(X, y)
        self.classes_, labels = np.unique(given, return_inverse=True)
        held: tuple[Any, Any] | None = None
        seed = self._seed()
        if self.early_stopping:
            parts: Any = train_test_split(
                inputs,
                labels,
                test_size=self.validation_fraction,
                random_state=seed,
                stratify=labels,
            )
            inputs, kept, labels, known = parts
            held = (kept, self.classes_[known])
        self._begin(inputs, seed)
        self.validation_scores_: list[float] = []
        best: tuple[float, dict[str, Any]] | None = None

        def after_epoch(epoch: int) -> bool:
            nonlocal best
            if held is None:
                return False
            score = float(self.score(*held))
            self.validation_scores_.append(score)
            if best is None or score > best[0]:
                best = (score, self.system_.state())
            since = epoch - int(np.argmax(self.validation_scores_))
            return since >= self.n_iter_no_change

        with EpochBar(show=self.verbose > 0) as bar:
            self.training_ = train(
                self.system_,
                self._shaped(inputs),
                labels.astype(np.int32),
                epochs=self.epochs,
                seed=seed,
                progress=bar,
                after_epoch=after_epoch,
            )
        if best is not None:
            self.system_.restore(best[1])
        self.n_iter_ = self.training_.epochs
        return self

    def partial_fit(self, X: ArrayLike, y: ArrayLike, classes: ArrayLike | None = None) -> Self:
        """Learn from some samples, in their order, and go on from what is there.

        Parameters
        ----------
        X, y
            As of :meth:`fit`.
        classes : array, optional
            All labels there will be; needed at the first call.
        """
        self._check()
        first = not hasattr(self, "system_")
        inputs, labels = self._checked(X, y, reset=first)
        if first:
            if classes is None:
                raise InvalidArgumentError(
                    "the first call of partial_fit needs classes, all labels there will be"
                )
            self.classes_ = np.unique(np.asarray(classes))
            self._begin(inputs, self._seed())
            self.n_iter_ = 0
        unknown = np.setdiff1d(labels, self.classes_)
        if unknown.size:
            raise InvalidArgumentError(
                f"y has the label {unknown[0]}, which is not among the classes of the first call"
            )
        self.training_ = train(
            self.system_,
            self._shaped(inputs),
            np.asarray(np.searchsorted(self.classes_, labels), np.int32),
            epochs=1,
            seed=None,
        )
        self.n_iter_ += 1
        return self

    # ---- Answers -----------------------------------------------------------------------------

    def decision_function(self, X: ArrayLike) -> NDArray[np.float64]:
        """Mean rates (Hz) of the groups, [sample, class]; of two classes their difference."""
        rates = self._rates(X)
        return rates[:, 1] - rates[:, 0] if len(self.classes_) == 2 else rates

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Softmax of the groups' mean rates, as the network's error has it, [sample, class]."""
        rates = self._rates(X)
        powers = rates / self.system_.settings.temperature
        powers = np.exp(powers - powers.max(1, keepdims=True))
        return powers / powers.sum(1, keepdims=True)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The class whose group fired most, [sample]."""
        best = np.argmax(self._rates(X), 1)
        return self.classes_[best]

    def _rates(self, X: ArrayLike) -> NDArray[np.float64]:
        check_is_fitted(self, "system_")
        inputs: Any = validate_data(self, cast(Any, X), dtype=np.float32, reset=False)
        return self.system_.rates(self._shaped(inputs))[:, : len(self.classes_)]

    # ---- Inside ------------------------------------------------------------------------------

    def _checked(self, X: ArrayLike, y: ArrayLike, reset: bool = True) -> tuple[Any, Any]:
        given: Any = (X, y)
        inputs, labels = validate_data(self, *given, dtype=np.float32, reset=reset)
        check_classification_targets(labels)
        return inputs, labels

    def _seed(self) -> int:
        return int(check_random_state(self.random_state).randint(2**31 - 1))

    def _check(self) -> None:
        """Refuse parameters of this class that are none; those of the network do it themselves."""
        for name in ("epochs", "batch_size", "n_iter_no_change"):
            value = getattr(self, name)
            if not isinstance(value, Integral) or value < 1:
                raise InvalidArgumentError(
                    f"{name} must be a whole number of 1 or more, not {value!r}"
                )
        fraction = self.validation_fraction
        if not isinstance(fraction, Real) or not 0 < fraction < 1:
            raise InvalidArgumentError(
                f"validation_fraction must be a number between 0 and 1, not {fraction!r}"
            )
        if self.n_jobs is not None and (not isinstance(self.n_jobs, Integral) or self.n_jobs == 0):
            raise InvalidArgumentError(
                f"n_jobs must be a number of threads, -1 for all, or None, not {self.n_jobs!r}"
            )
        shape = () if self.shape is None else self.shape
        if isinstance(shape, str) or not all(isinstance(size, Integral) for size in shape):
            raise InvalidArgumentError(
                f"shape must be two whole numbers, such as (28, 28), or None, not {shape!r}"
            )

    def _begin(self, inputs: NDArray[np.float32], seed: int) -> None:
        """A new network for inputs like these."""
        further = self.settings or {}
        known = {field.name for field in fields(SRSNNSettings)}
        for name in further:
            if name not in known:
                raise InvalidArgumentError(
                    f"settings has {name!r}, but SRSNNSettings has {', '.join(sorted(known))}"
                )
        given = SRSNNSettings(hidden=self.hidden, field=self.field, post=self.post)
        shaped = self._shaped(inputs)
        if self.spikes:
            given = replace(given, duration=float(shaped.shape[1]))
        self.system_ = SRSNN(
            Stimuli.of(shaped, self.shape or ()),
            # One class alone has nobody to compete with.
            max(2, len(self.classes_)),
            settings=replace(given, **further),
            batch=min(self.batch_size, len(inputs)),
            seed=seed,
            threads=_threads(self.n_jobs),
        )

    def _shaped(self, inputs: NDArray[np.float32]) -> NDArray[Any]:
        """Samples as the network takes them."""
        size = int(np.prod(self.shape)) if self.shape is not None else inputs.shape[1]
        if size != inputs.shape[1] or (self.shape is None and (self.spikes or self.field)):
            raise ShapeError(
                f"shape must be (rows, columns) of {inputs.shape[1]} features where there is a "
                f"field, or (steps, cells) of spikes, not {self.shape}"
            )
        return inputs.reshape(-1, *self.shape) if self.spikes and self.shape else inputs


def _threads(n_jobs: int | None) -> int:
    if n_jobs is None:
        return 1
    processors = os.cpu_count() or 1
    return n_jobs if n_jobs > 0 else max(1, processors + 1 + n_jobs)
