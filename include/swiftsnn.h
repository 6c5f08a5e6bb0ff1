/*
 * swiftsnn: spiking neural networks that learn by local rules.
 *
 * Conventions
 *  - Times are milliseconds, rates Hz, membrane potentials mV, currents nA, capacitances nF.
 *  - Every function that can fail returns SNN_OK (0) or a negative SNN_ERROR_*; the sentence that
 *    says what is wrong, where and what to do is then in snn_last_error() of the same thread.
 *    A call that fails changes nothing (but see snn_run, snn_present, snn_state_restore and
 *    snn_network_interrupt) and leaves nothing to clean up.
 *  - A network handle is a token, never dereferenced: a stale or invented one is refused.
 *    Populations, projections, signals, modulators and recorders are small indices of their
 *    network, in order of creation from 0.
 *  - Names (of models, parameters, rules, ...) are strings; a wrong one is answered with the valid
 *    ones, and snn_catalogue() lists them all with units, defaults and ranges.
 *  - Arrays are the caller's unless a function is called *_view: a view points at the network's own
 *    memory, stays valid until snn_network_destroy and must not be freed.
 *  - A network may be used from any thread, by one at a time. Calls wait for each other, but for
 *    snn_run, snn_present, snn_present_combined and snn_network_prepare, which may take long: while
 *    one of them works, calls of other threads are refused with SNN_ERROR_STATE, except
 *    snn_network_interrupt and snn_network_destroy, which waits. Different networks do not wait
 *    for each other.
 *  - After fork a child may use all networks that no other thread was using then.
 *  - Results depend on the description, the seed and the order of calls, never on the number of
 *    threads or the instruction set.
 */
#ifndef SWIFTSNN_H
#define SWIFTSNN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Statuses. */
#define SNN_OK 0
#define SNN_ERROR_INVALID_ARGUMENT (-1) /* a value that makes no sense, or an unknown name */
#define SNN_ERROR_SHAPE (-2)            /* an array of the wrong length */
#define SNN_ERROR_INDEX (-3)            /* an index out of range */
#define SNN_ERROR_STATE (-4)            /* a call that does not fit now; a handle that is closed */
#define SNN_ERROR_OUT_OF_MEMORY (-5)    /* more memory than this machine has free */
#define SNN_ERROR_INTERRUPTED (-6)      /* snn_network_interrupt was called meanwhile */

/* Weights, state variables and their records are numbers of the network's precision: `float` where
   it is "single", `double` where it is "double". Functions that hand them over take void pointers. */

/* A network. 0 is never a valid handle. */
typedef uint64_t snn_network;

/* A named number: a parameter of a model, a connectivity rule, a plasticity term, ... */
typedef struct snn_parameter {
  const char *name;
  double value;
} snn_parameter;

/* A named array: a parameter of the neurons of a population or of the dynamics of a projection, one
   value for all (count 1) or one a neuron; or an array of a connectivity rule or a current. */
typedef struct snn_values {
  const char *name;
  const double *values;
  int64_t count;
} snn_values;

/* A receptor of a population: where projections end. */
typedef struct snn_receptor {
  const char *name;
  const char *kind; /* "delta", "curr_exp", "cond_alpha", "cond_nmda", ...: snn_catalogue() */
} snn_receptor;

/* A rule that says which synapses exist; several given together form their union, in which a pair
   is connected once. */
typedef struct snn_connector {
  const char *rule; /* "all_to_all", "one_to_one", "fixed_probability", ...: snn_catalogue() */
  const snn_parameter *parameters;
  int64_t parameter_count;
  const snn_values *arrays; /* NULL for a rule that needs none */
  int64_t array_count;
} snn_connector;

/* How the weights or delays of a projection are drawn; "distance" is for delays alone. */
typedef struct snn_distribution {
  const char *kind; /* "constant", "normal", "uniform", ...: snn_catalogue() */
  const snn_parameter *parameters;
  int64_t parameter_count;
} snn_distribution;

/* A factor of a plasticity term: what a neuron has for itself, as its synapses see it. Parameters one
   for all neurons, arrays one entry a neuron. */
typedef struct snn_factor {
  const char *kind; /* "spike", "trace", "potential", ...: snn_catalogue() */
  const snn_parameter *parameters;
  int64_t parameter_count;
  const snn_values *arrays;
  int64_t array_count;
} snn_factor;

/* A plasticity term: change of w = rate * product of pre * product of post * modulator; with an
   eligibility trace the products go through it first. An empty product is 1. */
typedef struct snn_term {
  const snn_factor *pre;
  int64_t pre_count;
  const snn_factor *post;
  int64_t post_count;
  int32_t modulator;      /* of snn_modulator_add with the same target, or -1 for none */
  const char *dependence; /* on the weight: "none" (NULL), "upper", "lower", "power", ... */
  const char *pairing;    /* "traces" (NULL), "since_fired", "adjacent" */
  const snn_parameter *parameters; /* rate, tau_eligibility, beta, tau_adapt, ... */
  int64_t parameter_count;
} snn_term;

