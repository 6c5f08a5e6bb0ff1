import Testing

@testable import SwiftSNN

/// Arguments far from any use that the checks let pass or must refuse: a trap would end the user's
/// process, so each is tried in a process of its own.
struct ExtremeArgumentTests {
  @Test func `a probability too small to tell from 0`() async {
    await #expect(processExitsWith: .success) {
      let network = try makeNetwork()
      let cells = try network.add("lif", "cells", 10)
      for p in [1e-300, 1e-18, 1e-16] {
        let projection = try network.join(cells, cells, [("fixed_probability", ["p": p])])
        #expect(try network.synapseCount(projection) == 0)
      }
    }
  }

  @Test func `a plasticity term over as many steps as there may be`() async {
    await #expect(processExitsWith: .success) {
      let network = try makeNetwork(dt: 1e-6)
      let cells = try network.add("lif", "cells", 2)
      let projection = try network.join(
        cells, cells, delay: ("constant", ["value": 1e-6]))
      try network.learn(projection, "trace", "spike", ["tau_pre": 1e9])
      try network.learn(projection, "spike", "trace", ["tau_post": 1e9])
      try network.run(steps: 3)
    }
  }

  @Test func `a signal that starts after as many steps as there may be`() async {
    await #expect(processExitsWith: .success) {
      let network = try makeNetwork(dt: 1e-6)
      let cells = try network.add("lif", "cells", 2)
      _ = try network.signal(cells, "rate", ["classes": 2, "start": 1e9])
      try network.present(steps: 3, learn: true)
    }
  }

  @Test func `a presentation whose history overflows the address space`() async {
    await #expect(processExitsWith: .success) {
      let network = try makeNetwork(lanes: 4096)
      let source = try network.add("bernoulli", "source", 4096)
      let target = try network.add("lif", "target", 1)
      let projection = try network.join(source, target)
      try network.learn(projection, "trace", "spike", [:])
      let error = failure { () throws(SNNError) in
        try network.present(steps: 1 << 40, learn: true)
      }
      #expect(error?.kind == .outOfMemory)
    }
  }

  @Test func `a learning rate beyond single precision leaves a network that runs`() async {
    await #expect(processExitsWith: .success) {
      let network = try makeNetwork()
      let cells = try network.add("lif", "cells", 3, ["i_offset": 2])
      let projection = try network.join(cells, cells)
      _ = failure { () throws(SNNError) in
        try network.learn(projection, "trace", "spike", ["rate": 1e300])
      }
      try network.run(steps: 200)
      try network.present(steps: 200, learn: true)
    }
  }

  @Test func `times at the ends of what a clock can count`() async {
    await #expect(processExitsWith: .success) {
      let network = try makeNetwork(dt: 1e6)
      let cells = try network.add("lif", "cells", 2, ["tau_refrac": 1e6, "tau_m": 1e-6])
      let projection = try network.join(cells, cells, delay: ("constant", ["value": 1e6]))
      try network.learn(projection, "trace", "spike", ["tau_pre": 1e-9])
      try network.learn(projection, "spike", "trace", ["tau_post": 1e-9])
      try network.addPoissonInput(cells, rate: 0.1, weight: 30)
      try network.run(steps: 50)
    }
  }
}
