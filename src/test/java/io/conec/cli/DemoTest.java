package io.conec.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTest {

  @Test
  void everythingIsAsItShouldBe() throws Exception {
    List<String> lines = ConecCommand.run(0, "demo");
    assertLine(lines, ".* shop +channel to depot, .* RELAYED via 127\\.0\\.0\\.1:\\d+ +[0-9.]+ ms");
    assertLine(lines, ".* shop +moves to the direct path .* DIRECT via \\S+ +[0-9.]+ ms");
    assertLine(lines, ".* depot +the radio got open until nine from shop, .*");
    assertLine(lines, ".* shop +request for office\\.safe, which fails: .*");
    assertLine(lines, ".* workshop +one lamp mended, to shop and depot .*");
    assertLine(lines.subList(lines.size() - 1, lines.size()), "OK  all \\d+ checks passed in .* s");
  }

  private static void assertLine(List<String> lines, String regex) {
    assertTrue(lines.stream().anyMatch(line -> line.matches(regex)), () -> regex + ": " + String.join("\n", lines));
  }

  @Test
  void aClusterOutlivesANode() throws Exception {
    List<String> lines = ConecCommand.run(0, "demo", "--cluster");
    assertLine(lines, ".* depot +[0-9,]+ bytes, [0-9,]+ requests in all, nothing lost or repeated .*");
    assertLine(lines, ".* cluster +longest pause of the stream [0-9,]+ ms, of the requests [0-9,]+ ms .*");
    assertLine(lines.subList(lines.size() - 1, lines.size()), "OK  all \\d+ checks passed in .* s");
  }

  @Test
  void scriptsGetJson() throws Exception {
    List<JsonObject> events = ConecCommand.run(0, "demo", "--json").stream().map(JsonObject::new).toList();
    assertTrue(events.stream().anyMatch(event -> "depot".equals(event.getString("actor"))), events.toString());
    JsonObject summary = events.get(events.size() - 1);
    assertTrue(summary.getBoolean("ok") && summary.getInteger("checks") > 0, summary.encode());
  }
}
