package io.conec.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as a user starts them, with one Coordinator for all tests, and one peer for most of them. */
class PeerCommandsTest {

  @TempDir
  static Path directory;

  private static ConecCommand coordinator;
  /** For those who need not see what it prints. */
  private static ConecCommand depot;
  private static String address;
  private static String trust;

  @BeforeAll
  static void startCoordinator() throws Exception {
    coordinator = ConecCommand.start(directory, "coordinator", "--host", "127.0.0.1", "--port", "0", "--json");
    JsonObject listening = coordinator.event("listening");
    address = listening.getString("coordinator");
    trust = listening.getString("trust");
    assertEquals(directory.resolve("conec/coordinator.pem"), Path.of(trust));
    depot = ConecCommand.start(directory, peer("serve", "a", "--id", "depot"));
    assertTrue(depot.line().startsWith("serving as depot"));
  }

  @AfterAll
  static void stopCoordinator() throws Exception {
    depot.close();
    coordinator.close();
  }

  private static String[] peer(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--coordinator", address, "--trust", trust));
    return all.toArray(new String[0]);
  }

  @Test
  void aRequestIsAnsweredAndPrintsTheReplyOnly() throws Exception {
    try (ConecCommand serve = ConecCommand.start(directory, peer("serve", "greeting", "--id", "r1", "--reply", "hi"))) {
      assertTrue(serve.line().startsWith("serving as r1"));

      assertEquals(List.of("hi"), ConecCommand.run(0, peer("request", "r1", "greeting", "you")));
      assertTrue(serve.line().endsWith("-> greeting  you"));
    }
  }

  @Test
  void jsonTellsWhoSaidWhat() throws Exception {
    try (ConecCommand serve = ConecCommand.start(directory, peer("serve", "a", "b", "--id", "j1", "--json"))) {
      assertEquals("j1", serve.event("serving").getString("id"));

      JsonObject reply = new JsonObject(ConecCommand.run(0, peer("request", "j1", "b", "{\"n\": 7}",
        "--type", "json", "--header", "lang=en", "--id", "asker", "--json")).get(0));
      JsonObject message = serve.event("message");

      assertEquals("reply", reply.getString("event"));
      assertEquals(new JsonObject().put("n", 7), reply.getJsonObject("body"));
      assertEquals("j1", reply.getJsonObject("headers").getString("conec-peer"));
      assertTrue(reply.getDouble("millis") > 0);
      assertEquals("asker", message.getString("peer"));
      assertEquals("b", message.getString("address"));
      assertEquals(new JsonObject().put("n", 7), message.getJsonObject("body"));
      assertEquals("en", message.getJsonObject("headers").getString("lang"));
      assertTrue(message.getBoolean("request"));
    }
  }

  @Test
  void sendAndPublishArriveAsOftenAsCounted() throws Exception {
    try (ConecCommand serve = ConecCommand.start(directory, peer("serve", "news", "--id", "s1", "--json"))) {
      serve.event("serving");
      ConecCommand.run(0, peer("send", "s1", "news", "one", "--count", "20"));
      ConecCommand.run(0, peer("publish", "s1", "news", "two"));

      for (int i = 0; i < 20; i++) {
        JsonObject message = serve.event("message");
        assertEquals("one", message.getString("body"));
        assertFalse(message.getBoolean("request"));
      }
      assertEquals("two", serve.event("message").getString("body"));
    }
  }

  @Test
  void pingShowsTimeAndPath() throws Exception {
    List<String> lines = ConecCommand.run(0,
      peer("ping", "depot", "--count", "3", "--interval", "10ms", "--path", "relay", "--json"));

    assertEquals(4, lines.size());
    JsonObject ping = new JsonObject(lines.get(0));
    assertTrue(ping.getDouble("millis") > 0);
    assertEquals("RELAYED", ping.getJsonObject("path").getString("kind"));
    JsonObject summary = new JsonObject(lines.get(3));
    assertEquals(3, summary.getInteger("answered"));
    assertTrue(summary.getDouble("minMillis") <= summary.getDouble("maxMillis"));
    assertEquals(0, summary.getJsonObject("paths").getInteger("switches"));
    assertEquals(0, summary.getJsonObject("paths").getLong("directBytesSent"));
    assertTrue(summary.getJsonObject("paths").getLong("relayedBytesSent") > 0);
  }

