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

  /// The best one, or the one that SWIFTSNN_ISA names if this processor has it.
  public static let chosen: KernelTable = {
    let wanted = getenv("SWIFTSNN_ISA").map { String(cString: $0) }
    let best = available[available.count - 1]
    return available.first { "\($0.name)" == wanted } ?? best
  }()
}
