import CShims
import KernelTypes
import Kernels

#if arch(x86_64)
  import KernelsV3
  import KernelsV4
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The copies of the kernels this processor can run.
public enum KernelChoice {
  /// Every copy that runs here, the best one last.
  public static let available: [KernelTable] = {
    var tables = [Kernels.makeKernelTable()]
    #if arch(x86_64)
      let level = shim_x86_level()
      if level >= 3 { tables.append(KernelsV3.makeKernelTable(name: "x86-64-v3")) }
      if level >= 4 { tables.append(KernelsV4.makeKernelTable(name: "x86-64-v4")) }
    #endif
    return tables
  }()

  private static let wanted = getenv("SWIFTSNN_ISA").map { String(cString: $0) } ?? ""

  /// The best one, or the one that SWIFTSNN_ISA names.
  public static let chosen: KernelTable = {
    available.first { "\($0.name)" == wanted } ?? available[available.count - 1]
  }()

  /// What is wrong with SWIFTSNN_ISA, where it names none of those that run here.
  static let problem: String? = {
    let names = available.map { "\($0.name)" }
    guard !wanted.isEmpty, !names.contains(wanted) else { return nil }
    return "the environment variable SWIFTSNN_ISA must be one of \(names.joined(separator: ", ")) "
      + "on this processor, not '\(wanted)'"
  }()
}
