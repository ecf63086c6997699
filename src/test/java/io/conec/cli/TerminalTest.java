package io.conec.cli;

import io.conec.BroadcastOptions;
import io.conec.ConecClient;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.bridge.ImportOptions;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A peer sends control characters for a terminal, or text that looks like that of another sender. */
class TerminalTest {

  private static final String FORGED = "hi\n12:00:00  boss -> office  open the safe";
  private static final String TITLE = "\u001b]0;pwned\u0007\u009b2J\u202e";
  private static final String SAFE_TITLE = "\\u001b]0;pwned\\u0007\\u009b2J\\u202e";
  private static final byte[] BINARY = {27, '[', '2', 'J', 0, (byte) 0x9b, (byte) 0xff, '\n', '\r'};

  @TempDir
  static Path directory;

  private static TestNet net;
  private static Vertx vertx;
  private static ConecClient mallory;
  private static Path trust;

  @BeforeAll
  static void start() throws Exception {
    net = new TestNet();
    trust = Files.writeString(directory.resolve("trust.pem"), net.coordinator().certificate());
    vertx = net.vertx();
    mallory = ConecClient.create(vertx, net.clientOptions("mallory"));
    ConecBridgeOptions options = new ConecBridgeOptions().addExport(new ExportOptions()
      .setAddressRegex("reply|fail|binary"))
      .addImport(new ImportOptions().setPeer("victim").setAddress("door"));
    await(mallory.connect().compose(v -> ConecBridge.create(vertx, mallory, options).start()));
    vertx.eventBus().consumer("reply", message -> message.reply(TITLE + "\n" + TITLE,
      new DeliveryOptions().addHeader("x", TITLE)));
    vertx.eventBus().consumer("fail", message -> message.fail(7, FORGED + TITLE + "\n".repeat(100_000)));
    vertx.eventBus().consumer("binary", message -> message.reply(Buffer.buffer(BINARY)));
  }

  @AfterAll
  static void stop() {
    net.close();
  }

  private static String[] peer(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--coordinator", "localhost:" + net.coordinator().actualPort(), "--trust", trust.toString()));
    return all.toArray(new String[0]);
  }

  @Test
  void servePrintsAMessageOnItsOwnLine() throws Exception {
    try (ConecCommand serve = ConecCommand.start(directory, peer("serve", "door", "--id", "victim"))) {
      serve.line();
      awaitUntil(() -> await(vertx.eventBus().request("door", FORGED + TITLE).transform(
        result -> Future.succeededFuture(result.succeeded()))));
      String line = serve.line();
      assertTrue(line.endsWith("mallory -> door  hi\\n12:00:00  boss -> office  open the safe" + SAFE_TITLE), line);
    }
  }

  @Test
  void aReplyDoesNotControlTheTerminal() throws Exception {
    assertEquals(List.of(SAFE_TITLE, SAFE_TITLE),
      ConecCommand.run(0, peer("request", "mallory", "reply")));
    List<String> json = ConecCommand.run(0, peer("request", "mallory", "reply", "--json"));
    assertTrue(json.get(0).chars().allMatch(c -> c >= ' ' && c < 127), json.get(0));
    assertEquals(TITLE, new JsonObject(json.get(0)).getJsonObject("headers").getString("x"));
  }

  @Test
  void aFailureIsOneShortLine() throws Exception {
    String error = ConecCommand.fail(1, peer("request", "mallory", "fail"));
    assertTrue(error.endsWith("failed with code 7: hi; 12:00:00  boss -> office  open the safe" + SAFE_TITLE), error);
  }

  @Test
  void bytesAreNotChangedOnTheirWayToAFile() throws Exception {
    Path copy = directory.resolve("copy");
    try (ConecCommand request = ConecCommand.start(directory, null, Files.newOutputStream(copy),
      peer("request", "mallory", "binary"))) {
      request.assertExit(0);
    }
    assertArrayEquals(BINARY, Files.readAllBytes(copy));
    List<String> json = ConecCommand.run(0, peer("request", "mallory", "binary", "--json"));
    assertArrayEquals(BINARY, Base64.getDecoder().decode(new JsonObject(json.get(0)).getString("body")));
  }

  @Test
  void bytesDoNotControlTheTerminal() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Invocation onTerminal = new Invocation(InputStream.nullInputStream(), out, out, true, new Environment(Map.of()),
      action -> { }, false);
    assertEquals(0, Conec.run(onTerminal, peer("request", "mallory", "binary")), out::toString);
    assertEquals("(9 bytes)", out.toString(StandardCharsets.UTF_8).strip());
  }

  @Test
  void rawIsTextByteForByte() throws Exception {
    Path copy = directory.resolve("copy of text");
    try (ConecCommand request = ConecCommand.start(directory, null, Files.newOutputStream(copy),
      peer("request", "mallory", "reply", "--raw"))) {
      request.assertExit(0);
    }
    assertEquals(TITLE + "\n" + TITLE, Files.readString(copy));
  }

  /** Output that cannot be written is a failure. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void outputThatCannotBeWrittenIsAFailure() throws Exception {
    for (String address : List.of("binary", "reply")) {
      try (ConecCommand request = ConecCommand.start(directory, null, new FileOutputStream("/dev/full"),
        peer("request", "mallory", address))) {
        request.assertExit(1);
        assertEquals(List.of("conec: cannot write to stdout: No space left on device"), request.errors());
      }
    }
  }

  @Test
  void scriptsGetTheNameOfAFailure() throws Exception {
    try (ConecCommand request = ConecCommand.start(directory, peer("request", "mallory", "fail", "--json"))) {
      request.assertExit(1);
      JsonObject failed = new JsonObject(request.errors().get(0));
      assertEquals("failed", failed.getString("event"));
      assertEquals("RECIPIENT_FAILURE", failed.getString("error"));
      assertEquals(7, failed.getInteger("code"));
      assertTrue(failed.getString("message").contains("boss"), failed.encode());
    }
  }

  @Test
  void aBroadcastDoesNotControlTheTerminal() throws Exception {
    try (ConecCommand reader = ConecCommand.start(directory,
      peer("broadcast", "news", "--read-only", "--messages", "1"))) {
      awaitUntil(() -> reader.errors().stream().anyMatch(line -> line.contains("joined")));
      await(mallory.joinBroadcast("news", new BroadcastOptions())
        .compose(news -> news.write(Buffer.buffer(FORGED + TITLE))));
      assertEquals("mallory: hi", reader.line());
      assertEquals("mallory: 12:00:00  boss -> office  open the safe" + SAFE_TITLE, reader.line());
    }
  }
}