/* An array of a network's state. */
typedef struct snn_field {
  const char *name; /* "population/0/model/v", ... */
  const char *kind; /* "u8", "i8", "u16", "i32", "i64", "u64", "f32" or "f64" */
  const void *data;
  int64_t count;
} snn_field;

/* What a network has done since it was created. */
typedef struct snn_counters {
  int64_t step;            /* steps of dt since the start */
  int64_t neurons;         /* all populations, sources included, one batch lane */
  int64_t synapses;        /* all projections */
  int64_t spikes;          /* of all populations and lanes */
  int64_t synaptic_events; /* spikes delivered through a synapse, all lanes */
} snn_counters;

/* ---- Library ------------------------------------------------------------------------------- */

/* The version, "major.minor.patch". Never fails; static storage. */
const char *snn_version(void);

/* The instruction set of the kernels in use: "x86-64-v1", "x86-64-v3", "x86-64-v4" or "neon".
   Chosen when first needed; the environment variable SWIFTSNN_ISA can ask for a lower one. */
const char *snn_instruction_set(void);

/* The sentence of the last failed call in this thread, "" before any. Valid until this thread's
   next failed call. */
const char *snn_last_error(void);

/* Every model, connectivity rule, distribution, plasticity factor, signal and homeostat, with
   parameters, units, defaults and ranges, as JSON text. Static storage. */
const char *snn_catalogue(void);

/* ---- Network ------------------------------------------------------------------------------- */

/* Creates an empty network. Refused where SWIFTSNN_ISA or SWIFTSNN_NUM_THREADS say what cannot be.
   dt: step in ms, 1e-6..1e6.  seed: of all its random numbers.  batch: copies of the neuron state
   that run side by side over shared weights, 1..65536.  threads: 1..1024, or 0 for as many as the
   environment variable SWIFTSNN_NUM_THREADS says, else all processors.  precision: "single" or
   "double", of state and weights; NULL for single. */
int32_t snn_network_create(double dt, uint64_t seed, int32_t batch, int32_t threads,
                           const char *precision, snn_network *out);

/* Frees the network and everything views point at. */
int32_t snn_network_destroy(snn_network network);

/* What the network holds and has done. */
int32_t snn_network_counters(snn_network network, snn_counters *out);

/* Where the network's bytes are: lines of part, what lies there and bytes, tabs between. `bytes`
   becomes the room that the text needs, its 0 included; with room = 0 nothing else is done. */
int32_t snn_memory_text(snn_network network, char *text, int64_t room, int64_t *bytes);

/* Draws all synapses and lays the network out, as the first run would otherwise do; populations,
   projections and inputs cannot be added after it. Does nothing where that has been done. */
int32_t snn_network_prepare(snn_network network);

/* Asks a call that another thread is in to stop: snn_run stops between two steps, which are as if no
   more had been asked for; a presentation is given up, its state reset and nothing learned, but for
   the samples "in_order" has done with; drawing synapses (snn_network_prepare, or what draws them
   first) leaves none drawn of what it was at; reading synapses and their weights, setting weights, and
   structural operations end without having changed anything; a network whose state was being set is
   lost. They return SNN_ERROR_INTERRUPTED, usually within some tens of milliseconds; other calls, and
   those that begin later, go on. The only function, with snn_network_destroy, that another thread may
   call while one of those works. */
int32_t snn_network_interrupt(snn_network network);

/* The number of threads it uses. */
int32_t snn_network_threads(snn_network network, int32_t *out);

/* ---- Populations --------------------------------------------------------------------------- */

/* Adds `size` neurons of one model. Parameters not named keep their defaults. */
int32_t snn_population_add(snn_network network, const char *name, const char *model, int64_t size,
                           const snn_parameter *parameters, int64_t parameter_count, int32_t *out);

/* The same with receptors of the user's choice in place of the model's own; parameters and state of
   a receptor have its name behind an underscore: tau_syn_ampa, e_rev_ampa, g_ampa. */
int32_t snn_population_add_with(snn_network network, const char *name, const char *model,
                                int64_t size, const snn_receptor *receptors,
                                int64_t receptor_count, const snn_parameter *parameters,
                                int64_t parameter_count, int32_t *out);

/* Removes the population that was added last, before the network runs and while nothing is attached
   to it: takes back an addition whose further set-up failed. */
int32_t snn_population_remove(snn_network network, int32_t population);

/* Sets parameters together: all of them, or none where one is refused. */
int32_t snn_population_set(snn_network network, int32_t population, const snn_values *parameters,
                           int64_t parameter_count);

