package io.conec.hostile;

import io.conec.test.TestNet;
import org.awaitility.Awaitility;

import javax.management.JMException;
import javax.management.ObjectName;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Counts the QUIC connections on the heap of this process, at either end. */
final class LiveConnections {

  private static final String CLASS = "io.netty.handler.codec.quic.QuicheQuicChannel";

  /** Each look collects all garbage twice. */
  private static final Duration POLL = Duration.ofMillis(500);

  private LiveConnections() {
  }

  /** The same count after garbage of others is collected. */
  static int settled() {
    int[] last = {-1};
    Awaitility.await().atMost(TestNet.DEADLINE).pollInterval(POLL).until(() -> {
      int before = last[0];
      last[0] = count();
      return last[0] == before;
    });
    return last[0];
  }

  /** Waits until there are no more. */
  static void awaitAtMost(int most) {
    Awaitility.await().atMost(TestNet.DEADLINE).pollInterval(POLL).until(() -> count() <= most);
  }

  private static int count() {
    // Connections of Netty have finalizers: only the collection after these frees them.
    System.gc();
    System.runFinalization();
    try {
      String histogram = (String) ManagementFactory.getPlatformMBeanServer().invoke(
        new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
        new Object[] {new String[0]}, new String[] {String[].class.getName()});
      return histogram.lines().map(line -> line.trim().split("\\s+"))
        .filter(columns -> columns.length >= 4 && columns[3].equals(CLASS))
        .mapToInt(columns -> Integer.parseInt(columns[1])).sum();
    } catch (JMException e) {
      throw new AssertionError("the heap cannot be looked at", e);
    }
  }
}