  @Test
  void pingSaysWhenThePathChanges() throws Exception {
    try (ConecCommand ping =
           ConecCommand.start(directory, peer("ping", "depot", "--count", "0", "--interval", "10ms"))) {
      awaitLine(ping, "depot: path is now DIRECT via [^ ]+ \\([0-9.]+ ms\\), was RELAYED via 127[^ ]+");
      awaitLine(ping, "depot: +\\d+ +[0-9.]+ ms  DIRECT via .*");

      ping.stop();

      awaitLine(ping, "depot: \\d+ sent, \\d+ answered, .*");
      awaitLine(ping, "depot: path changed .*, [1-9][0-9,]* bytes relayed, [1-9][0-9,]* bytes direct");
    }
  }

  private static void awaitLine(ConecCommand conec, String pattern) throws Exception {
    String line = conec.line();
    while (!line.matches(pattern)) {
      line = conec.line();
    }
  }

  @Test
  void aChannelThatMustBeDirectIsDirectFromTheFirstPing() throws Exception {
    List<String> lines = ConecCommand.run(0,
      peer("ping", "depot", "--count", "1", "--path", "direct", "--json"));
    assertEquals("DIRECT", new JsonObject(lines.get(0)).getJsonObject("path").getString("kind"));
  }

  @Test
  void noDirectPathIsOneLineThatNamesTheOption() throws Exception {
    try (ConecCommand serve = ConecCommand.start(directory, peer("serve", "a", "--id", "x1", "--path", "relay"))) {
      serve.line();
      assertEquals("conec: 'x1' allows RELAY_ONLY and this side DIRECT_ONLY: change --path of one",
        ConecCommand.fail(1, peer("ping", "x1", "--path", "direct")));
    }
    String error = ConecCommand.fail(1, peer("ping", "depot", "--path", "direct", "--timeout", "3s",
      "--exclude-network", "0.0.0.0/0,::/0"));
    assertTrue(error.contains("no direct path to 'depot'") && error.contains("of 3000 ms"), error);
    assertTrue(error.endsWith("--path is DIRECT_ONLY"), error);
  }

  @Test
  void anAddressThatIsNotExportedIsOneLineOnStderr() throws Exception {
    String error = ConecCommand.fail(1, peer("request", "depot", "secret"));
    assertTrue(error.contains("address 'secret' of peer 'depot' is not exported"), error);
  }

  @Test
  void aPeerThatIsNotThereIsOneLineOnStderr() throws Exception {
    assertTrue(ConecCommand.fail(1, peer("request", "nobody", "a")).contains("nobody"));
    assertTrue(ConecCommand.fail(1, peer("ping", "nobody")).contains("nobody"));
  }

  @Test
  void aCoordinatorThatIsNotTrustedIsOneLineOnStderr() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    StateCertificate.of(other, List.of("localhost"));

    String error = ConecCommand.fail(1, "ping", "depot", "--coordinator", address,
      "--trust", other.resolve("coordinator.pem").toString());
    assertTrue(error.contains("trust"), error);
  }

  @Test
  void aCoordinatorThatIsNotThereIsOneLineOnStderr() throws Exception {
    String error = ConecCommand.fail(1, "ping", "depot", "--coordinator", "localhost:1", "--trust", trust,
      "--timeout", "500ms");
    assertTrue(error.contains("localhost:1"), error);
  }

  @Test
  void anAddressThatIsNoneIsAUsageError() throws Exception {
    String error = ConecCommand.fail(2, "ping", "depot", "--coordinator", "localhost:x", "--trust", trust);
    assertTrue(error.contains("localhost:x") && error.contains("--coordinator"), error);
  }

  @Test
  void aTrustFileThatIsNotThereIsAUsageError() throws Exception {
    assertTrue(ConecCommand.fail(2, "ping", "depot", "--trust", "nix.pem").contains("nix.pem"));
  }
}
