extension HistoryPlasticity {
  func listState(in list: StateList) {
    list.synapses("eligibility", eligibility, of: storage)
    list.synapses("own", own, of: storage)
    list.synapses("seen", seen, of: storage)
    list.under("records") { records.listState(in: list, longest: longest) }
    list.buffer("integral", integral?.values)
    list.buffer("since", since) { [longest] in (0...longest).contains(Int($1)) }
    list.buffer("marks", marks)
    list.buffer("row_values", rowValues)
    list.buffer("origin", origins)
    list.buffer("next", nexts)
    list.buffer("is_due", isDue)
    factors.listState(in: list)
  }

  func isSound(at step: Int) -> Bool {
    let rows = source.size * storage.delays.count
    return blocks.indices.allSatisfy { block in
      let age = nexts.base[block] - origins.base[block]
      guard nexts.base[block] <= step, (0...longest).contains(age) else { return false }
      let areBefore = (block * rows..<(block + 1) * rows).allSatisfy { since.base[$0] <= age }
      return areBefore
        && blocks[block].allSatisfy { neuron in
          (0..<Int(records.counts.base[neuron])).allSatisfy {
            records.steps.base[neuron * records.capacity + $0] <= age
          }
        }
    }
  }

  func moved(to storage: SynapseStorage, places: [Int]) throws(SNNError) {
    let weights = try storage.materialise()
    eligibility = try eligibility?.moved(from: places)
    own = try own?.moved(from: places)
    seen = try seen?.moved(from: places)
    self.storage = storage
    self.weights = weights
  }
}
