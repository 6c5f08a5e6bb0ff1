import KernelTypes

/// Memory of a region and lane that the populations of a step use one after the other.
struct StepRoom {
  /// `Tiles.room` numbers, where a model of the region works on tiles.
  let tiles: Reals
  /// As many numbers as the longest block that currents flow into.
  let current: Reals
}
