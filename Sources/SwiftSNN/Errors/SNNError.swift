/// What went wrong: its kind, and one sentence that says what, where and what to do.
public struct SNNError: Error, Equatable {
  public enum Kind: Int32, Sendable {
    case invalidArgument = -1
    case shape = -2
    case index = -3
    case state = -4
    case outOfMemory = -5
    case interrupted = -6
  }

  public let kind: Kind
  public let message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  static func invalid(_ message: String) -> SNNError { SNNError(.invalidArgument, message) }
  static func shape(_ message: String) -> SNNError { SNNError(.shape, message) }
  static func index(_ message: String) -> SNNError { SNNError(.index, message) }
  static func state(_ message: String) -> SNNError { SNNError(.state, message) }

  /// The same, told of what it happened to.
  func of(_ owner: String) -> SNNError { SNNError(kind, "\(owner): \(message)") }

  /// An unknown name, answered with the valid ones.
  static func unknown(_ what: String, _ name: String, valid: [String]) -> SNNError {
    .invalid("unknown \(what) '\(name)'; valid ones are \(valid.joined(separator: ", "))")
  }
}
