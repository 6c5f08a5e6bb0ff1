/// Major, minor, patch; the Python package carries the same.
public let swiftSNNVersion = "0.1.0"
