#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Short texts in which the system says something about itself, read without asking for memory of
/// their length.
enum SystemFile {
  private static let room = 4096

  static var pageBytes: Int { Int(sysconf(Int32(_SC_PAGESIZE))) }

  /// The first number that follows a word, or at a place of a text of numbers alone; nil where there
  /// is none.
  static func number(
    in path: StaticString, after word: StaticString = "", place: Int = 0
  ) -> Int? {
    let file = path.withUTF8Buffer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { open($0, O_RDONLY) } ?? -1 }
    }
    guard file >= 0 else { return nil }
    defer { close(file) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { text in
      let count = read(file, text.baseAddress, room)
      guard count > 0 else { return nil }
      return word.withUTF8Buffer { word in
        number(text[..<count], start: end(of: word, in: text[..<count]), place)
      }
    }
  }

  /// Where a word at the start of a line ends; nil where it is not there.
  private static func end(
    of word: UnsafeBufferPointer<UInt8>, in text: Slice<UnsafeMutableBufferPointer<UInt8>>
  ) -> Int? {
    guard !word.isEmpty else { return 0 }
    return text.indices.first { start in
      (start == 0 || text[start - 1] == UInt8(ascii: "\n")) && text[start...].starts(with: word)
    }.map { $0 + word.count }
  }

  private static func number(
    _ text: Slice<UnsafeMutableBufferPointer<UInt8>>, start: Int?, _ place: Int
  ) -> Int? {
    guard var at = start else { return nil }
    var left = place
    while true {
      while at < text.endIndex, text[at] == UInt8(ascii: " ") { at += 1 }
      var value: Int?
      while at < text.endIndex, 48...57 ~= text[at] {
        // What is longer than any memory stays longer.
        value = min(value ?? 0, Int.max / 16) * 10 + Int(text[at]) - 48
        at += 1
      }
      guard let value else { return nil }
      if left == 0 { return value }
      left -= 1
    }
  }
}
