"""Learning: what trains a network, and the report of a training."""
