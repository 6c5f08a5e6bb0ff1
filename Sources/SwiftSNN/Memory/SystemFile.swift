#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A short text in which the system says something about itself.
struct SystemFile {
  private let text: String

  /// Nil where there is none.
  init?(_ path: String) {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
    text = String(decoding: bytes, as: UTF8.self)
  }

  static var pageBytes: Int { Int(sysconf(Int32(_SC_PAGESIZE))) }

  /// Those of its first line that are numbers.
  var numbers: [Int] {
    text.prefix { $0 != "\n" }.split(separator: " ").compactMap { Int($0) }
  }

  /// The number that follows a word at the start of a line.
  func number(after word: String) -> Int? {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count > 1, words[0] == word { return Int(words[1]) }
    }
    return nil
  }
}