/* Copies a parameter as it is now, one value a neuron; `count` must be the population's size. */
int32_t snn_population_get(snn_network network, int32_t population, const char *parameter,
                           double *values, int64_t count);

/* Says where the neurons lie, for rules and delays of projections made after it: positions
   [count][dimensions] in a unit of the caller's choice, 1 to 3 dimensions, `count` the population's
   size. extent: [dimensions], the length of each axis after which it begins anew for what is
   periodic, or NULL. */
int32_t snn_population_positions(snn_network network, int32_t population, const double *positions,
                                 int64_t count, int64_t dimensions, const double *extent);

/* A view of a state variable, [batch][size] row by row; `count` becomes batch * size, or size for
   what the lanes share ("v_thresh"). */
int32_t snn_population_state_view(snn_network network, int32_t population, const char *variable,
                                  void **values, int64_t *count);

/* A view of each neuron's spike count since the last snn_present or snn_reset began, [batch][size];
   before any, since the start. */
int32_t snn_population_counts_view(snn_network network, int32_t population, int32_t **values,
                                   int64_t *count);

/* ---- Input --------------------------------------------------------------------------------- */

/* Adds independent Poisson input to every neuron: events at `rate` Hz, each of `weight` in the unit
   of the receptor. receptor: of the model, or NULL for its first. */
int32_t snn_poisson_input_add(snn_network network, int32_t population, const char *receptor,
                              double rate, double weight);

/* Adds a current into the neurons of a population, constant over each step at what it is at the
   step's start. kind: "constant", "step", "ramp", "sine", "samples" or "noise": snn_catalogue().
   arrays: "gain", one factor a neuron, 1 where it is left out; of "step" also "times" (ms,
   ascending) and "amplitudes"; of "samples" also "values" [rows] or [rows][size]. In nA, or the unit
   of the model's i_offset. */
int32_t snn_current_add(snn_network network, int32_t population, const char *kind,
                        const snn_parameter *parameters, int64_t parameter_count,
                        const snn_values *arrays, int64_t array_count);

/* Sets the drive of a source population, [batch][size]: of "bernoulli" and "poisson" finite, >= 0;
   of "analog" -1e6 to 1e6. */
int32_t snn_drive_set(snn_network network, int32_t population, const float *values, int64_t count);

/* The same over time, from now on: values [rows][columns], columns 1 for all neurons and lanes or the
   population's size, each row for `interval` ms (0: one step); after the last row 0, or with repeats
   = 1 the first again. Rows of "analog" have a number for each neuron, or [batch][size] numbers; the
   last holds, and repeats is 0. */
int32_t snn_drive_feed(snn_network network, int32_t population, const float *values, int64_t rows,
                       int64_t columns, double interval, int32_t repeats);

/* Feeds spikes to a "spike_source" population: neuron neurons[k] of batch lane `lane` fires at
   times[k] ms, rounded to the step; all times must lie after the present time. Adds to what was fed
   before. */
int32_t snn_spikes_feed(snn_network network, int32_t population, int32_t lane, const double *times,
                        const int32_t *neurons, int64_t count);

/* The same from a raster [steps][size] of 0 and 1; row k is fired k + 1 steps from now. */
int32_t snn_raster_feed(snn_network network, int32_t population, int32_t lane,
                        const uint8_t *raster, int64_t steps, int64_t size);

/* ---- Projections --------------------------------------------------------------------------- */

/* Connects two populations. receptor: of the target's model, or NULL for its first; weights are in
   its unit (for "delta" the jump of the potential in mV, negative: inhibitory). Delays in ms, at
   least dt, rounded to the step: axonal and dendritic together. */
int32_t snn_connect(snn_network network, int32_t source, int32_t target, const char *receptor,
                    const snn_connector *connectors, int64_t connector_count,
                    const snn_distribution *weight, const snn_distribution *delay, int32_t *out);

/* The same from arrays, one entry a synapse; several synapses a pair are allowed. */
int32_t snn_connect_arrays(snn_network network, int32_t source, int32_t target,
                           const char *receptor, const int32_t *pre, const int32_t *post,
                           const void *weight, const double *delay, int64_t count, int32_t *out);

/* Says how much of a projection's delays is dendritic (ms, rounded to the step): one value for all
   (count 1), or one a synapse in the order of the weights; at most the whole delay. The rest is
   axonal, as all of it is at first. Transmission knows their sum alone. Plasticity that acts during
   snn_run takes one dendritic delay d for all synapses: a postsynaptic spike reaches them d after it
   was fired. Before plasticity is added and the network runs. */
int32_t snn_projection_dendritic_delays_set(snn_network network, int32_t projection,
                                            const double *values, int64_t count);

/* Copies the dendritic delay (ms) of every synapse, in the order of the weights. */
int32_t snn_projection_dendritic_delays_get(snn_network network, int32_t projection,
                                            double *values, int64_t count);

