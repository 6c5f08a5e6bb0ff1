/// How well the neurons of a pair go together over some samples: their correlation (Pearson), or the
/// mean product of their scores.
struct PairScores {
  private let samples: Int
  /// [neuron][sample], scaled so that the score is a sum of products.
  private let pre: [Double]
  private let post: [Double]

  /// - Parameters:
  ///   - pre: [sample][neuron], as `post`.
  ///   - centred: 0 where a neuron's score is the same in all samples.
  init(pre: [Double], post: [Double], samples: Int, centred: Bool) {
    self.samples = samples
    self.pre = PairScores.scaled(pre, samples, centred)
    self.post = PairScores.scaled(post, samples, centred)
  }

  private static func scaled(_ given: [Double], _ samples: Int, _ centred: Bool) -> [Double] {
    let size = given.count / samples
    var made = [Double](repeating: 0, count: given.count)
    for neuron in 0..<size {
      var (mean, square) = (0.0, 0.0)
      for sample in 0..<samples { mean += given[sample * size + neuron] / Double(samples) }
      if !centred { mean = 0 }
      for sample in 0..<samples {
        let value = given[sample * size + neuron] - mean
        made[neuron * samples + sample] = value
        square += value * value
      }
      let scale =
        centred ? (square > 0 ? 1 / square.squareRoot() : 0) : 1 / Double(samples).squareRoot()
      for sample in 0..<samples { made[neuron * samples + sample] *= scale }
    }
    return made
  }

  func score(_ source: Int, _ target: Int) -> Double {
    pre.withUnsafeBufferPointer { pre in
      post.withUnsafeBufferPointer { post in
        var sum = 0.0
        for sample in 0..<samples {
          sum += pre[source * samples + sample] * post[target * samples + sample]
        }
        return sum
      }
    }
  }
}

extension Network {
  /// Scores from given arrays, or from the spike counts of each lane; one sample is not centred.
  func scores(
    _ projection: Projection, _ operation: StructureOperation
  ) throws(SNNError) -> PairScores {
    let (source, target) = (projection.source, projection.target)
    let centred = operation.values["centred"] == 1
    guard let pre = operation.array("pre_scores"), let post = operation.array("post_scores") else {
      guard operation.array("pre_scores") == nil, operation.array("post_scores") == nil else {
        throw .invalid(
          "'regrow_correlated' on '\(projection.name)' needs both pre_scores and post_scores, or "
            + "neither")
      }
      return PairScores(
        pre: (0..<source.counts.count).map { Double(source.counts.base[$0]) },
        post: (0..<target.counts.count).map { Double(target.counts.base[$0]) },
        samples: lanes, centred: centred && lanes > 1)
    }
    let samples = pre.count / source.size
    guard samples > 0, pre.count == samples * source.size, post.count == samples * target.size
    else {
      throw .shape(
        "the scores for 'regrow_correlated' on '\(projection.name)' must be [samples, "
          + "\(source.size)] and [samples, \(target.size)], not \(pre.count) and \(post.count) "
          + "values")
    }
    return PairScores(pre: pre, post: post, samples: samples, centred: centred && samples > 1)
  }
}
