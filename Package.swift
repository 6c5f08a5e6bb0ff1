// swift-tools-version: 6.3
import PackageDescription

/// The kernels are compiled once for each instruction set of the processor family: KernelsV3 and
/// KernelsV4 hold links to the files of Kernels (docs/decisions/0003-one-copy-a-level.md).
func kernels(_ name: String, march: String?) -> Target {
  .target(
    name: name,
    dependencies: ["CShims", "KernelTypes"],
    swiftSettings: march.map { march in
      // Without it the compiler keeps to half of a v4 register.
      let width = march == "x86-64-v4" ? ["-Xcc", "-mprefer-vector-width=512"] : []
      // A gather takes longer than its loads one by one, on some processors several times as long.
      return [.unsafeFlags(["-Xcc", "-march=\(march)", "-Xcc", "-mno-gather"] + width)]
    } ?? [])
}

#if arch(x86_64)
  let kernelTargets = [
    kernels("Kernels", march: nil),
    kernels("KernelsV3", march: "x86-64-v3"),
    kernels("KernelsV4", march: "x86-64-v4"),
  ]
#else
  let kernelTargets = [kernels("Kernels", march: nil)]
#endif

let package = Package(
  name: "swiftsnn",
  platforms: [.macOS(.v13)],
  products: [
    .library(name: "swiftsnn", type: .dynamic, targets: ["CAPI"])
  ],
  targets: kernelTargets + [
    .systemLibrary(name: "CSwiftSNN", path: "include"),
    .target(name: "CShims"),
    .target(name: "KernelTypes"),
    .target(
      name: "SwiftSNN",
      dependencies: ["CShims", "KernelTypes"] + kernelTargets.map { .byName(name: $0.name) }),
    .target(name: "CAPI", dependencies: ["CSwiftSNN", "CShims", "KernelTypes", "SwiftSNN"]),
    .testTarget(name: "KernelsTests", dependencies: ["KernelTypes", "SwiftSNN"]),
    .testTarget(name: "SwiftSNNTests", dependencies: ["KernelTypes", "SwiftSNN"]),
  ]
)
