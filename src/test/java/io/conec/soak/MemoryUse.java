package io.conec.soak;

import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process holds, in KiB.
 *
 * @param heap     used after a collection
 * @param resident of all of the process, as the kernel counts it
 */
record MemoryUse(long heap, long resident) {

  private static final int KIB = 1024;

  /** QUIC's objects have finalizers, so a collection only prepares the next one. */
  private static final int COLLECTIONS = 3;

  static MemoryUse now() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      System.runFinalization();
    }
    try {
      long resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:")).map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong).findFirst().orElseThrow();
      return new MemoryUse(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / KIB, resident);
    } catch (IOException e) {
      throw new AssertionError("needs Linux", e);
    }
  }

  JsonObject toJson() {
    return new JsonObject().put("heap", heap).put("resident", resident);
  }

  static MemoryUse of(JsonObject json) {
    return new MemoryUse(json.getLong("heap"), json.getLong("resident"));
  }
}
