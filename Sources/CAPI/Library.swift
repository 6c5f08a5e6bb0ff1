// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CShims
import CSwiftSNN
import SwiftSNN

/// Text that lives as long as the process.
private struct StaticText: @unchecked Sendable {
  let start: UnsafePointer<CChar>

  init(_ text: String) {
    let bytes = Array(text.utf8CString)
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    copy.initialize(from: bytes, count: bytes.count)
    start = UnsafePointer(copy)
  }
}

private let versionText = StaticText(swiftSNNVersion)
private let instructionSetText = StaticText("\(KernelChoice.chosen.name)")
private let catalogueText = StaticText(Catalogue.json)

@c(snn_version) @implementation
public func snn_version() -> UnsafePointer<CChar>! { versionText.start }

@c(snn_instruction_set) @implementation
public func snn_instruction_set() -> UnsafePointer<CChar>! { instructionSetText.start }

@c(snn_last_error) @implementation
public func snn_last_error() -> UnsafePointer<CChar>! { UnsafePointer(shim_message()) }

@c(snn_catalogue) @implementation
public func snn_catalogue() -> UnsafePointer<CChar>! { catalogueText.start }
