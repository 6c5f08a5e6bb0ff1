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
# # SR-SNN: a spiking network that learns by local rules
#
# After Tang & Xie (arXiv 2605.00402); [`docs/srsnn.md`](../docs/srsnn.md) tells what is published
# and what inferred. Here on 8 x 8 handwritten digits, with a tenth of the training samples held
# out; the test part is looked at once, at the end. `swiftsnn train --data mnist` is the same at
# full size.

# %%
import matplotlib.pyplot as plt
import numpy as np

from swiftsnn import plot
from swiftsnn.datasets import load
from swiftsnn.learn.ablation import HEADING, ablate
from swiftsnn.learn.cost import cost
from swiftsnn.learn.training import classify, train
from swiftsnn.systems import SRSNN, SRSNNSettings, Stimuli

data = load("digits")
held = data.validation(0.1, seed=0)
held

# %% [markdown]
# ## The network
#
# Numbers in place of spikes come from the image; a hidden layer of dense modules with small-world
# shortcuts; a readout of ten neurons a class. The error of the readout reaches hidden neurons
# through 64 modulatory neurons and fixed random weights, once, when the presentation is over.

# %%
settings = SRSNNSettings(hidden=(300,))
system = SRSNN(Stimuli.of(held.train_x), held.classes, settings=settings, seed=0)
for name, projection in system.projections.items():
    learns = "learns" if projection.plasticity else "stands still"
    print(f"{name:<12} {len(projection.pre):>7,} synapses, {learns}")

# %% [markdown]
# ## Learning

# %%
untrained = system.weights()
validation: list[float] = []


def after_epoch(epoch: int) -> bool:
    validation.append(float(np.mean(classify(system, held.test_x) == held.test_y)))
    return False


training = train(system, held.train_x, held.train_y, epochs=10, after_epoch=after_epoch)
figure, ax = plt.subplots(figsize=(7, 3.5))
plot.learning_curve(range(1, 11), training.train_accuracy, validation, ax)
print(f"{training.seconds:.1f} s, {training.spikes / training.seconds / 1e6:.1f} M spikes a second")
assert validation[-1] > 0.9

# %% [markdown]
# ## What it does with a digit
#
# Spikes of the two layers while one image is shown. The group that fires most is the answer.

# %%
recorders = {p.name: system.network.record(p, "spikes") for p in (system.hidden[0], system.readout)}
start = system.network.t
answer = system.predict(np.repeat(data.test_x[:1], system.network.batch, 0))[0]
figure, axes = plt.subplots(2, 1, figsize=(8, 5), sharex=True)
for ax, (name, recorder) in zip(axes, recorders.items(), strict=True):
    times, neurons = recorder.events(lane=0)
    plot.raster(times - start, neurons, ax, duration=settings.duration, title=name)
figure.suptitle(f"a {data.labels[data.test_y[0]]}, taken for a {data.labels[answer]}")
figure.tight_layout()

# %% [markdown]
# ## What it has learned
#
# Input weights of single neurons as images, and how all weights onto the readout have changed.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), width_ratios=(3, 2))
fields = system.projections["input 1"].to_matrix().T
plot.receptive_fields(fields, data.shape, left, n=24)
plot.weights(untrained["readout 1"], system.weights()["readout 1"], right)
right.set_title("readout 1")
figure.tight_layout()

# %% [markdown]
# ## What an answer costs
#
# Spikes need additions, the numbers of the image multiplications; an artificial network of these
# sizes multiplies everywhere.

# %%
print(cost(system, data.test_x).line())

# %% [markdown]
# ## What parts are worth
#
# Each row is a training of its own, five epochs, one seed: differences of a percent say nothing
# here. `swiftsnn ablate parts --data mnist` is the table to go by.

# %%
print(HEADING)
for result in ablate("parts", data, seeds=1, epochs=5, hidden=(200,)):
    print(result.line())

# %% [markdown]
# ## The test part

# %%
accuracy = np.mean(classify(system, data.test_x) == data.test_y)
print(f"{100 * accuracy:.1f} % of {len(data.test_y)} test digits")
assert accuracy > 0.9
