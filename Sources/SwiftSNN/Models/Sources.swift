/// Sources, which take no input.
extension ModelDefinition {
  static let bernoulli = ModelDefinition(
    spec: BernoulliSource.spec,
    make: { _, extent, parameters throws(SNNError) in
      try BernoulliSource(extent, parameters: parameters)
    })

  static let poisson = ModelDefinition(
    spec: PoissonSource.spec,
    make: { _, extent, parameters throws(SNNError) in
      try PoissonSource(extent, parameters: parameters)
    })

  static let analog = ModelDefinition(
    spec: AnalogSource.spec,
    make: { _, extent, parameters throws(SNNError) in
      try AnalogSource(extent, parameters: parameters)
    })

  static let spikeSource = ModelDefinition(
    spec: SpikeSource.spec,
    make: { _, extent, _ throws(SNNError) in SpikeSource(extent.size, lanes: extent.lanes) })
}
