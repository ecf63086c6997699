package io.conec.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

  @TempDir
  Path directory;

  @Test
  void everythingIsAsItShouldBe() throws Exception {
    List<String> lines = ConecProcess.run(directory, 0, "demo");
    assertTrue(lines.stream().anyMatch(line -> line.contains("SHA-256")));
    assertTrue(lines.stream().anyMatch(line -> line.contains("RELAYED via 127.0.0.1:")));
    assertTrue(lines.stream().anyMatch(line -> line.matches(
      ".* DIRECT via [^ ]+: relayed after [0-9.]+ ms, direct after [0-9.]+ ms")), () -> String.join("\n", lines));
    assertTrue(lines.stream().anyMatch(line -> line.matches(".* workshop +one lamp mended +to shop and depot .*")));
    assertTrue(lines.get(lines.size() - 1).startsWith("OK  all "), lines.get(lines.size() - 1));
  }

  @Test
  void itFailsWhenAProcessDoes() throws Exception {
    try (ConecProcess demo = ConecProcess.start(directory, "demo")) {
      Matcher depot = awaitLine(demo, Pattern.compile("depot +process (\\d+),"));
      awaitLine(demo, Pattern.compile("imports the addresses"));

      ProcessHandle.of(Long.parseLong(depot.group(1))).orElseThrow().destroyForcibly();

      awaitLine(demo, Pattern.compile("^FAILED  after .* s: (depot|shop) "));
      demo.assertExit(1);
    }
  }

  private static Matcher awaitLine(ConecProcess demo, Pattern pattern) throws Exception {
    Matcher matcher = pattern.matcher(demo.line());
    while (!matcher.find()) {
      matcher = pattern.matcher(demo.line());
    }
    return matcher;
  }

  @Test
  void itsProcessesEndWithIt() throws Exception {
    try (ConecProcess demo = ConecProcess.start(directory, "demo", "--json")) {
      JsonObject step = demo.event("step");
      while (!step.getString("text").startsWith("channel")) {
        step = demo.event("step");
      }
      List<ProcessHandle> children = demo.process().toHandle().children().toList();
      assertEquals(4, children.size());

      demo.process().destroyForcibly().waitFor();

      await().atMost(Duration.ofSeconds(ConecProcess.DEADLINE_SECONDS)).untilAsserted(
        () -> children.forEach(child -> assertFalse(child.isAlive(), () -> "process " + child.pid() + " lives on")));
    }
  }
}
