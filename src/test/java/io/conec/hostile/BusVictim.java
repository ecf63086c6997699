package io.conec.hostile;

import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.test.TestNet;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;

/** An application with a bridge, and a peer with hand-written bus frames, valid or not. */
final class BusVictim implements AutoCloseable {

  static final String NULL_BODY = "00";
  private static final byte CONSUMERS = 6;
  /** The answer of a consumer that replies null, after its id. */
  static final String NULL_ANSWER = "000000";

  final TestNet net;
  final Vertx vertx;
  final ConecClient client;
  final ConecBridge bridge;
  final ConecClient attacker;

  BusVictim(ConecBridgeOptions options) {
    this(options, vertx -> { });
  }

  /**
   * @param prepare called before there is a bridge
   */
  BusVictim(ConecBridgeOptions options, Consumer<Vertx> prepare) {
    net = new TestNet();
    vertx = net.vertx();
    prepare.accept(vertx);
    attacker = net.connect("attacker");
    client = ConecClient.create(vertx, net.clientOptions("victim"));
    bridge = ConecBridge.create(vertx, client, options);
    await(client.connect().compose(connected -> bridge.start()));
  }

  EventBus bus() {
    return vertx.eventBus();
  }

  Attack attack(String address) {
    return new Attack(address);
  }

  @Override
  public void close() {
    // The peer closes first, because the bridge would wait for the ends of its streams.
    await(attacker.close());
    await(bridge.close());
    net.close();
  }

  /** A stream for one address. */
  final class Attack {

    final ConecStream stream = await(attacker.openStream("victim", new StreamOptions().setProtocol("conec/bus")));
    final List<Buffer> answers = new CopyOnWriteArrayList<>();

    private Attack(String address) {
      stream.handler(frame -> {
        if (frame.getByte(0) != CONSUMERS) {
          answers.add(frame);
        }
      });
      byte[] name = address.getBytes(StandardCharsets.UTF_8);
      write(Buffer.buffer(hex("01 01")).appendShort((short) (0x4000 | name.length)).appendBytes(name));
    }

    void write(Buffer frame) {
      stream.write(frame);
    }

    /** The methods add types, ids and headers; a body is the codec byte and its bytes. */
    void send(String body) {
      write(Buffer.buffer(hex("02 00" + body)));
    }

    void publish(String body) {
      write(Buffer.buffer(hex("03 00" + body)));
    }

    void deliver(int id, String body) {
      write(Buffer.buffer(hex("07")).appendShort((short) (0x4000 | id)).appendBytes(hex("02 00" + body)));
    }

    void request(int id, String body) {
      request(id, 10_000, body);
    }

    void request(int id, int timeout, String body) {
      write(Buffer.buffer(hex("04")).appendShort((short) (0x4000 | id)).appendShort((short) (0x4000 | timeout))
        .appendBytes(hex("00" + body)));
    }

    /** @return the answer to a request with an id below 64, in hex, without blanks, after the id */
    String answerTo(int id) {
      String start = String.format("05%02x", id);
      awaitUntil(() -> answers().anyMatch(answer -> answer.startsWith(start)));
      return answers().filter(answer -> answer.startsWith(start)).findFirst().orElseThrow().substring(start.length());
    }

    private Stream<String> answers() {
      return answers.stream().map(answer -> HexFormat.of().formatHex(answer.getBytes()));
    }

    private static byte[] hex(String text) {
      return HexFormat.of().parseHex(text.replace(" ", ""));
    }
  }
}
