package io.conec.cli;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Participants of broadcasts, as a user starts them. */
class BroadcastCommandTest {

  /** More than QUIC and the Coordinator keep for a reader. */
  private static final int MANY = 3_000;
  private static final String KILOBYTE = "x".repeat(1024);

  @TempDir
  static Path directory;

  private static ConecCommand coordinator;
  private static JsonObject listening;

  @BeforeAll
  static void startCoordinator() throws Exception {
    coordinator = coordinator("0", "--broadcast-stall-timeout", "300ms");
    listening = coordinator.event("listening");
  }

  @AfterAll
  static void stopCoordinator() throws Exception {
    coordinator.close();
  }

  private static ConecCommand coordinator(String port, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of("coordinator", "--host", "127.0.0.1", "--port", port, "--json"));
    all.addAll(List.of(more));
    return ConecCommand.start(directory, all.toArray(new String[0]));
  }

  private static String[] arguments(JsonObject at, String... arguments) {
    List<String> all = new ArrayList<>(List.of("broadcast"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--coordinator", at.getString("coordinator"), "--trust", at.getString("trust")));
    return all.toArray(new String[0]);
  }

  private static ConecCommand start(String... arguments) throws Exception {
    return ConecCommand.start(directory, arguments(listening, arguments));
  }

  /** Waits for members that have been started side by side. */
  private static void awaitJoined(ConecCommand... members) {
    for (ConecCommand member : members) {
      awaitError(member, "conec: joined ");
    }
  }

  private static void awaitError(ConecCommand conec, String start) {
    await().atMost(Duration.ofSeconds(PrintedLines.DEADLINE_SECONDS))
      .until(() -> conec.errors().stream().anyMatch(line -> line.startsWith(start)));
  }

  /** Sends lines and leaves. */
  private static void typeLast(ConecCommand sender, String text) throws Exception {
    sender.type(text);
    sender.endInput();
    sender.assertExit(0);
  }

  private static List<String> count(String name, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of(name, "--count"));
    all.addAll(List.of(more));
    return ConecCommand.run(0, arguments(listening, all.toArray(new String[0])));
  }

  @Test
  void membersSeeWhatTheOthersSay() throws Exception {
    try (ConecCommand anna = start("talk", "--id", "anna"); ConecCommand bob = start("talk", "--id", "bob")) {
      awaitJoined(anna, bob);
      anna.type("hello\nanybody?\n");
      assertEquals("anna: hello", bob.line());
      assertEquals("anna: anybody?", bob.line());

      bob.type("yes\r\n");
      assertEquals("bob: yes", anna.line(), "not her own messages");

      assertEquals(List.of("talk: 2 senders, 2 readers"), count("talk"));
      anna.endInput();
      anna.assertExit(0);
      assertEquals(new JsonObject().put("event", "count").put("name", "talk").put("senders", 1).put("readers", 1),
        new JsonObject(count("talk", "--json").get(0)));
    }
  }

  @Test
  void jsonHasWhatScriptsNeed() throws Exception {
    try (ConecCommand anna = start("json", "--id", "anna", "--own", "--json")) {
      assertEquals("anna", anna.event("joined").getString("id"));
      anna.type("grüezi\n");
      JsonObject text = anna.event("message");
      assertEquals("anna", text.getString("sender"));
      assertEquals(1, text.getLong("sequence"));
      assertEquals("grüezi", text.getString("text"));

      byte[] noText = {(byte) 0xff, 0, 1};
      anna.type(new byte[] {noText[0], noText[1], noText[2], '\n'});
      JsonObject bytes = anna.event("message");
      assertEquals(2, bytes.getLong("sequence"));
      assertFalse(bytes.containsKey("text"));
      assertEquals(Base64.getEncoder().encodeToString(noText), bytes.getString("body"));
    }
  }

  @Test
  void aMessageCannotPassForAnother() throws Exception {
    try (ConecCommand reader = start("plain", "--id", "reader", "--read-only");
         ConecCommand sender = start("plain", "--id", "sender", "--send-only")) {
      awaitJoined(reader, sender);
      typeLast(sender, "one\033[2K\rbob: forged\n");
      assertEquals("sender: one\\u001b[2K", reader.line());
      assertEquals("sender: bob: forged", reader.line());
    }
  }

  @Test
  void aSenderLeavesWhenEverythingIsTaken() throws Exception {
    try (ConecCommand reader = start("many", "--id", "reader", "--read-only", "--messages", "1000",
      "--overflow", "block");
         ConecCommand sender = start("many", "--id", "sender", "--send-only")) {
      awaitJoined(reader, sender);
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 1000; i++) {
        lines.append(i).append('\n');
      }
      typeLast(sender, lines.toString());
      for (int i = 0; i < 1000; i++) {
        assertEquals("sender: " + i, reader.line());
      }
      reader.assertExit(0);
    }
  }

  @Test
  void withANumberOfMessagesTheEndOfStdinIsNoEnd() throws Exception {
    try (ConecCommand asking = start("ask", "--id", "asking", "--messages", "1");
         ConecCommand answering = start("ask", "--id", "answering")) {
      awaitJoined(asking, answering);
      asking.type("who is there?\n");
      asking.endInput();
      assertEquals("asking: who is there?", answering.line());

      answering.type("me\n");
      assertEquals("answering: me", asking.line());
      asking.assertExit(0);
    }
  }

  @Test
  void ctrlCLeaves() throws Exception {
    try (ConecCommand reader = start("left", "--id", "reader", "--read-only");
         ConecCommand other = start("left", "--id", "other", "--read-only")) {
      awaitJoined(reader, other);
      reader.stop();
      assertEquals(List.of("left: 0 senders, 1 reader"), count("left"));
      assertEquals(1, reader.errors().size(), () -> reader.errors().toString());
    }
  }

  @Test
  void aBroadcastThatIsNotThereIsOneLineOnStderr() throws Exception {
    assertTrue(ConecCommand.fail(1, arguments(listening, "nobody", "--count")).contains("nobody"));
  }

  @Test
  void aSlowReaderStopsNobodyAndIsToldExactlyHowManyWereDropped() throws Exception {
    try (ConecCommand sender = start("lossy", "--id", "sender", "--send-only");
         ConecCommand reader = ConecCommand.startUnread(directory,
           arguments(listening, "lossy", "--id", "reader", "--read-only", "--json"))) {
      awaitJoined(sender);
      awaitReaders("lossy", 1);
      typeLast(sender, (KILOBYTE + "\n").repeat(MANY));
      reader.readOutput();
      reader.event("joined");

      long dropped = 0;
      long received = 0;
      while (dropped + received < MANY) {
        JsonObject event = new JsonObject(reader.line());
        if (event.getString("event").equals("dropped")) {
          dropped += event.getLong("messages");
        } else {
          received++;
          assertEquals(event.getLong("sequence"), dropped + received);
        }
      }
      assertTrue(dropped > 0, () -> "nothing was dropped: the test sends too little");
      assertEquals(MANY, dropped + received);
    }
  }

  @Test
  void aReaderThatHoldsUpTheSendersIsCutOff() throws Exception {
    try (ConecCommand sender = start("stalled", "--id", "sender", "--send-only");
         ConecCommand reader = ConecCommand.startUnread(directory,
           arguments(listening, "stalled", "--id", "reader", "--read-only", "--overflow", "block"))) {
      awaitJoined(sender, reader);
      typeLast(sender, (KILOBYTE + "\n").repeat(MANY));
      reader.readOutput();

      reader.assertExit(1);
      String error = reader.errors().get(1);
      assertTrue(error.startsWith("conec: ") && error.contains("DROP_OLDEST")
        && error.contains("stallTimeout"), error);
    }
  }

  private static void awaitReaders(String name, int readers) {
    await().atMost(Duration.ofSeconds(PrintedLines.DEADLINE_SECONDS))
      .until(() -> count(name).get(0).endsWith(", " + BroadcastCommand.counted(readers, "reader")));
  }

  @Test
  void itJoinsAgainWhenTheCoordinatorIsBack() throws Exception {
    try (ConecCommand first = coordinator("0")) {
      JsonObject at = first.event("listening");
      try (ConecCommand reader = ConecCommand.start(directory, arguments(at, "again", "--id", "reader", "--read-only"));
           ConecCommand sender = ConecCommand.start(directory, arguments(at, "again", "--id", "sender"))) {
        awaitError(reader, "conec: joined again as reader");
        awaitError(sender, "conec: joined again as sender");
        sender.type("before\n");
        assertEquals("sender: before", reader.line());
        first.stop();
        try (ConecCommand second = coordinator("" + at.getInteger("port"))) {
          second.event("listening");
          awaitError(reader, "conec: joined again again");
          awaitError(sender, "conec: joined again again; lines sent just before may be missing");

          sender.type("still there\n");
          assertEquals("sender: still there", reader.line());
          sender.endInput();
          sender.assertExit(1);
        }
      }
    }
  }

  @Test
  void aRefusalOfTheCoordinatorNamesItsOption() throws Exception {
    try (ConecCommand strict = coordinator("0", "--status-interval", "50ms", "--max-broadcasts", "1",
      "--max-broadcast-message-size", "10", "--broadcast-rule", "news=*:r", "--broadcast-rule", "*=boss:rw")) {
      JsonObject at = strict.event("listening");
      assertError("--read-only", at, "news", "--id", "worker");
      assertError("rules in broadcastLimits", at, "other", "--id", "worker", "--read-only");

      try (ConecCommand worker = ConecCommand.start(directory,
        arguments(at, "news", "--id", "worker", "--read-only"))) {
        awaitError(worker, "conec: joined news as worker, ");
        assertError("maxBroadcasts in broadcastLimits", at, "other", "--id", "boss", "--read-only");
        assertEquals(new JsonObject().put("name", "news").put("senders", 0).put("readers", 1), onlyBroadcast(strict));

        try (ConecCommand boss = ConecCommand.start(directory, arguments(at, "news", "--id", "boss", "--send-only"))) {
          boss.type("much too long\nshort\n");
          boss.endInput();
          boss.assertExit(1);
          assertEquals("boss: short", worker.line());
          assertTrue(boss.errors().get(1).contains("maxMessageSize in broadcastLimits"), boss.errors().get(1));
          assertEquals("conec: 1 of 2 lines not sent", boss.errors().get(2));
        }
      }
    }
  }

  private static void assertError(String option, JsonObject at, String... arguments) throws Exception {
    String error = ConecCommand.fail(1, arguments(at, arguments));
    assertTrue(error.contains(option), error);
  }

  private static JsonObject onlyBroadcast(ConecCommand coordinator) throws Exception {
    JsonObject event = new JsonObject(coordinator.line());
    while (!event.getString("event").equals("status") || event.getJsonArray("broadcasts").isEmpty()) {
      event = new JsonObject(coordinator.line());
    }
    assertEquals(1, event.getJsonArray("broadcasts").size());
    return event.getJsonArray("broadcasts").getJsonObject(0);
  }

  @Test
  void aLineWithoutEndIsAFailure() throws Exception {
    Path input = Files.write(directory.resolve("zeros"), new byte[LineInput.MAX_LENGTH + 1]);
    try (ConecCommand sender = ConecCommand.start(directory, Files.newInputStream(input), null,
      arguments(listening, "zeros", "--send-only"))) {
      sender.assertExit(1);
      assertTrue(sender.errors().get(1).contains("conec pipe"), sender.errors().get(1));
    }
  }
}
