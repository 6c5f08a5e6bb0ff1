"""The Siegert formula: rates of leaky neurons under white noise, in the diffusion approximation."""

from __future__ import annotations

import numpy as np
from scipy.integrate import quad
from scipy.optimize import root_scalar
from scipy.special import erfcx


def siegert(
    mean: float, std: float, *, tau_m: float, v_reset: float, v_thresh: float, tau_refrac: float
) -> float:
    """Rate in Hz, of input whose potential has mean and sqrt(2) times std of a free membrane (mV).

    Siegert, Phys Rev 81:617, 1951; in this form Brunel, J Comput Neurosci 8:183, 2000, equation 21.
    """
    low, high = (v_reset - mean) / std, (v_thresh - mean) / std
    # exp(u^2) (1 + erf(u)) overflows where it is written like this; erfcx(-u) is the same.
    integral = quad(lambda u: erfcx(-u), low, high, epsabs=0.0, epsrel=1e-10)[0]
    return 1000.0 / (tau_refrac + tau_m * np.sqrt(np.pi) * integral)


def poisson_driven(inputs: list[tuple[float, float]], **cell: float) -> float:
    """Rate under independent Poisson inputs, each of a rate (Hz) and a jump (mV)."""
    tau = cell["tau_m"] * 1e-3
    mean = tau * sum(rate * jump for rate, jump in inputs)
    std = np.sqrt(tau * sum(rate * jump**2 for rate, jump in inputs))
    return siegert(mean, float(std), **cell)


def brunel(
    *, excitatory: int, inhibitory: int, jump: float, g: float, external: float, **cell: float
) -> float:
    """Self-consistent rate (Hz) of Brunel's network, model A, where all neurons fire alike."""

    def surplus(rate: float) -> float:
        inputs = [
            (external + excitatory * rate, jump),
            (inhibitory * rate, -g * jump),
        ]
        return poisson_driven(inputs, **cell) - rate

    return root_scalar(surplus, bracket=(1.0, 400.0), xtol=1e-10).root
