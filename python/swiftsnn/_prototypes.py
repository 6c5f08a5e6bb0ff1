"""The C structures, and one table of the C functions' prototypes.

The tests compare both with ``include/swiftsnn.h``.
"""

from __future__ import annotations

import ctypes
from typing import Any


class Parameter(ctypes.Structure):
    """``snn_parameter``."""

    _fields_ = [("name", ctypes.c_char_p), ("value", ctypes.c_double)]


class Values(ctypes.Structure):
    """``snn_values``."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("values", ctypes.c_void_p),
        ("count", ctypes.c_int64),
    ]


class Named(ctypes.Structure):
    """``snn_distribution``: a name with parameters."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("parameters", ctypes.POINTER(Parameter)),
        ("parameter_count", ctypes.c_int64),
    ]


class Receptor(ctypes.Structure):
    """``snn_receptor``."""

    _fields_ = [("name", ctypes.c_char_p), ("kind", ctypes.c_char_p)]


class Rule(ctypes.Structure):
    """``snn_connector``: a name with parameters and arrays."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("parameters", ctypes.POINTER(Parameter)),
        ("parameter_count", ctypes.c_int64),
        ("arrays", ctypes.POINTER(Values)),
        ("array_count", ctypes.c_int64),
    ]


class Factor(ctypes.Structure):
    """``snn_factor``."""

    _fields_ = [
        ("kind", ctypes.c_char_p),
        ("parameters", ctypes.POINTER(Parameter)),
        ("parameter_count", ctypes.c_int64),
        ("arrays", ctypes.POINTER(Values)),
        ("array_count", ctypes.c_int64),
    ]


class Term(ctypes.Structure):
    """``snn_term``."""

    _fields_ = [
        ("pre", ctypes.POINTER(Factor)),
        ("pre_count", ctypes.c_int64),
        ("post", ctypes.POINTER(Factor)),
        ("post_count", ctypes.c_int64),
        ("modulator", ctypes.c_int32),
        ("dependence", ctypes.c_char_p),
        ("pairing", ctypes.c_char_p),
        ("parameters", ctypes.POINTER(Parameter)),
        ("parameter_count", ctypes.c_int64),
    ]


class StateField(ctypes.Structure):
    """``snn_field``."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("kind", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("count", ctypes.c_int64),
    ]


class Counters(ctypes.Structure):
    """``snn_counters``."""

    _fields_ = [
        ("step", ctypes.c_int64),
        ("neurons", ctypes.c_int64),
        ("synapses", ctypes.c_int64),
        ("spikes", ctypes.c_int64),
        ("synaptic_events", ctypes.c_int64),
    ]


_text = ctypes.c_char_p
_int32 = ctypes.c_int32
_int64 = ctypes.c_int64
_double = ctypes.c_double
_net = ctypes.c_uint64
_pointer = ctypes.c_void_p
_parameters = (ctypes.POINTER(Parameter), _int64)

