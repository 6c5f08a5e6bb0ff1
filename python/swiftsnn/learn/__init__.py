"""Learning: what trains a network, scikit-learn estimators, and the report of a training."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from swiftsnn.learn.classifier import SRSNNClassifier

__all__ = ["SRSNNClassifier"]


def __getattr__(name: str) -> Any:
    """Load estimators when they are asked for: scikit-learn is an extra."""
    if name == "SRSNNClassifier":
        from swiftsnn.learn.classifier import SRSNNClassifier

        return SRSNNClassifier
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