/* Removes the projection that was added last, before the network runs. */
int32_t snn_projection_remove(snn_network network, int32_t projection);

/* The number of synapses. */
int32_t snn_projection_size(snn_network network, int32_t projection, int64_t *out);

/* Pre- and postsynaptic neuron and delay (ms) of every synapse, in the order of the weights: by
   source, delay and target. Any pointer may be NULL. */
int32_t snn_projection_synapses(snn_network network, int32_t projection, int32_t *pre,
                                int32_t *post, double *delay, int64_t count);

/* A view of the weights. Refused with SNN_ERROR_STATE where they are brought up to date only when
   they are used (plasticity during snn_run) or may not lie in order (a sparse projection to 2048
   neurons or more without a batch, or to more than 65472): snn_projection_weights_get copies those.
   Writing through a view is not checked against the bounds. */
int32_t snn_projection_weights_view(snn_network network, int32_t projection, void **values,
                                    int64_t *count);

/* Copies the weights as of now; changes nothing. */
int32_t snn_projection_weights_get(snn_network network, int32_t projection, void *values,
                                   int64_t count);

/* Sets every weight; finite. Weights outside the bounds are refused. */
int32_t snn_projection_weights_set(snn_network network, int32_t projection, const void *values,
                                   int64_t count);

/* Lets the synapses of a projection transmit a part of their weight that depends on the spikes of
   the presynaptic neuron; once a projection, before the network runs.
   kind "tsodyks_markram": the part is u x; short-term depression and facilitation (Tsodyks, Pawelzik
   & Markram 1998; NEST's tsodyks2_synapse). parameters: U, tau_rec (ms, above 0), tau_facil (ms, 0:
   none), u_init (below 0: U), x_init, sites.
   kind "stochastic_release": the part is p. parameters: p, sites.
   sites n > 0: each synapse transmits k / n of its weight, k of n sites succeeding by chance with the
   part as their probability; synaptic events count whether anything was released or not. n = 0 (only
   "tsodyks_markram", whose default it is): each transmits the part itself.
   Parameters, but for sites, are one value or one a source neuron. Not together with plasticity that
   acts during snn_run. */
int32_t snn_dynamics_add(snn_network network, int32_t projection, const char *kind,
                         const snn_values *parameters, int64_t parameter_count);

/* Copies "u" or "x" of "tsodyks_markram" dynamics, [batch][source size], in the network's precision:
   what each source neuron's last spike found. */
int32_t snn_dynamics_state_get(snn_network network, int32_t projection, const char *variable,
                               void *values, int64_t count);

/* ---- Learning ------------------------------------------------------------------------------ */

/* Adds plasticity terms to a projection, which act together: all of them, or none where one is
   refused. A spike as presynaptic factor: the term acts when spikes arrive; as postsynaptic one:
   when the neuron fires; neither: at every step, times dt. Bounds come first where a term depends on
   the distance from them. */
int32_t snn_plasticity_add(snn_network network, int32_t projection, const snn_term *terms,
                           int64_t count);

/* Copies the eligibility traces of a projection as of now, in the order of the weights and the
   network's precision; changes nothing. Refused with SNN_ERROR_STATE where no term that acts during
   snn_run has one. They are as the products gather them, times rate, in the unit of the weight. */
int32_t snn_projection_eligibility_get(snn_network network, int32_t projection, void *values,
                                       int64_t count);

/* Bounds of the plastic weights of a projection, lower <= upper; infinities mean none. Refused
   where a present weight lies outside. */
int32_t snn_projection_bounds(snn_network network, int32_t projection, double lower, double upper);

/* Multiplies the changes that are made to a projection's weights from now on: a learning rate
   schedule, or 0 to freeze it. Finite, >= 0; 1 at first. */
int32_t snn_projection_learning_rate(snn_network network, int32_t projection, double factor);

/* Adds an error signal of a population read as `classes` equal groups of neurons in order.
   rule: "rate", "winner_take_all" or "softmax"; or, of one number, "entropy" or "surprise".
   parameters: classes, tau, target, start, temperature, delay. */
int32_t snn_signal_add(snn_network network, int32_t population, const char *rule,
                       const snn_parameter *parameters, int64_t parameter_count, int32_t *out);

/* Labels of the coming presentation, or of runs until others are set, one a batch lane, in
   0..classes-1 (0 or 1 of a goodness); -1, which they all are after a presentation, switches a lane's
   signal off. */
int32_t snn_signal_labels(snn_network network, int32_t signal, const int32_t *labels,
                          int64_t count);

/* Carries a signal to every neuron of a population: M = B' f(A' signal).
   through > 0: that many modulatory neurons, f = tanh, A and B fixed and random, N(0, scale_a^2) and
   N(0, scale_b^2); a scale below 0, the default, stands for 1 / sqrt(rows).
   through = 0: no modulatory neurons, M = B' signal, B random as above or, with class_groups = 1,
   1 from each class to its group of neurons and 0 elsewhere.
   parameters: through, scale_a, scale_b, class_groups. */
