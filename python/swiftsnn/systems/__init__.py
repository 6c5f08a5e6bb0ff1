"""Published learning systems as compositions of the package's parts."""

from swiftsnn.systems.srsnn import SRSNN
from swiftsnn.systems.srsnn_settings import SRSNNSettings, Stimuli

__all__ = ["SRSNN", "SRSNNSettings", "Stimuli"]
