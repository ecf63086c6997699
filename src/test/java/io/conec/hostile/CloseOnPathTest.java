package io.conec.hostile;

import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.PathKind;
import io.conec.PathOptions;
import io.conec.test.NoLeaksExtension;
import io.conec.test.TestNet;
import io.conec.test.raw.RawUdp;
import io.conec.test.raw.RawUdp.Datagram;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** An application that closes in the path handler gets no more events, and sends no more probes. */
@ExtendWith(NoLeaksExtension.class)
class CloseOnPathTest {

  /** Longer than it takes to call a path dead. */
  private static final long QUIET_MILLIS = 1000;

  private static TestNet net;
  private static ConecClient shop;

  private final List<PathKind> taken = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() {
    net = new TestNet();
    PathOptions paths = new PathOptions().setRetryDelay(Duration.ofMillis(100));
    shop = net.connect(net.clientOptions("shop").setPathOptions(paths));
  }

  @AfterAll
  static void stop() {
    net.close();
  }

  /** Each path is an event, and a direct one is the last. */
  private void closeWhenDirect(ConecChannel channel) {
    channel.pathHandler(path -> {
      taken.add(path.getKind());
      if (path.getKind() == PathKind.DIRECT) {
        channel.close();
      }
    });
  }

  private static void answerUntil(PathPeer peer, RawUdp socket, BooleanSupplier done) {
    long deadline = System.nanoTime() + TestNet.DEADLINE.toNanos();
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not within " + TestNet.DEADLINE);
      Datagram datagram = socket.poll(10);
      if (datagram != null && peer.isProbe(datagram)) {
        socket.send(peer.answerTo(datagram), datagram.source());
      }
    }
  }

  /** Everything that the client has sent is read, and nothing more comes. */
  private static void assertQuiet(RawUdp socket) {
    TestNet.assertFails(ConecError.PEER_UNKNOWN, shop.openChannel("nobody"));
    byte[] mark = {0};
    socket.send(mark, socket.address());
    TestNet.awaitUntil(() -> {
      Datagram datagram = socket.poll(100);
      return datagram != null && datagram.bytes().length == mark.length;
    });
    assertNull(socket.poll(QUIET_MILLIS), "it goes on");
  }

  @Test
  void theChannel() {
    try (PathPeer peer = PathPeer.open(net, shop)) {
      closeWhenDirect(peer.channel);
      RawUdp socket = peer.silent();
      peer.signal(socket.text());
      answerUntil(peer, socket, peer.channel::isClosed);
      assertQuiet(socket);
      assertEquals(List.of(PathKind.DIRECT), taken);
      assertEquals(List.of(), shop.channels());
    }
  }

  @Test
  void aDirectOnlyChannelWhenItOpens() {
    Promise<ConecChannel> opened = Promise.promise();
    Future<Void> closed = opened.future().compose(channel ->
      channel.pathHandler(path -> taken.add(path.getKind())).close());
    try (PathPeer peer = PathPeer.acceptDirectOnly(net, shop, opened)) {
      RawUdp socket = peer.silent();
      peer.signal(socket.text());
      answerUntil(peer, socket, closed::isComplete);
      assertQuiet(socket);
      assertEquals(List.of(), taken);
      assertEquals(List.of(), shop.channels());
    }
  }

  @Test
  void aDirectOnlyChannelWhenItIsDirectAgain() {
    Promise<ConecChannel> opened = Promise.promise();
    opened.future().onSuccess(this::closeWhenDirect);
    try (PathPeer peer = PathPeer.acceptDirectOnly(net, shop, opened)) {
      RawUdp socket = peer.silent();
      peer.signal(socket.text());
      answerUntil(peer, socket, opened.future()::isComplete);
      ConecChannel channel = TestNet.await(opened.future());
      channel.ping();
      TestNet.awaitUntil(() -> taken.contains(PathKind.NONE));
      answerUntil(peer, socket, channel::isClosed);
      assertQuiet(socket);
      assertEquals(List.of(PathKind.NONE, PathKind.DIRECT), taken);
    }
  }

  @RepeatedTest(3)
  void theClient() {
    ConecClient caller = net.connect("caller");
    Promise<Void> closed = Promise.promise();
    try (PathPeer peer = PathPeer.open(net, caller)) {
      peer.channel.pathHandler(path -> {
        taken.add(path.getKind());
        caller.close().onComplete(closed);
      });
      RawUdp socket = peer.silent();
      peer.signal(socket.text());
      answerUntil(peer, socket, closed.future()::isComplete);
      TestNet.await(closed.future());
      assertEquals(List.of(PathKind.DIRECT), taken);
    }
  }
}
