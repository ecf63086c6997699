package io.conec.bridge;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer with hand-written bus frames as in SPEC.md, valid and invalid. */
class BridgeProtocolTest {

  private static final String ATTACH_ECHO = "01 01 04 65 63 68 6f";

  private final List<Buffer> received = new CopyOnWriteArrayList<>();
  private final List<Buffer> consumers = new CopyOnWriteArrayList<>();
  private Peers peers;
  private ConecStream stream;
  private MessageConsumer<Object> consumer;

  @BeforeEach
  void start() {
    peers = Peers.with("echo");
    consumer = peers.serve("echo", message -> message.reply(message.body()));
    stream = await(peers.shop.client.openStream("depot", new StreamOptions().setProtocol("conec/bus")));
    stream.handler(this::receive);
  }

  @AfterEach
  void close() {
    peers.close();
  }

  private void receive(Buffer frame) {
    (frame.getByte(0) == 6 ? consumers : received).add(frame);
  }

  private void write(String... frames) {
    for (String frame : frames) {
      stream.write(Buffer.buffer(HexFormat.of().parseHex(frame.replace(" ", ""))));
    }
  }

  private static String hex(Buffer frame) {
    return HexFormat.ofDelimiter(" ").formatHex(frame.getBytes());
  }

  private void awaitReset(ConecError error) {
    awaitTrue(() -> stream.closeReason() != null);
    ConecException reason = (ConecException) stream.closeReason();
    assertEquals(ConecError.STREAM_RESET, reason.error());
    assertEquals(error.code(), reason.applicationCode());
    assertEquals("x", await(peers.shop.bus().request("echo", "x")).body());
  }

