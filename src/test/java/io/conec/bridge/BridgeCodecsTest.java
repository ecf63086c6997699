package io.conec.bridge;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitFailure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.conec.ConecError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.shareddata.ClusterSerializable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies of other than built-in types. */
class BridgeCodecsTest {

  record Point(int x, int y) {

    String text() {
      return x + "," + y;
    }

    static Point parse(String text) {
      String[] parts = text.split(",");
      return new Point(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
  }

  enum State {
    EMPTY,
    FULL
  }

  record Crate(String content, State state, Crate... inside) implements Serializable {

    @Override
    public boolean equals(Object other) {
      return other instanceof Crate crate && crate.content.equals(content) && crate.state == state
        && Arrays.equals(crate.inside, inside);
    }

    @Override
    public int hashCode() {
      return content.hashCode();
    }
  }

  public static final class Tag implements ClusterSerializable {

    private int number;

    @Override
    public void writeToBuffer(Buffer buffer) {
      buffer.appendInt(number);
    }

    @Override
    public int readFromBuffer(int pos, Buffer buffer) {
      number = buffer.getInt(pos);
      return pos + 4;
    }
  }

  static final class OutOfStock extends ReplyException {

    OutOfStock(String what) {
      super(ReplyFailure.RECIPIENT_FAILURE, 404, what);
    }
  }

  private Peers peers;

  @BeforeEach
  void start() {
    peers = Peers.with("echo", "type", "sum", "fail");
    peers.serve("echo", message -> message.reply(message.body()));
    peers.serve("type", message -> message.reply(message.body().getClass().getSimpleName()));
    peers.serve("fail", message -> message.reply(new OutOfStock("nuts")));
  }

  @AfterEach
  void close() {
    peers.close();
  }

  private List<Peers.Peer> both() {
    return List.of(peers.depot, peers.shop);
  }

  @Test
  void defaultCodec() {
    both().forEach(peer -> peer.bus().registerDefaultCodec(Point.class, points()));
    assertEquals(new Point(3, 4), await(peers.shop.bus().request("echo", new Point(3, 4))).body());
  }

  @Test
  void codecGivenByName() {
    both().forEach(peer -> peer.bus().registerCodec(points()));
    DeliveryOptions options = new DeliveryOptions().setCodecName("point");
    assertEquals("Point", await(peers.shop.bus().request("type", new Point(3, 4), options)).body());
  }

  @Test
  void codecWhoseReceiverSeesAnotherType() {
    both().forEach(peer -> peer.bus().registerCodec(
      new TestCodec<Point, Integer>("sum", Point::text, text -> Point.parse(text).x + Point.parse(text).y)));
    DeliveryOptions options = new DeliveryOptions().setCodecName("sum");
    assertEquals(7, await(peers.shop.bus().request("echo", new Point(3, 4), options)).body());
    assertEquals("Integer", await(peers.shop.bus().request("type", new Point(3, 4), options)).body());
    peers.serve("sum", message -> message.reply(new Point(5, 6), options));
    assertEquals(11, await(peers.shop.bus().request("sum", "")).body());
  }

  @Test
  void codecThatIsMissingAtTheReceiver() {
    peers.shop.bus().registerDefaultCodec(Point.class, points());
    assertCodecFailure("'point' is registered", awaitFailure(peers.shop.bus().request("echo", new Point(3, 4))));
  }

  @Test
  void codecThatFailsToEncode() {
    // The event bus itself transforms a body that it delivers, so only what happens afterwards can fail here.
    AtomicInteger calls = new AtomicInteger();
    both().forEach(peer -> peer.bus().registerDefaultCodec(Point.class, new TestCodec<>("point", point -> {
      if (calls.incrementAndGet() > 2) {
        throw new IllegalStateException("worn out");
      }
      return point.text();
    }, Point::parse)));
    assertCodecFailure("'point' cannot encode the body: worn out",
      awaitFailure(peers.shop.bus().request("echo", new Point(3, 4))));
  }

  @Test
  void codecThatFailsToDecode() {
    peers.shop.bus().registerDefaultCodec(Point.class, points());
    peers.depot.bus().registerDefaultCodec(Point.class, new TestCodec<>("point", Point::text, text -> {
      throw new IllegalStateException("worn out");
    }));
    assertCodecFailure("'point' cannot decode the body: worn out",
      awaitFailure(peers.shop.bus().request("echo", new Point(3, 4))));
  }

  @Test
  void serializedObjectsAreReadWhenTheirClassIsListed() {
    Tag tag = new Tag();
    tag.number = 9;
    both().forEach(peer -> peer.bus().serializableChecker(name -> true).clusterSerializableChecker(name -> true));
    assertCodecFailure("serialized objects are not read", awaitFailure(peers.shop.bus().request("echo", tag)));
    assertCodecFailure("serialized objects are not read",
      awaitFailure(peers.shop.bus().request("echo", new Crate("apples", State.FULL))));
    allow(Crate.class, State.class);
    assertCodecFailure("class 'io.conec.bridge.BridgeCodecsTest$Tag' is not allowed",
      awaitFailure(peers.shop.bus().request("echo", tag)));
    Crate crate = new Crate("apples", State.FULL, new Crate("pears", State.EMPTY));
    assertEquals(crate, await(peers.shop.bus().request("echo", crate)).body());
    allow(Tag.class);
    assertEquals(9, assertInstanceOf(Tag.class, await(peers.shop.bus().request("echo", tag)).body()).number);
  }

  private void allow(Class<?>... classes) {
    List<Peers.Peer> both = both();
    both.forEach(peer -> Stream.of(classes).forEach(type -> peer.options.addSerializableType(type.getName())));
    peers.shop.close();
    peers.depot.close();
    both.forEach(Peers.Peer::start);
    // The first message waits for the stream; a client that came back may have an older channel to lose first.
    Peers.awaitTrue(() -> await(peers.shop.bus().request("echo", 1).map(true).otherwise(false)));
  }

  @Test
  void failureOfAUsersTypeWithItsCodec() {
    both().forEach(peer -> peer.bus().registerDefaultCodec(OutOfStock.class,
      new TestCodec<>("stock", OutOfStock::getMessage, OutOfStock::new)));
    Throwable failure = awaitFailure(peers.shop.bus().request("fail", ""));
    assertEquals("nuts", assertInstanceOf(OutOfStock.class, failure).getMessage());
  }

  @Test
  void failureOfAUsersTypeWithoutACodec() {
    ReplyException failure = awaitFailure(peers.shop.bus().request("fail", ""));
    assertEquals(ReplyException.class, failure.getClass());
    assertEquals(404, failure.failureCode());
    assertEquals("nuts", failure.getMessage());
  }

  @Test
  void failureOfAUsersTypeWhoseCodecFails() {
    peers.depot.bus().registerDefaultCodec(OutOfStock.class, new TestCodec<>("stock", failure -> {
      throw new IllegalStateException("worn out");
    }, OutOfStock::new));
    ReplyException failure = awaitFailure(peers.shop.bus().request("fail", ""));
    assertEquals(ReplyException.class, failure.getClass());
    assertEquals(404, failure.failureCode());
  }

  private static TestCodec<Point, Point> points() {
    return new TestCodec<>("point", Point::text, Point::parse);
  }

  private static void assertCodecFailure(String message, Throwable failure) {
    ReplyException reply = assertInstanceOf(ReplyException.class, failure);
    assertEquals(ReplyFailure.ERROR, reply.failureType());
    assertEquals(ConecError.BUS_CODEC.code(), reply.failureCode());
    assertEquals(message, reply.getMessage().contains(message) ? message : reply.getMessage());
  }
}
