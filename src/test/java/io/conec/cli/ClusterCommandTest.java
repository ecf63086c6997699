package io.conec.cli;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Coordinators that are nodes of one cluster. */
class ClusterCommandTest {

  @TempDir
  private Path directory;

  private static String[] node(int clusterPort, int otherPort) {
    return new String[] {"coordinator", "--json", "--host", "127.0.0.1", "--port", "0", "--cluster",
      "localhost:" + otherPort, "--cluster-port", Integer.toString(clusterPort)};
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void twoTerminalsMakeACluster() throws Exception {
    int firstPort = freePort();
    int secondPort = freePort();
    try (ConecCommand first = ConecCommand.start(directory, node(firstPort, secondPort))) {
      JsonObject firstListens = first.event("listening");
      assertEquals("127.0.0.1:" + firstPort, first.event("clustered").getString("cluster"));
      // A process, because it is killed.
      try (ConecProcess second = ConecProcess.start(directory, Map.of(), null,
        null, node(secondPort, firstPort))) {
        JsonObject secondListens = second.event("listening");
        String secondNode = second.event("clustered").getString("node");
        assertNode(first.event("node-joined"), secondNode, 2);
        assertNode(second.event("node-joined"), "127.0.0.1:" + firstListens.getInteger("port"), 2);
        requestAcross(firstListens, secondListens);
        first.event("arrived");
        first.event("left");
        second.process().destroyForcibly();
        assertNode(first.event("node-left"), secondNode, 1);
      }
    }
  }

  private static void assertNode(JsonObject event, String address, int nodes) {
    assertEquals(address, event.getString("address"));
    assertEquals(nodes, event.getInteger("nodes"));
  }

  /** The certificate is the same, because both keep it in the same directory. */
  private void requestAcross(JsonObject first, JsonObject second) throws Exception {
    String[] trust = {"--trust", first.getString("trust"), "--coordinator"};
    try (ConecCommand depot = ConecCommand.start(directory, "serve", "greeting", "--id", "depot", "--json", trust[0],
      trust[1], trust[2], first.getString("coordinator"))) {
      depot.event("serving");
      assertEquals(List.of("hello"), ConecCommand.run(0, "request", "depot", "greeting", "hello", trust[0], trust[1],
        trust[2], second.getString("coordinator")));
    }
  }

  @Test
  void mistakesThatOnlyTheNetworkKnowsNameTheOption() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertFails("--cluster-port: cannot bind TCP port 127.0.0.1:" + port, "localhost", "--cluster-port", port);
      assertFails("--cluster-bus-port: cannot bind TCP port 127.0.0.1:" + port, "localhost", "--cluster-port",
        Integer.toString(freePort()), "--cluster-bus-port", port);
    }
    assertFails("--cluster-host: 192.0.2.1 is not an address of this machine", "localhost", "--cluster-host",
      "192.0.2.1");
    assertFails("--cluster-host: 0.0.0.0 is all addresses", "localhost", "--cluster-host", "0.0.0.0");
    assertFails("--cluster: 192.0.2.1 is at another machine", "192.0.2.1", "--cluster-port",
      Integer.toString(freePort()));
  }

  private void assertFails(String message, String cluster, String... more) throws Exception {
    String[] arguments = new String[5 + more.length];
    System.arraycopy(new String[] {"coordinator", "--state-dir", directory.toString(), "--cluster", cluster}, 0,
      arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    String error = ConecCommand.fail(1, arguments);
    assertTrue(error.startsWith("conec: " + message), error);
  }
}
