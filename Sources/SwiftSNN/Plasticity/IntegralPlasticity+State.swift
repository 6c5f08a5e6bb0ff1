extension IntegralPlasticity {
  func listState(in list: StateList) {
    list.synapses("eligibility", eligibility, of: storage)
    list.buffer("row_epoch", rowEpoch) { [keptEpochs] in $1 < keptEpochs }
    list.reals("pre_trace", preTrace)
    rowTraces.listState(in: list)
    list.buffer("epoch_start", epochStart) { $1 >= 0 }
    list.buffer("next", nexts)
    list.buffer("is_due", isDue)
    digits?.listState(in: list)
    list.under("sums") { sums.listState(in: list) }
    factors.listState(in: list)
  }

  func isSound(at step: Int) -> Bool {
    blocks.indices.allSatisfy {
      epochStart.base[$0] <= step && epochStart.base[$0] % epoch == 0 && nexts.base[$0] <= step
    }
  }

  func moved(to storage: SynapseStorage, places: [Int]) throws(SNNError) {
    let weights = try storage.materialise()
    eligibility = try eligibility?.moved(from: places)
    self.storage = storage
    self.weights = weights
  }
}