int32_t snn_modulator_add(snn_network network, int32_t signal, int32_t population,
                          const snn_parameter *parameters, int64_t parameter_count, int32_t *out);

/* A view of the matrix "a" [classes][through] or "b" [through or classes][size] of a modulator. */
int32_t snn_modulator_matrix_view(snn_network network, int32_t modulator, const char *matrix,
                                  float **values, int64_t *rows, int64_t *columns);

/* Adds a homeostat to a population, each parameter one value: as snn_homeostat_attach. */
int32_t snn_homeostat_add(snn_network network, int32_t population, const char *kind,
                          const snn_parameter *parameters, int64_t parameter_count);

/* Adds a signal of another kind than the error of a population. Its number, or numbers, are updated
   after every step and used from the next step on; `delay` (ms) comes on top.
   kind: "reward": one number that snn_reward_give gives and sets, and that decays with tau (infinite:
   not). parameters: tau, baseline, mean_rate, delay.
   "concentration": what the spikes of a population release, dn/dt = -n / tau + amount * spikes, one
   number for each of its groups. parameters: tau, amount (0: 1 / tau), baseline, classes, delay.
   "goodness": sigma((sum of squared traces - threshold) / temperature) - label of a population, 0
   without a label; labels are 0 and 1. parameters: tau, threshold, temperature, sets, delay.
   "gate": 1 within intervals, 0 outside, in each of its channels. parameters: period, classes;
   arrays: starts, stops (ms), channels.
   population: the one that is read; -1 for a reward or a gate. */
int32_t snn_source_add(snn_network network, const char *kind, int32_t population,
                       const snn_parameter *parameters, int64_t parameter_count,
                       const snn_values *arrays, int64_t array_count, int32_t *out);

/* Number of numbers of a signal. */
int32_t snn_signal_dimension(snn_network network, int32_t signal, int64_t *out);

/* Copies what a signal is now, as the last step left it, [lane][number], less its baseline. */
int32_t snn_signal_values(snn_network network, int32_t signal, double *values, int64_t count);

/* Gives a reward at the beginning of a step that is not done yet, -1 for the next: the value grows by
   the amount, or with replaces = 1 becomes it. amounts: one, or one a batch lane. */
int32_t snn_reward_give(snn_network network, int32_t signal, int64_t step, const double *amounts,
                        int64_t count, int32_t replaces);

/* Carries a signal e to a population: M = gain * B' e, of each e_c only its sign with sign = 1.
   shape: "scalar": a signal of one number, one M for all neurons. "class_groups": each number to its
   group of neurons. "random": B fixed and random, or M = gain * B' f(A' e) through modulatory neurons
   with f of nonlinearity ("tanh", "identity", "relu"; NULL, which other shapes need: "tanh");
   parameters through, scale_a, scale_b as in snn_modulator_add. "matrix": B as the array matrix,
   [number][neuron]. "transposed": B_cj the sum of the weights of `projection` (-1 for other shapes)
   from neuron j of the population to the neurons of class c, read when a presentation begins and
   every `period` ms of a run. "learned": B random at first, dB_cj/dt = rate * e_c * x_j - decay *
   B_cj with x_j the trace (tau) of neuron j, changed when a presentation that learns ends and every
   `period` ms of a run; parameters scale_b, rate, decay, tau, period.
   parameters of all: gain, sign. */
int32_t snn_modulator_add_as(snn_network network, int32_t signal, int32_t population,
                             const char *shape, const char *nonlinearity, int32_t projection,
                             const snn_parameter *parameters, int64_t parameter_count,
                             const snn_values *arrays, int64_t array_count, int32_t *out);

/* Adds the product of two modulators of one population. */
int32_t snn_modulator_multiply(snn_network network, int32_t first, int32_t second, int32_t *out);

/* Numbers of a modulator: 1, or one a neuron of its population. */
int32_t snn_modulator_size(snn_network network, int32_t modulator, int64_t *out);

/* Copies what a modulator is now, [lane][1 or neuron]. */
int32_t snn_modulator_values(snn_network network, int32_t modulator, double *values,
                             int64_t count);

/* Lets a modulator of a population move one of its parameters, in a run and in presentations:
   parameter = clip(what it was set to + offset + gain * M, lower, upper), every `period` ms (0:
   every step). Needs batch = 1. parameters: gain, offset, lower, upper, period. */
int32_t snn_route_add(snn_network network, int32_t population, const char *parameter,
                      int32_t modulator, const snn_parameter *parameters,
                      int64_t parameter_count);