  @Test
  void requestAndAnswer() {
    write(ATTACH_ECHO, "04 01 40 64 00 05 00 00 00 07");
    awaitTrue(() -> received.size() == 1);
    assertEquals("05 01 00 00 05 00 00 00 07", hex(received.get(0)));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "09",                      // unknown type
    "02 00 05 00 00 00 07",    // a message before the address
    "05 01 00 00 00",          // an answer before the address
    "06 01 00",                // consumers, of the side that imports
    "01 01 00",                // no address
    "01"                       // truncated
  })
  void violationsEndTheStream(String frame) {
    write(frame, "09");
    awaitReset(ConecError.PROTOCOL_VIOLATION);
  }

  private static String header(String name, String value) {
    return String.format("01 %02x %s %02x %s", name.length(), hex(Buffer.buffer(name)), value.length(),
      hex(Buffer.buffer(value)));
  }

  @Test
  void theRouteOfAMessage() {
    peers.depot.bus().<Object>consumer("way", message -> message.reply(message.headers().get(BusHeaders.VIA)));
    peers.depot.bridge.addExport(new ExportOptions().setAddress("way"));
    write("01 01 03 77 61 79", "04 01 40 64" + header("Conec-Via", "a,b") + "00");
    awaitTrue(() -> received.size() == 1);
    assertEquals("05 01 00 00 09 00 00 00 03 61 2c 62", hex(received.get(0)));
  }

  @Test
  void aMessageThatHasBeenHereIsRefused() {
    write(ATTACH_ECHO, "04 01 40 64" + header("conec-via", "a,depot") + "00");
    awaitTrue(() -> received.size() == 1);
    assertTrue(hex(received.get(0)).startsWith("05 01 00 00 0f 02 00 00 00 50 01"), hex(received.get(0)));
    assertEquals(1, peers.depot.bridge.counters().getRefused());
  }

  @Test
  void nothingIsPassedOnWithoutTransit() {
    write(ATTACH_ECHO, "04 01 40 64" + header("conec-to", "shop") + "00", "03" + header("conec-to", "x,depot,y") + "00",
      "04 02 40 64 00 00");
    awaitTrue(() -> received.size() == 2);
    assertTrue(hex(received.get(0)).startsWith("05 01 00 00 0f 02 00 00 00 50 01"), hex(received.get(0)));
    assertEquals("05 02 00 00 00", hex(received.get(1)));
    // A published message goes to the consumers here, too.
    assertEquals(2, peers.depot.bridge.counters().getReceived());
    assertEquals(2, peers.depot.bridge.counters().getRefused());
  }

  @ParameterizedTest
  @ValueSource(strings = {"conec-via a,b,c,d,e,f,g,h", "conec-via a b", "conec-via ", "conec-to ,", "conec-to a,b"})
  void aMalformedRouteEndsTheStream(String text) {
    String[] parts = text.split(" ", 2);
    write(ATTACH_ECHO, "04 01 40 64" + header(parts[0], parts[1]) + "00");
    awaitReset(ConecError.PROTOCOL_VIOLATION);
  }

  @Test
  void thePeerIsNotifiedWhetherThereAreConsumers() {
    write(ATTACH_ECHO);
    awaitConsumers("06 01 00");
    await(consumer.unregister());
    awaitConsumers("06 00 00");
    peers.serve("echo", message -> message.reply(message.body()));
    awaitConsumers("06 01 00");
    peers.depot.bridge.removeExport("echo");
    awaitConsumers("06 02 00");
    assertEquals(4, consumers.size());
  }

  private void awaitConsumers(String frame) {
    awaitTrue(() -> !consumers.isEmpty() && hex(consumers.get(consumers.size() - 1)).equals(frame));
  }

  @Test
  void aSecondAddressEndsTheStream() {
    write(ATTACH_ECHO, ATTACH_ECHO);
    awaitReset(ConecError.PROTOCOL_VIOLATION);
  }

  @Test
  void anEmptyMessageEndsTheStream() {
    write(ATTACH_ECHO, "");
    awaitReset(ConecError.PROTOCOL_VIOLATION);
  }

  /** Whatever follows it there. */
  @ParameterizedTest
  @ValueSource(strings = {"01 02 04 65 63 68 6f", "01 02", "01 02 00", "01 02 40"})
  void anotherVersionEndsTheStream(String attach) {
    write(attach);
    awaitReset(ConecError.VERSION_MISMATCH);
  }

  @Test
  void randomBytesDoNoHarm() {
    Random random = new Random(3);
    for (int i = 0; i < 50; i++) {
      ConecStream raw = await(peers.shop.client.openStream("depot", new StreamOptions().setProtocol("conec/bus")));
      byte[] bytes = new byte[1 + random.nextInt(200)];
      random.nextBytes(bytes);
      bytes[0] = (byte) (2 + random.nextInt(4));
      raw.write(Buffer.buffer(HexFormat.of().parseHex(ATTACH_ECHO.replace(" ", ""))));
      raw.write(Buffer.buffer(bytes));
      raw.write(Buffer.buffer("\u0009"));
      awaitTrue(() -> raw.closeReason() != null);
    }
    assertEquals("x", await(peers.shop.bus().request("echo", "x")).body());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "04 01 40 64 00 09 7f ff ff ff 61",              // a string of 2 GiB
    "04 01 40 64 00 0b 80 00 00 00",                 // a buffer of negative length
    "04 01 40 64 00 05 00",                          // half an int
    "04 01 40 64 00 0d 00 00 00 01 7b",              // broken JSON
    "04 01 40 64 00 0f 09 00 00 00 00 00",           // unknown failure type
    "04 01 40 64 00 0f 00 00 00 00 00 01 7f ff ff ff", // a failure message of 2 GiB
    "04 01 40 64 00 12",                             // unknown system codec
    "04 01 40 64 00 ff 01 61",                       // unknown named codec
    "04 01 40 64 00 11 00 00 00 02 ac ed"            // broken serialization
  })
  void bodiesThatCannotBeReadAreAnswered(String frame) {
    write(ATTACH_ECHO, frame, "04 02 40 64 00 00");
    awaitTrue(() -> received.size() == 2);
    assertTrue(hex(received.get(0)).startsWith("05 01 00 00 0f 03 00 00 00 53 01"), hex(received.get(0)));
    assertEquals("05 02 00 00 00", hex(received.get(1)));
    assertEquals(1, peers.depot.bridge.counters().getDropped());
  }

  @Test
  void nothingIsDecodedForAnAddressThatIsNotExported() {
    write("01 01 01 61", "04 01 40 64 00 ff 01 61");
    awaitTrue(() -> received.size() == 1);
    assertTrue(hex(received.get(0)).startsWith("05 01 00 00 0f 02 00 00 00 50 01"), hex(received.get(0)));
  }

  @Test
  void theTimeoutOfAPeerIsBounded() {
    AtomicInteger calls = new AtomicInteger();
    peers.depot.options.addExport(new ExportOptions().setAddress("slow")).setMaxRequestTimeout(Duration.ofMillis(200));
    peers.depot.close();
    awaitTrue(() -> peers.shop.client.channel("depot") == null);
    peers.depot.start();
    peers.depot.bus().consumer("slow", message -> calls.incrementAndGet());
    stream = await(peers.shop.client.openStream("depot", new StreamOptions().setProtocol("conec/bus")));
    stream.handler(this::receive);
    write("01 01 04 73 6c 6f 77", "04 01 ff ff ff ff ff ff ff ff 00 00");
    awaitTrue(() -> received.size() == 1);
    assertTrue(hex(received.get(0)).startsWith("05 01 00 00 0f 00 ff ff ff ff 01"), hex(received.get(0)));
    assertEquals(1, calls.get());
  }

  @Test
  void aPeerThatDoesNotReadItsAnswersIsNotRead() {
    AtomicInteger served = new AtomicInteger();
    Buffer reply = Buffer.buffer(new byte[256 * 1024]);
    peers.depot.bridge.addExport(new ExportOptions().setAddress("big"));
    peers.depot.bus().consumer("big", message -> {
      served.incrementAndGet();
      message.reply(reply);
    });
    stream.pause();
    write("01 01 03 62 69 67");
    int sent = 0;
    do {
      write(String.format("04 %04x 80 00 ea 60 00 00", 0x4001 + sent));
      sent++;
      assertTrue(sent < 200, "it reads on");
    } while (reaches(served, sent));
    stream.resume();
    int all = sent;
    awaitTrue(() -> received.size() == all && served.get() == all);
  }

  private static boolean reaches(AtomicInteger counter, int expected) {
    try {
      Awaitility.await().atMost(Duration.ofSeconds(1)).pollInterval(Duration.ofMillis(1))
        .until(() -> counter.get() == expected);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }
}
