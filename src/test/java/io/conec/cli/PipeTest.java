package io.conec.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipeTest {

  private static final int SIZE = 5 * 1024 * 1024 + 17;

  @TempDir
  static Path directory;

  private static ConecCommand coordinator;
  private static String[] common;

  @BeforeAll
  static void startCoordinator() throws Exception {
    coordinator = ConecCommand.start(directory, "coordinator", "--host", "127.0.0.1", "--port", "0", "--json");
    JsonObject listening = coordinator.event("listening");
    common = new String[] {
      "--coordinator", listening.getString("coordinator"), "--trust", listening.getString("trust"), "--json"
    };
  }

  @AfterAll
  static void stopCoordinator() throws Exception {
    coordinator.close();
  }

  private static ConecCommand start(File stdin, File stdout, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(common));
    return ConecCommand.start(directory, stdin == null ? null : new FileInputStream(stdin),
      stdout == null ? null : new FileOutputStream(stdout), all.toArray(new String[0]));
  }

  private static File file(String name, byte[] content) throws Exception {
    return Files.write(directory.resolve(name), content).toFile();
  }

  private static void awaitListening(ConecCommand listen) {
    await().atMost(Duration.ofSeconds(PrintedLines.DEADLINE_SECONDS)).until(() -> !listen.errors().isEmpty());
    assertEquals("listening", new JsonObject(listen.errors().get(0)).getString("event"));
  }

  @ParameterizedTest
  @CsvSource({"relay, RELAYED", "direct, DIRECT"})
  void aFileCrossesUnchangedOnThePathChosen(String path, String kind) throws Exception {
    byte[] content = new byte[SIZE];
    new Random(1).nextBytes(content);
    File copy = file("copy", new byte[0]);

    try (ConecCommand listen = start(null, copy, "listen", "--id", "f1")) {
      awaitListening(listen);
      try (ConecCommand pipe = start(file("big", content), null, "pipe", "f1", "--id", "sender", "--path", path)) {
        pipe.assertExit(0);
        listen.assertExit(0);

        assertEquals(-1, Files.mismatch(directory.resolve("big"), copy.toPath()));
        String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        assertSummary(pipe, "sent", "f1", hash, kind);
        assertSummary(listen, "received", "sender", hash, kind);
      }
    }
  }

  private static void assertSummary(ConecCommand conec, String event, String peer, String hash, String kind) {
    JsonObject summary = event(conec, event);
    assertEquals(peer, summary.getString("peer"));
    assertEquals(SIZE, summary.getInteger("bytes"));
    assertEquals(hash, summary.getString("sha256"));
    assertEquals(kind, summary.getJsonObject("path").getString("kind"));
    JsonObject paths = summary.getJsonObject("paths");
    boolean sent = event.equals("sent");
    long relayed = paths.getLong(sent ? "relayedBytesSent" : "relayedBytesReceived");
    long direct = paths.getLong(sent ? "directBytesSent" : "directBytesReceived");
    assertEquals(kind.equals("RELAYED"), relayed > SIZE, paths::encode);
    assertEquals(kind.equals("DIRECT"), direct > SIZE, paths::encode);
  }

  private static JsonObject event(ConecCommand conec, String event) {
    return conec.errors().stream()
      .map(JsonObject::new)
      .filter(json -> event.equals(json.getString("event")))
      .findFirst()
      .orElseThrow(() -> new AssertionError("no event '" + event + "': " + conec.errors()));
  }

  @Test
  void bothEndsSayWhenThePathChanges() throws Exception {
    try (ConecCommand listen = start(null, file("late", new byte[0]), "listen", "--id", "c1")) {
      awaitListening(listen);
      try (ConecCommand pipe = start(null, null, "pipe", "c1", "--id", "sender")) {
        assertTakesDirectPath(pipe, "c1");
        assertTakesDirectPath(listen, "sender");
        pipe.endInput();
        pipe.assertExit(0);
        listen.assertExit(0);
      }
    }
  }

  private static void assertTakesDirectPath(ConecCommand conec, String peer) {
    await().atMost(Duration.ofSeconds(PrintedLines.DEADLINE_SECONDS))
      .until(() -> conec.errors().stream().anyMatch(line -> line.startsWith("{\"event\":\"path\"")));
    JsonObject change = event(conec, "path");
    assertEquals(peer, change.getString("peer"));
    assertEquals("DIRECT", change.getJsonObject("path").getString("kind"));
    assertEquals("RELAYED", change.getJsonObject("was").getString("kind"));
  }

  @Test
  void bothDirectionsCrossWithDuplex() throws Exception {
    File there = file("there", new byte[0]);
    File answers = file("answers", "answers".getBytes());
    try (ConecCommand listen = start(answers, there, "listen", "--id", "d1", "--duplex")) {
      awaitListening(listen);
      try (ConecCommand pipe = start(file("questions", "questions".getBytes()), null, "pipe", "d1")) {
        assertEquals("answers", pipe.line());
        pipe.assertExit(0);
        listen.assertExit(0);
        assertEquals("questions", Files.readString(there.toPath()));
      }
    }
  }

  @Test
  void onlyThePeersWantedAreTaken() throws Exception {
    File copy = file("wanted", new byte[0]);
    try (ConecCommand listen = start(null, copy, "listen", "--id", "w1", "--from", "friend")) {
      awaitListening(listen);
      try (ConecCommand stranger = start(file("bad", "bad".getBytes()), null, "pipe", "w1", "--id", "stranger")) {
        stranger.assertExit(1);
      }
      try (ConecCommand friend = start(file("good", "good".getBytes()), null, "pipe", "w1", "--id", "friend")) {
        friend.assertExit(0);
      }
      listen.assertExit(0);
      assertEquals("good", Files.readString(copy.toPath()));
    }
  }

  @Test
  void aListenerThatIsStoppedFailsThePipe() throws Exception {
    File copy = file("partial", new byte[0]);
    try (ConecCommand listen = start(null, copy, "listen", "--id", "k1")) {
      awaitListening(listen);
      try (ConecCommand pipe = start(null, null, "pipe", "k1")) {
        pipe.type("start");
        await().atMost(Duration.ofSeconds(PrintedLines.DEADLINE_SECONDS)).until(() -> Files.size(copy.toPath()) == 5);
        listen.stop();
        pipe.assertExit(1);
        assertTrue(List.of("PEER_LOST", "CHANNEL_CLOSED").contains(event(pipe, "failed").getString("error")),
          () -> pipe.errors().toString());
      }
    }
  }
}