/* Chooses what makes steps of the changes of learning presentations, with state a synapse; it begins
   anew with each call. kind "plain", as at first, "momentum" (mu), "adam" (rate, beta_1, beta_2,
   epsilon), "threshold_accumulate" (rate, threshold, p, epsilon) or "exponentiated_gradient" (rate).
   The factor of snn_projection_learning_rate multiplies the steps. Needs a plasticity term, and none
   that acts during snn_run. */
int32_t snn_projection_optimiser(snn_network network, int32_t projection, const char *kind,
                                 const snn_parameter *parameters, int64_t parameter_count);

/* Says what the steps go through after that, in this order: soft bounds (mu_plus, mu_minus),
   stochastic updates (probability), noise (noise, relative_noise), decay towards a reference (decay,
   tau_decay, reference), the sign of the start (dale), the bounds, and rounding to levels (levels,
   stochastic_rounding, accumulate). mu and levels need finite bounds. arrays, each optional, one
   value a synapse in the order of the weights: "factor", which multiplies the change before the
   optimiser, and "reference". Replaces what was said before. Needs the same as
   snn_projection_optimiser. */
int32_t snn_projection_update(snn_network network, int32_t projection,
                              const snn_parameter *parameters, int64_t parameter_count,
                              const snn_values *arrays, int64_t array_count);

/* Connects the same pairs with the same delays and receptor as another projection, which came of
   snn_connect, with weights of their own: components of a mixture of weights. */
int32_t snn_connect_like(snn_network network, int32_t projection, const snn_distribution *weight,
                         int32_t *out);

/* Multiplies the weights of a projection where they are delivered, -1e6..1e6 (a receptor that takes
   no negative weights takes no negative coefficient); learning and weights do not see it. After the
   network has run or was prepared only where it was set before. Not together with dynamics or
   graded sources. */
int32_t snn_projection_coefficient_set(snn_network network, int32_t projection, double value);

/* What the weights are multiplied by; 1 at first. */
int32_t snn_projection_coefficient_get(snn_network network, int32_t projection, double *out);
/* Adds a homeostat to a population or to a projection (the other is -1), before the network runs;
   *out is its index. It acts at the end of each learning presentation, after the weights have
   changed (presentations = 1, the default), and in snn_run every `period` ms (0, the default: not at
   all), counted from the start. Rates are of the time since the last action or, with tau > 0 (ms),
   exponential averages; means over the batch. Where several are due at once they act in the order
   of their adding. What is moved stays within lower..upper.
   Of a population: "threshold_to_rate": v_thresh += gain (rate - target); "threshold_to_count":
   the same for all neurons by the spikes of the population in a step; "bias_to_rate": a current +=
   gain (target - rate); "gain_to_rate": a factor of the neuron's synaptic input += gain (target -
   rate); "gain_to_variance": += gain (target - (rate - center)^2) - decay (factor - 1).
   Of a projection: "weights_to_sum", "weights_to_norm": the weights onto each neuron are scaled to
   sum (of their sizes) or L2 norm `target`; "weights_to_rate": they are scaled by 1 + gain (target -
   rate) / target; "inhibition_to_rate": |w| += gain (presynaptic rate) (rate - target). Signs stay,
   and bounds hold: lower..upper for sizes, snn_projection_bounds for weights.
   Of a projection's learning rate factor: "learning_rate_decay": times `factor`;
   "learning_rate_to_score", "learning_rate_by_ratio" and "learning_rate_search" act when
   snn_homeostat_report is called.
   parameters: as snn_catalogue lists them; one value each, or where the target is of neurons one a
   neuron of the population or of the projection's target. */
int32_t snn_homeostat_attach(snn_network network, int32_t population, int32_t projection,
                             const char *kind, const snn_values *parameters,
                             int64_t parameter_count, int32_t *out);

/* Copies a variable of a homeostat: "target", "estimate" (the rate, variance or count it last saw)
   and "value" (what it moves) of a population's, one a neuron; "target" and "estimate" of one that
   moves weights; "target" and "factor", one value, of one that sets a learning rate. Refused with
   SNN_ERROR_INVALID_ARGUMENT where its kind has none. */
int32_t snn_homeostat_get(snn_network network, int32_t homeostat, const char *variable,
                          double *values, int64_t count);

/* Sets the target of a homeostat from now on: one value, or one a neuron. */
int32_t snn_homeostat_target_set(snn_network network, int32_t homeostat, const double *values,
                                 int64_t count);

/* Whether a homeostat acts from now on: 0, or 1 as at first. Rates then begin anew. */
int32_t snn_homeostat_set_active(snn_network network, int32_t homeostat, int32_t active);

/* Tells a homeostat that sets a learning rate by scores a new one; it acts at once. */
int32_t snn_homeostat_report(snn_network network, int32_t homeostat, double score);

