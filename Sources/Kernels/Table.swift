import KernelTypes

#if arch(x86_64)
  private let level: StaticString = "x86-64-v1"
#else
  private let level: StaticString = "neon"
#endif

/// The kernels of this module.
public func makeKernelTable(name: StaticString? = nil) -> KernelTable {
  KernelTable(
    name: name ?? level, lif: lif, lifCurrExp: lifCurrExp, lifCurrAlpha: lifCurrAlpha,
    lifCondExp: lifCondExp, linearNeuron: linearNeuron, adex: adex, izhikevich: izhikevich,
    izhikevichEuler: izhikevichEuler, hodgkinHuxley: hodgkinHuxley, gatherReceptor: gatherReceptor,
    pushReceptor: pushReceptor, receive: receive, finish: finish,
    escape: escape, multiplyAdd: multiplyAdd, addDecaying: addDecaying, addNoise: addNoise,
    addScaled: addScaled, rateUnits: rateUnits, compact: compact, sumRows: sumRows,
    scatter: scatter,
    scatterUniform: scatterUniform, scatterScaled: scatterScaled,
    sumScaledRows: sumScaledRows, releaseRow: releaseRow, addBitRows: addBitRows,
    visitRows: visitRows,
    settleRows: settleRows, visitEligible: visitEligible,
    settleEligible: settleEligible, visitDecaying: visitDecaying,
    settleDecaying: settleDecaying, visitHistory: visitHistory, words: words, bernoulli: bernoulli,
    poissonInput: poissonInput, scale: scale, window: window, flagsToFloat: flagsToFloat,
    combineRows: combineRows, product: product, leak: leak, applyDense: applyDense,
    applySparse: applySparse)
}
