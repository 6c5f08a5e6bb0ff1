"""Values recorded from NEST, and its neuron models as this package describes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import swiftsnn as snn
from swiftsnn.neurons import Neuron

FOLDER = Path(__file__).resolve().parents[1] / "python" / "tests" / "reference"


@cache
def recorded(name: str) -> dict[str, Any]:
    """The recording of this name; its protocol and conventions stand at its head."""
    return json.loads((FOLDER / f"{name}.json").read_text())


_Numbers = Mapping[str, Any]


def _membrane(p: _Numbers) -> dict[str, Any]:
    """What integrate-and-fire models share: pF, nS, pA and mV as nF, ms, nA and mV."""
    return {
        "cm": p["C_m"] * 1e-3,
        "tau_m": p["tau_m"] if "tau_m" in p else p["C_m"] / p["g_L"],
        "v_rest": p["E_L"],
        "v_reset": p["V_reset"],
        "v_init": p.get("V_m", p["E_L"]),
        "tau_refrac": p["t_ref"],
        "i_offset": p.get("I_e", 0.0) * 1e-3,
    }


def _decays(p: _Numbers) -> dict[str, Any]:
    return {"tau_syn_E": p["tau_syn_ex"], "tau_syn_I": p["tau_syn_in"]}


def _reversals(p: _Numbers) -> dict[str, Any]:
    return {"e_rev_E": p["E_ex"], "e_rev_I": p["E_in"]}


def _lif(p: _Numbers) -> Neuron:
    return snn.LIF(**_membrane(p), v_thresh=p["V_th"])


def _lif_exp(p: _Numbers) -> Neuron:
    return snn.LIFCurrExp(**_membrane(p), **_decays(p), v_thresh=p["V_th"])


def _lif_alpha(p: _Numbers) -> Neuron:
    return snn.LIFCurrAlpha(**_membrane(p), **_decays(p), v_thresh=p["V_th"])


def _lif_three(p: _Numbers) -> Neuron:
    receptors = {f"r{k}": snn.CurrExp(tau_syn=tau) for k, tau in enumerate(p["tau_syn"], start=1)}
    return snn.LIFCurrExp(**_membrane(p), v_thresh=p["V_th"], receptors=receptors)


def _lif_cond_exp(p: _Numbers) -> Neuron:
    return snn.LIFCondExp(**_membrane(p), **_decays(p), **_reversals(p), v_thresh=p["V_th"])


def _lif_cond_alpha(p: _Numbers) -> Neuron:
    return snn.LIFCondAlpha(**_membrane(p), **_decays(p), **_reversals(p), v_thresh=p["V_th"])


def _adex(p: _Numbers, **given: Any) -> snn.AdEx:
    return snn.AdEx(
        **_membrane(p),
        v_thresh=p["V_th"],
        delta_T=p["Delta_T"],
        v_spike=p["V_peak"],
        a=p["a"],
        b=p["b"] * 1e-3,
        tau_w=p["tau_w"],
        w_init=p["w"] * 1e-3,
        **given,
    )


def _adex_exp(p: _Numbers) -> Neuron:
    return _adex(p, **_decays(p), **_reversals(p))


def _adex_cond_alpha(p: _Numbers) -> Neuron:
    receptors = {
        "excitatory": snn.CondAlpha(tau_syn=p["tau_syn_ex"], e_rev=p["E_ex"]),
        "inhibitory": snn.CondAlpha(tau_syn=p["tau_syn_in"], e_rev=p["E_in"]),
    }
    return _adex(p, receptors=receptors)


def _adex_psc_exp(p: _Numbers) -> Neuron:
    receptors = {
        "excitatory": snn.CurrExp(tau_syn=p["tau_syn_ex"]),
        "inhibitory": snn.CurrExp(tau_syn=p["tau_syn_in"]),
    }
    return _adex(p, receptors=receptors)


def _adex_psc_delta(p: _Numbers) -> Neuron:
    return _adex(p, receptors={"excitatory": snn.Jump()})


def _adex_beta(p: _Numbers) -> Neuron:
    kinetics = zip(p["tau_rise"], p["tau_decay"], p["E_rev"], strict=True)
    receptors = {
        f"r{k}": snn.CondBeta(tau_rise=rise, tau_syn=decay, e_rev=e_rev)
        for k, (rise, decay, e_rev) in enumerate(kinetics, start=1)
    }
    return _adex(p, receptors=receptors)


def _izhikevich(p: _Numbers) -> Neuron:
    return snn.Izhikevich(
        a=p["a"],
        b=p["b"],
        c=p["c"],
        d=p["d"],
        v_peak=p["V_th"],
        v_init=p["V_m"],
        u_init=p["U_m"],
        i_offset=p.get("I_e", 0.0),
        method="euler" if p["consistent_integration"] else "published",
    )


def _hodgkin_huxley(p: _Numbers) -> dict[str, Any]:
    conductances = {"g_leak": "g_L", "gbar_Na": "g_Na", "gbar_K": "g_K"}
    reversals = {"e_rev_leak": "E_L", "e_rev_Na": "E_Na", "e_rev_K": "E_K"}
    return {
        "cm": p["C_m"] * 1e-3,
        "v_init": p["V_m"],
        "tau_refrac": p["t_ref"],
        "i_offset": p.get("I_e", 0.0) * 1e-3,
        **{ours: p[theirs] * 1e-3 for ours, theirs in conductances.items()},
        **{ours: p[theirs] for ours, theirs in reversals.items()},
        **_decays(p),
    }


def _traub(p: _Numbers) -> Neuron:
    return snn.HHTraub(
        **_hodgkin_huxley(p), **_reversals(p), v_offset=p["V_T"], v_thresh=p["V_T"] + 30.0
    )


def _squid(p: _Numbers) -> Neuron:
    return snn.HHSquid(**_hodgkin_huxley(p))


def _gif(p: _Numbers) -> Neuron:
    triggered: dict[str, Any] = {}
    for kind, factor in (("stc", 1e-3), ("sfa", 1.0)):
        pairs = zip(p[f"tau_{kind}"], p[f"q_{kind}"], strict=True)
        for k, (tau, q) in enumerate(pairs, start=1):
            triggered |= {f"tau_{kind}{k}": tau, f"q_{kind}{k}": q * factor}
    given = _membrane(p) | triggered
    given |= {"v_thresh": p["V_T_star"], "lambda_0": p["lambda_0"], "delta_V": p["Delta_V"]}
    if "E_ex" not in p:
        return snn.GIF(**given, **_decays(p))
    receptors = {
        "excitatory": snn.CondExp(tau_syn=p["tau_syn_ex"], e_rev=p["E_ex"]),
        "inhibitory": snn.CondExp(tau_syn=p["tau_syn_in"], e_rev=p["E_in"]),
    }
    return snn.GIF(**given, receptors=receptors)


_MODELS: dict[str, Callable[[_Numbers], Neuron]] = {
    "iaf_psc_delta": _lif,
    "iaf_psc_exp": _lif_exp,
    "iaf_psc_alpha": _lif_alpha,
    "iaf_psc_exp_multisynapse": _lif_three,
    "iaf_cond_exp": _lif_cond_exp,
    "iaf_cond_alpha": _lif_cond_alpha,
    "aeif_cond_exp": _adex_exp,
    "aeif_cond_alpha": _adex_cond_alpha,
    "aeif_cond_beta_multisynapse": _adex_beta,
    "aeif_psc_exp": _adex_psc_exp,
    "aeif_psc_delta": _adex_psc_delta,
    "izhikevich": _izhikevich,
    "hh_cond_exp_traub": _traub,
    "hh_psc_alpha": _squid,
    "gif_psc_exp": _gif,
    "gif_cond_exp": _gif,
}


def as_ours(model: str, parameters: _Numbers) -> Neuron:
    """A NEST model with its parameters as one of this package."""
    return _MODELS[model](parameters)


def weight_unit(model: str) -> float:
    """What a NEST weight is multiplied by: pA and nS become nA and uS, jumps stay mV."""
    return 1.0 if model in ("iaf_psc_delta", "aeif_psc_delta", "izhikevich") else 1e-3