/* Sets the factors by which the neurons of a population multiply what arrives at their receptors,
   Poisson input included and currents not: 0 to 1e6, one value or one a neuron; 1 at first. State
   variable "gain" has them once they were set or a homeostat moves them, and "bias" the current of
   "bias_to_rate". */
int32_t snn_population_gain_set(snn_network network, int32_t population, const double *values,
                                int64_t count);
/* Changes which synapses a projection has, or many weights at once, between two runs.
   kind "prune": below `threshold`, or the least `fraction`, by |weight| or the array importance.
   kind "prune_survival": a counter a synapse, R <- decay R + d with d from its importance (the array
   importance, with activity = 1 spike counts, else |weight|); removed below 0. parameters: decay,
   initial, gain, cost, bonus, quantile, slowing, activity.
   kind "regrow": between random free pairs. kind "regrow_correlated": between those whose arrays
   pre_scores [samples][source size] and post_scores, left out: spike counts a lane, correlate best.
   parameters: number (-1: as many as were pruned), delay (ms, 0: as the projection's own), centred;
   arrays pre and post: the only allowed pairs. Weights beyond the bounds are set to them.
   kind "dampen": where importance > alpha * reference times min(lambda * reference / importance, 1).
   kind "snapshot": keeps the weights. kind "restore": each returns to the snapshot, or to the array
   weights, with `probability`.
   given: parameters, arrays of one value, and arrays. weight: of grown synapses, else NULL. out:
   how many were removed, added or chosen; may be NULL.
   Memory of what is gone is freed, and views of the weights no longer show the network: they stay
   valid until snn_projection_views_dropped. Spikes on their way do not arrive through a removed
   synapse, and arrive through the others as if nothing had happened. */
int32_t snn_structure_apply(snn_network network, int32_t projection, const char *kind,
                            const snn_values *given, int64_t given_count,
                            const snn_distribution *weight, int64_t *out);

/* Lets such an operation act by itself: in snn_run after every `steps` steps of the clock, or after
   every so many learning presentations; the other is 0. Arrays with one value a synapse cannot be
   used. A call in which an operation fails has advanced the clock until there. */
int32_t snn_structure_add(snn_network network, int32_t projection, const char *kind,
                          const snn_values *given, int64_t given_count,
                          const snn_distribution *weight, int64_t steps, int64_t presentations);

/* Adds synapses one by one, also to pairs that have one. delay: ms, one of those the projection has;
   NULL where it has but one. */
int32_t snn_structure_grow(snn_network network, int32_t projection, const int32_t *pre,
                           const int32_t *post, const void *weight, const double *delay,
                           int64_t count);

/* With frozen = 1, plasticity leaves all weights of a projection alone while spikes pass and traces
   go on; 0 ends that. */
int32_t snn_structure_freeze(snn_network network, int32_t projection, int32_t frozen);

/* Says of each synapse whether plasticity leaves it alone; not where plasticity acts during
   snn_run. */
int32_t snn_structure_frozen_set(snn_network network, int32_t projection, const uint8_t *frozen,
                                 int64_t count);
int32_t snn_structure_frozen_get(snn_network network, int32_t projection, uint8_t *frozen,
                                 int64_t count);

/* Switches synapses off and on: one value for each, those that are off included, ordered by source,
   delay and target. One that is off is no synapse of the projection until it is on again, with the
   weight it had. */
int32_t snn_structure_mask_size(snn_network network, int32_t projection, int64_t *out);
int32_t snn_structure_mask_set(snn_network network, int32_t projection, const uint8_t *mask,
                               int64_t count);
int32_t snn_structure_mask_get(snn_network network, int32_t projection, uint8_t *mask,
                               int64_t count);

/* How often synapses of a projection have come or gone: what was read of them before is old. */
int32_t snn_structure_changes(snn_network network, int32_t projection, int64_t *out);

/* Of each synapse its place in the order of the weights before the last call of snn_structure_apply,
   _grow or _mask_set, what has acted by itself since included; -1 for a new one. */
int32_t snn_structure_origins(snn_network network, int32_t projection, int32_t *origins,
                              int64_t count);

/* Copies the "survival" counters or the "snapshot" of the synapses; NaN where there is none. */
int32_t snn_structure_kept_get(snn_network network, int32_t projection, const char *name,
                               void *values, int64_t count);

/* Bytes that the synapses of a projection take; rows shared with other projections in full. */
int32_t snn_structure_bytes(snn_network network, int32_t projection, int64_t *out);

/* The caller uses no view of the projection's weights any more. */
int32_t snn_projection_views_dropped(snn_network network, int32_t projection);

/* ---- Clock --------------------------------------------------------------------------------- */

/* Advances by `steps` steps of dt. Plasticity terms act at once, unless added with online = 0.
   Needs batch = 1 where a term acts. Where memory runs out for spikes that are recorded, it stops
   between two steps: SNN_ERROR_OUT_OF_MEMORY, and all that ran stays. */
