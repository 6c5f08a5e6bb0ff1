# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Quickstart
#
# A balanced network, a first plastic synapse, and a network that learns to read digits without
# backpropagation. Times are ms, potentials and weights mV, rates Hz.

# %%
import matplotlib.pyplot as plt
import numpy as np

import swiftsnn as snn
from swiftsnn import plot

# %% [markdown]
# ## A balanced network
#
# Excitation and inhibition nearly cancel, so neurons fire at irregular times (Brunel 2000; 12,500
# neurons and 15.6 million synapses). `poisson_input` gives every neuron its own random input.

# %%
net = snn.Network(dt=0.1, seed=1)
cell = snn.LIF(tau_m=20.0, v_rest=0.0, v_reset=10.0, v_thresh=20.0, tau_refrac=2.0)
exc = net.population("excitatory", 10_000, cell)
inh = net.population("inhibitory", 2_500, cell)
for target in (exc, inh):
    net.connect(exc, target, snn.FixedInDegree(1000), weight=0.2, delay=1.5)
    net.connect(inh, target, snn.FixedInDegree(250), weight=-1.0, delay=1.5)
    net.poisson_input(target, rate=10_000.0, weight=0.2)
spikes = net.record(exc, "spikes", neurons=range(200))
potential = net.record(exc, "v", neurons=[0])
net.run(500.0)
net

# %%
figure, (above, below) = plt.subplots(2, 1, figsize=(8, 5), height_ratios=(3, 1), sharex=True)
plot.raster(spikes.times, spikes.neurons, above, n_neurons=200, duration=500.0)
above.set(xlabel="", title="200 excitatory neurons")
plot.trace(potential.times, potential.values[:, 0], below, ylabel="v of neuron 0 (mV)")
below.axhline(20.0, color="grey", linestyle="--", linewidth=0.8)
figure.tight_layout()

# %%
times, neurons = spikes.times, spikes.neurons
rate = len(times) / 200 / 0.5
intervals = [np.diff(times[neurons == i]) for i in range(200)]
cv = np.mean([i.std() / i.mean() for i in intervals if len(i) > 5])
print(f"{rate:.1f} Hz, coefficient of variation of the intervals {cv:.2f}")

# %% [markdown]
# ## A first plastic synapse
#
# Pair STDP: a synapse grows when its presynaptic spike comes before the postsynaptic one, and
# shrinks when it comes after. Each of 81 pairs below meets once, at its own time difference. The
# postsynaptic neurons are made to fire by a strong second input.

# %%
lags = np.arange(-40.0, 41.0)
pairs = len(lags)
net = snn.Network(dt=0.1)
pre = net.population("pre", pairs, snn.SpikeSource())
driver = net.population("driver", pairs, snn.SpikeSource())
post = net.population("post", pairs, snn.LIF())
net.connect(driver, post, snn.OneToOne(), weight=30.0)
rule = snn.PairSTDP(a_plus=0.01, a_minus=0.0105, tau_plus=20.0, tau_minus=20.0)
synapses = net.connect(pre, post, snn.OneToOne(), weight=0.5, plasticity=rule)
net.feed(pre, np.full(pairs, 100.0), np.arange(pairs))
net.feed(driver, 100.0 + lags, np.arange(pairs))
net.run(200.0)

figure, axes = plt.subplots(figsize=(6, 3))
axes.plot(lags, 1e3 * (synapses.weights - 0.5), ".-")
axes.axhline(0.0, color="grey", linewidth=0.8)
axes.set(xlabel="postsynaptic minus presynaptic spike (ms)", ylabel="change of weight (µV)")
figure.tight_layout()

# %% [markdown]
# ## Learning digits
#
# The structured recurrent network of Tang & Xie (arXiv 2605.00402) at reduced size. Errors of the
# readout reach the hidden layer through fixed random weights and 64 modulatory neurons; each
# synapse sees only its own two neurons and that modulation. The module's docstring says what of it
# is published and what inferred.

# %%
from swiftsnn.datasets import load
from swiftsnn.learn.training import classify, confusion, train
from swiftsnn.systems import SRSNN, SRSNNSettings, Stimuli

data = load("digits")
settings = SRSNNSettings(hidden=(200,))
system = SRSNN(Stimuli.of(data.train_x), data.classes, settings=settings, seed=0)
before = system.weights()
training = train(system, data.train_x, data.train_y, epochs=4)
predicted = classify(system, data.test_x)
accuracy = np.mean(predicted == data.test_y)
print(f"{100 * accuracy:.1f} % of {len(data.test_y)} test digits")
assert accuracy > 0.9

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), width_ratios=(3, 2))
plot.confusion(confusion(data.test_y, predicted, data.classes), data.labels, left)
name = "readout 1"
plot.weights(before[name], system.weights()[name], right)
right.set_title(name)
figure.tight_layout()
