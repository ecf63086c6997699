package io.conec.nat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Whether a laboratory can be built here. */
final class LabSupport {

  /** With the value {@link #REQUIRED} a laboratory that cannot be built is an error: nothing is skipped unseen. */
  static final String VARIABLE = "CONEC_NAT_LAB";
  static final String REQUIRED = "required";

  private static final Path TUN = Path.of("/dev/net/tun");
  private static final List<String> TOOLS = List.of("unshare", "nsenter", "ip", "nft", "conntrack");
  private static final String PROBLEM = problem();

  private LabSupport() {
  }

  /** Build a laboratory, or skip the test. */
  static Lab lab() {
    require(PROBLEM);
    return new Lab();
  }

  /** Emulate links, or skip the test. */
  static void requireEmulator() {
    require(Files.isReadable(TUN) && Files.isWritable(TUN) ? null : "Emulated links need " + TUN + ".");
  }

  private static void require(String problem) {
    if (problem != null) {
      if (REQUIRED.equals(System.getenv(VARIABLE))) {
        throw new AssertionError(problem);
      }
      Assumptions.abort(problem);
    }
  }

  /** Build one that needs no rights, or skip the test. */
  static Lab rootlessLab() {
    lab().close();
    try {
      return Lab.rootless();
    } catch (RuntimeException e) {
      return Assumptions.abort("A NAT laboratory without root needs a kernel that lets users have user namespaces. "
        + e.getMessage());
    }
  }

  private static String problem() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return "The NAT laboratory needs the network namespaces of Linux.";
    }
    List<String> missing = TOOLS.stream().filter(tool -> !isInstalled(tool)).toList();
    if (!missing.isEmpty()) {
      return "The NAT laboratory needs " + String.join(", ", missing)
        + ": install the packages util-linux, iproute2, nftables and conntrack.";
    }
    try (Lab lab = new Lab()) {
      lab.nat("nat", NatType.FULL_CONE);
      return null;
    } catch (RuntimeException | AssertionError e) {
      return "The NAT laboratory needs root, or a kernel that lets users have user namespaces, and nf_tables with NAT. "
        + e.getMessage();
    }
  }

  private static boolean isInstalled(String tool) {
    return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/sbin"))
      .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
  }
}