int32_t snn_run(snn_network network, int64_t steps);

/* Resets the dynamic state, then presents one sample a batch lane for `steps` steps. With learn
   = 1 every plasticity term is evaluated over the whole presentation and applied at its end, the
   changes of the lanes summed and divided by the batch size; homeostats act after that. Weights
   stand still within a presentation. Where memory runs out for the spikes it fired, it is over and
   nothing was learned, though the clock has advanced. */
int32_t snn_present(snn_network network, int64_t steps, int32_t learn);

/* snn_present that says how the changes of the samples of a batch are combined. combine: "mean", as
   snn_present has it; "sum"; or "in_order", sample by sample, each with the weights and thresholds
   that those before it left: the bits of as many presentations with batch 1, and lanes that do not
   run side by side. Homeostats look at the mean rate, and act after each sample "in_order". */
int32_t snn_present_combined(snn_network network, int64_t steps, int32_t learn,
                             const char *combine);

/* Sets potentials, traces, spikes in flight and counts back to the start; weights, thresholds, the
   clock, spikes fed for later, and what homeostats move and know stay. */
int32_t snn_reset(snn_network network);

/* ---- State --------------------------------------------------------------------------------- */

/* The complete state of a network that is laid out (snn_network_prepare), as arrays: potentials,
   spikes on their way, weights, traces, what signals, homeostats and recorders keep, the clock. A
   network of the same description, seed and partition that is given them goes on with the same bits,
   on any number of threads. They are as of the last snn_state_list, and no longer there when
   the network has gone on. */
int32_t snn_state_list(snn_network network, int64_t *count);

/* Copies the name of an array, of at most `room` bytes with the 0 at its end, and its kind, of 4;
   names are shorter than 128. */
int32_t snn_state_field(snn_network network, int64_t field, char *name, int64_t room, char *kind,
                        int64_t *count);

/* Copies an array, `bytes` long. */
int32_t snn_state_copy(snn_network network, int64_t field, void *out, int64_t bytes);

/* Sets the state: every array that snn_state_list tells of, aligned as their numbers are. Where one is
   found not to fit after others have been set, the network is lost: all calls but
   snn_network_destroy refuse it. So give a state to a new network. */
int32_t snn_state_restore(snn_network network, const snn_field *fields, int64_t count);

/* Into how many parts populations are split, which is the number of threads at first; it is part of
   what a state belongs to. Can be set before there is a population. */
int32_t snn_network_partition_set(snn_network network, int32_t parts);
int32_t snn_network_partition_get(snn_network network, int32_t *out);

/* ---- Recorders ----------------------------------------------------------------------------- */

/* Records "spikes", or a state variable every `every` steps. neurons: the ones to record, or NULL
   for all. */
int32_t snn_recorder_add(snn_network network, int32_t population, const char *variable,
                         int64_t every, const int32_t *neurons, int64_t neuron_count,
                         int32_t *out);

/* Records weights of a projection as they are every `every` steps, in the order of
   snn_projection_weights_get, as if the network had stopped there; it changes nothing. They stand
   still within snn_present and change at its end: a presentation in which a sample falls due gives
   one, at its end and with what was learned. synapses: the ones to record, or NULL for all. */
int32_t snn_recorder_add_weights(snn_network network, int32_t projection, int64_t every,
                                 const int64_t *synapses, int64_t synapse_count, int32_t *out);

/* Whether a recorder takes anything down from now on: 0, or 1 as at first. What it has stays. */
int32_t snn_recorder_set_active(snn_network network, int32_t recorder, int32_t active);

/* The number of rows: spikes, or samples (of state one for each time and lane). */
int32_t snn_recorder_size(snn_network network, int32_t recorder, int64_t *out);

/* Copies recorded spikes, ordered by lane, time and neuron. Any pointer may be NULL. */
int32_t snn_recorder_spikes(snn_network network, int32_t recorder, double *times, int32_t *neurons,
                            int32_t *lanes, int64_t count);

/* Copies recorded state or weights, ordered by lane and time: values [rows][recorded neurons or
   synapses]. Any pointer may be NULL. */
int32_t snn_recorder_values(snn_network network, int32_t recorder, double *times, int32_t *lanes,
                            void *values, int64_t rows, int64_t columns);

/* The number of recorded neurons or synapses. */
int32_t snn_recorder_columns(snn_network network, int32_t recorder, int64_t *out);

/* What recorded synapses join, delays in ms, in the order recorded: as when they were first recorded,
   those that are gone included. Any pointer may be NULL. */
int32_t snn_recorder_synapses(snn_network network, int32_t recorder, int32_t *pre, int32_t *post,
                              double *delay, int64_t count);

/* Forgets what was recorded so far. */
int32_t snn_recorder_clear(snn_network network, int32_t recorder);

#ifdef __cplusplus
}
#endif

#endif