PROTOTYPES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "snn_version": (_text, ()),
    "snn_instruction_set": (_text, ()),
    "snn_last_error": (_text, ()),
    "snn_catalogue": (_text, ()),
    "snn_network_create": (_int32, (_double, ctypes.c_uint64, _int32, _int32, _text, _pointer)),
    "snn_network_destroy": (_int32, (_net,)),
    "snn_network_counters": (_int32, (_net, _pointer)),
    "snn_memory_text": (_int32, (_net, _text, _int64, _pointer)),
    "snn_network_prepare": (_int32, (_net,)),
    "snn_network_interrupt": (_int32, (_net,)),
    "snn_network_threads": (_int32, (_net, _pointer)),
    "snn_population_add": (_int32, (_net, _text, _text, _int64, *_parameters, _pointer)),
    "snn_population_add_with": (
        _int32,
        (
            *(_net, _text, _text, _int64),
            *(ctypes.POINTER(Receptor), _int64),
            *(*_parameters, _pointer),
        ),
    ),
    "snn_population_remove": (_int32, (_net, _int32)),
    "snn_population_set": (_int32, (_net, _int32, ctypes.POINTER(Values), _int64)),
    "snn_population_get": (_int32, (_net, _int32, _text, _pointer, _int64)),
    "snn_population_positions": (_int32, (_net, _int32, _pointer, _int64, _int64, _pointer)),
    "snn_population_state_view": (_int32, (_net, _int32, _text, _pointer, _pointer)),
    "snn_population_counts_view": (_int32, (_net, _int32, _pointer, _pointer)),
    "snn_poisson_input_add": (_int32, (_net, _int32, _text, _double, _double)),
    "snn_current_add": (
        _int32,
        (_net, _int32, _text, *_parameters, ctypes.POINTER(Values), _int64),
    ),
    "snn_drive_set": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_drive_feed": (_int32, (_net, _int32, _pointer, _int64, _int64, _double, _int32)),
    "snn_spikes_feed": (_int32, (_net, _int32, _int32, _pointer, _pointer, _int64)),
    "snn_raster_feed": (_int32, (_net, _int32, _int32, _pointer, _int64, _int64)),
    "snn_connect": (
        _int32,
        (
            _net,
            _int32,
            _int32,
            _text,
            ctypes.POINTER(Rule),
            _int64,
            ctypes.POINTER(Named),
            ctypes.POINTER(Named),
            _pointer,
        ),
    ),
    "snn_connect_arrays": (
        _int32,
        (_net, _int32, _int32, _text, _pointer, _pointer, _pointer, _pointer, _int64, _pointer),
    ),
    "snn_projection_remove": (_int32, (_net, _int32)),
    "snn_projection_size": (_int32, (_net, _int32, _pointer)),
    "snn_projection_synapses": (_int32, (_net, _int32, _pointer, _pointer, _pointer, _int64)),
    "snn_projection_dendritic_delays_set": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_projection_dendritic_delays_get": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_projection_weights_view": (_int32, (_net, _int32, _pointer, _pointer)),
    "snn_projection_weights_get": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_projection_weights_set": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_dynamics_add": (_int32, (_net, _int32, _text, ctypes.POINTER(Values), _int64)),
    "snn_dynamics_state_get": (_int32, (_net, _int32, _text, _pointer, _int64)),
    "snn_plasticity_add": (_int32, (_net, _int32, ctypes.POINTER(Term), _int64)),
    "snn_projection_eligibility_get": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_projection_bounds": (_int32, (_net, _int32, _double, _double)),
    "snn_projection_learning_rate": (_int32, (_net, _int32, _double)),
    "snn_signal_add": (_int32, (_net, _int32, _text, *_parameters, _pointer)),
    "snn_signal_labels": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_modulator_add": (_int32, (_net, _int32, _int32, *_parameters, _pointer)),
    "snn_modulator_matrix_view": (
        _int32,
        (_net, _int32, _text, _pointer, _pointer, _pointer),
    ),
    "snn_homeostat_add": (_int32, (_net, _int32, _text, *_parameters)),
    "snn_source_add": (
        _int32,
        (_net, _text, _int32, *_parameters, ctypes.POINTER(Values), _int64, _pointer),
    ),
    "snn_signal_dimension": (_int32, (_net, _int32, _pointer)),
    "snn_signal_values": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_reward_give": (_int32, (_net, _int32, _int64, _pointer, _int64, _int32)),
    "snn_modulator_add_as": (
        _int32,
        (
            *(_net, _int32, _int32, _text, _text, _int32),
            *(*_parameters, ctypes.POINTER(Values), _int64, _pointer),
        ),
    ),
    "snn_modulator_multiply": (_int32, (_net, _int32, _int32, _pointer)),
    "snn_modulator_size": (_int32, (_net, _int32, _pointer)),
    "snn_modulator_values": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_route_add": (_int32, (_net, _int32, _text, _int32, *_parameters)),
    "snn_projection_optimiser": (_int32, (_net, _int32, _text, *_parameters)),
    "snn_projection_update": (
        _int32,
        (_net, _int32, *_parameters, ctypes.POINTER(Values), _int64),
    ),
    "snn_connect_like": (_int32, (_net, _int32, ctypes.POINTER(Named), _pointer)),
    "snn_projection_coefficient_set": (_int32, (_net, _int32, _double)),
    "snn_projection_coefficient_get": (_int32, (_net, _int32, _pointer)),
    "snn_homeostat_attach": (
        _int32,
        (_net, _int32, _int32, _text, ctypes.POINTER(Values), _int64, _pointer),
    ),
    "snn_homeostat_get": (_int32, (_net, _int32, _text, _pointer, _int64)),
    "snn_homeostat_target_set": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_homeostat_set_active": (_int32, (_net, _int32, _int32)),
    "snn_homeostat_report": (_int32, (_net, _int32, _double)),
    "snn_population_gain_set": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_structure_apply": (
        _int32,
        (
            *(_net, _int32, _text, ctypes.POINTER(Values), _int64),
            *(ctypes.POINTER(Named), _pointer),
        ),
    ),
    "snn_structure_add": (
        _int32,
        (
            *(_net, _int32, _text, ctypes.POINTER(Values), _int64),
            *(ctypes.POINTER(Named), _int64, _int64),
        ),
    ),
    "snn_structure_grow": (
        _int32,
        (_net, _int32, _pointer, _pointer, _pointer, _pointer, _int64),
    ),
    "snn_structure_freeze": (_int32, (_net, _int32, _int32)),
    "snn_structure_frozen_set": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_structure_frozen_get": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_structure_mask_size": (_int32, (_net, _int32, _pointer)),
    "snn_structure_mask_set": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_structure_mask_get": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_structure_changes": (_int32, (_net, _int32, _pointer)),
    "snn_structure_origins": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_structure_kept_get": (_int32, (_net, _int32, _text, _pointer, _int64)),
    "snn_structure_bytes": (_int32, (_net, _int32, _pointer)),
    "snn_projection_views_dropped": (_int32, (_net, _int32)),
    "snn_run": (_int32, (_net, _int64)),
    "snn_present": (_int32, (_net, _int64, _int32)),
    "snn_present_combined": (_int32, (_net, _int64, _int32, _text)),
    "snn_reset": (_int32, (_net,)),
    "snn_recorder_add": (_int32, (_net, _int32, _text, _int64, _pointer, _int64, _pointer)),
    "snn_recorder_add_weights": (_int32, (_net, _int32, _int64, _pointer, _int64, _pointer)),
    "snn_recorder_set_active": (_int32, (_net, _int32, _int32)),
    "snn_recorder_size": (_int32, (_net, _int32, _pointer)),
    "snn_recorder_spikes": (_int32, (_net, _int32, _pointer, _pointer, _pointer, _int64)),
    "snn_recorder_values": (
        _int32,
        (_net, _int32, _pointer, _pointer, _pointer, _int64, _int64),
    ),
    "snn_recorder_columns": (_int32, (_net, _int32, _pointer)),
    "snn_recorder_synapses": (_int32, (_net, _int32, _pointer, _pointer, _pointer, _int64)),
    "snn_recorder_clear": (_int32, (_net, _int32)),
    "snn_state_list": (_int32, (_net, _pointer)),
    "snn_state_field": (_int32, (_net, _int64, _text, _int64, _text, _pointer)),
    "snn_state_copy": (_int32, (_net, _int64, _pointer, _int64)),
    "snn_state_restore": (_int32, (_net, _pointer, _int64)),
    "snn_network_partition_set": (_int32, (_net, _int32)),
    "snn_network_partition_get": (_int32, (_net, _pointer)),
}
