import Testing

@testable import SwiftSNN

@Suite struct GrowingBufferTests {
  @Test func keepsWhatIsAppended() {
    let buffer = GrowingBuffer<Int32>()
    var expected: [Int32] = []
    for k in 0..<1000 {
      #expect(buffer.reserve(7))
      switch k % 3 {
      case 0:
        buffer.append(Int32(k))
        expected.append(Int32(k))
      case 1:
        buffer.append(repeating: Int32(-k), count: k % 7)
        expected += Array(repeating: Int32(-k), count: k % 7)
      default:
        expected.withUnsafeBufferPointer { buffer.append($0.baseAddress!, count: k % 5) }
        expected += expected[..<(k % 5)]
      }
    }
    #expect((0..<buffer.count).map { buffer[$0] } == expected)
    var copied = [Int32](repeating: 0, count: buffer.count)
    copied.withUnsafeMutableBytes { buffer.copy(buffer.count, to: $0.baseAddress!) }
    #expect(copied == expected)
  }

  @Test func growthIsWhatReservingTakes() {
    let buffer = GrowingBuffer<Int>()
    #expect(buffer.growth(by: 100) == 800)
    #expect(buffer.reserve(100) && buffer.bytesHeld == 800)
    buffer.append(repeating: 1, count: 90)
    #expect(buffer.growth(by: 10) == 0)
    // To twice as much at least.
    #expect(buffer.growth(by: 11) == 1600)
    #expect(buffer.reserve(11) && buffer.bytesHeld == 1600)
    buffer.removeAll()
    #expect(buffer.count == 0 && buffer.growth(by: 200) == 0)
  }

  @Test func refusedRoomLeavesWhatIsThere() {
    let buffer = GrowingBuffer<Int>()
    #expect(buffer.reserve(1))
    buffer.append(7)
    for more in [1 << 55, Int.max / 8, Int.max - 1, Int.max] { #expect(!buffer.reserve(more)) }
    #expect(buffer.count == 1 && buffer[0] == 7)
  }

  @Test func valuesAreReplacedFromAnywhereInMemory() {
    let buffer = GrowingBuffer<Double>()
    #expect(buffer.reserve(5))
    buffer.append(repeating: 3, count: 5)
    let bytes: [UInt8] = [0] + withUnsafeBytes(of: (1.5, -2.0)) { Array($0) }
    bytes.withUnsafeBytes { bytes in
      #expect(buffer.replace(by: bytes.baseAddress! + 1, count: 2))
    }
    #expect(buffer.count == 2 && buffer[0] == 1.5 && buffer[1] == -2)
    bytes.withUnsafeBytes { #expect(!buffer.replace(by: $0.baseAddress!, count: 1 << 55)) }
    #expect(buffer.count == 0)
  }

  /// Each is asked for and taken at once, so that together they stay within what is free.
  @Test func threadsAreNotPromisedTheSameMemory() throws {
    guard let free = FreeMemory.available(), free > 1 << 30 else { return }
    let (bytes, members) = (free / 10 * 6, 4)
    let team = ThreadTeam(size: members)
    let made = UnsafeMutablePointer<GrowingBuffer<UInt8>?>.allocate(capacity: members)
    made.initialize(repeating: nil, count: members)
    defer {
      made.deinitialize(count: members)
      made.deallocate()
    }
    for _ in 0..<20 {
      _ = team.run(independent: true) { member in
        let buffer = GrowingBuffer<UInt8>()
        made[member] = try? FreeMemory.taken(bytes, for: "a test") {
          buffer.reserve(bytes) ? buffer : nil
        }
      }
      #expect((0..<members).count { made[$0] != nil } <= 1)
      made.update(repeating: nil, count: members)
    }
  }
}
