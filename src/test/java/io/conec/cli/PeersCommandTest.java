package io.conec.cli;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The peers command, as a user runs it. */
class PeersCommandTest {

  @TempDir
  Path directory;

  private ConecCommand coordinator;
  private JsonObject listening;

  @BeforeEach
  void startCoordinator() throws Exception {
    coordinator = ConecCommand.start(directory, "coordinator", "--host", "127.0.0.1", "--port", "0", "--json",
      "--peer-rule", "watcher=*", "--peer-rule", "depot=watcher");
    listening = coordinator.event("listening");
  }

  @AfterEach
  void stopCoordinator() throws Exception {
    coordinator.close();
  }

  private String[] at(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--coordinator", listening.getString("coordinator"), "--trust", listening.getString("trust")));
    return all.toArray(new String[0]);
  }

  @Test
  void peersAreListedAndWatched() throws Exception {
    try (ConecCommand watcher = ConecCommand.start(directory, at("peers", "--watch", "--id", "watcher", "--json"))) {
      coordinator.event("arrived");
      try (ConecCommand depot = ConecCommand.start(directory, at("peers", "--watch", "--id", "depot"))) {
        assertEquals("depot", watcher.event("joined").getString("id"));
        assertTrue(depot.line().endsWith("  joined  watcher"));
        depot.stop();
        JsonObject left = watcher.event("left");
        assertEquals("depot", left.getString("id"));
        assertFalse(left.containsKey("reason"));
      }
      assertEquals(List.of("watcher"), ConecCommand.run(0, at("peers", "w.*", "--id", "depot")));
      String refused = ConecCommand.fail(1, at("peers", "--id", "stranger"));
      assertTrue(refused.contains("peerRules of the Coordinator"), refused);
    }
  }
}
