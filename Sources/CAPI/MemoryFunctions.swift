// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CSwiftSNN
import SwiftSNN

@c(snn_memory_text) @implementation
public func snn_memory_text(
  _ network: snn_network, _ text: UnsafeMutablePointer<CChar>!, _ room: Int64,
  _ bytes: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let bytes = try require(bytes, "bytes")
    let out = try array(text, room, "text")
    let table = network.memoryUse().map { "\($0.part)\t\($0.what)\t\($0.bytes)\n" }.joined()
    let characters = table.utf8CString
    bytes.pointee = Int64(characters.count)
    guard out.count > 0 else { return }
    guard characters.count <= out.count else {
      throw SNNError(.shape, "the table needs room for \(characters.count) bytes")
    }
    _ = out.update(fromContentsOf: characters)
  }
}
