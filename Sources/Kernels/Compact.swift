/// Indices of the non-zero flags, each plus `first`, in order; returns how many.
///
/// Eight flags at a time: spikes are rare, so most words are 0.
@inline(never)
func compact(
  _ flags: UnsafePointer<UInt8>, _ count: Int, _ first: Int32,
  _ out: UnsafeMutablePointer<Int32>
) -> Int {
  var found = 0
  var i = 0
  while i &+ 8 <= count {
    var word = UnsafeRawPointer(flags + i).loadUnaligned(as: UInt64.self).littleEndian
    while word != 0 {
      let byte = word.trailingZeroBitCount &>> 3
      out[found] = first &+ Int32(truncatingIfNeeded: i &+ byte)
      found &+= 1
      word &= ~(0xFF &<< UInt64(truncatingIfNeeded: byte &<< 3))
    }
    i &+= 8
  }
  while i < count {
    if flags[i] != 0 {
      out[found] = first &+ Int32(truncatingIfNeeded: i)
      found &+= 1
    }
    i &+= 1
  }
  return found
}
