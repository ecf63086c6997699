package io.conec.path;

import io.conec.ConecChannel;
import io.conec.ConecError;
import io.conec.ConecStream;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.conec.test.Inbox;
import io.conec.test.NoLeaksExtension;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;

import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** A client that loses only its Coordinator keeps its direct channels. */
@ExtendWith(NoLeaksExtension.class)
class CoordinatorLostTest {

  private final RoutedClients clients =
    new RoutedClients(Duration.ofSeconds(10), options -> options.setIdleTimeout(Duration.ofSeconds(1)));

  @AfterEach
  void close() {
    clients.close();
  }

  /** The Coordinator has removed depot, and has told shop. */
  private void loseCoordinator() {
    clients.router.passCoordinator(false);
    awaitUntil(() -> clients.net.coordinator().channelCount() == 0);
    assertFails(ConecError.PEER_UNKNOWN, clients.shop.openChannel("nobody"));
  }

  private static void assertEcho(String text, ConecStream stream, Inbox inbox) {
    stream.write(Buffer.buffer(text));
    inbox.assertNext(text);
  }

  @Test
  void aDirectChannelLivesOnAndCanBeRelayedAgainLater() {
    ConecChannel channel = await(clients.open(PathPolicy.AUTO));
    ConecStream stream = await(channel.openStream());
    clients.depotStream().pipeTo(clients.depotStream());
    Inbox inbox = new Inbox(stream);
    clients.awaitKind(PathKind.DIRECT, channel);

    loseCoordinator();
    assertFalse(clients.depot.isConnected());
    assertFalse(channel.isClosed());
    assertEcho("while the Coordinator is lost", stream, inbox);
    assertEquals(PathKind.DIRECT, channel.path().getKind());

    clients.router.passCoordinator(true);
    awaitUntil(clients.depot::isConnected);
    assertEquals(0, clients.net.coordinator().channelCount(), "one end has claimed it only");
    clients.router.pass(false, false);
    assertEcho("when the direct path is lost", stream, inbox);
    clients.awaitKind(PathKind.RELAYED, channel);
    assertEquals(1, clients.net.coordinator().channelCount());
    assertFalse(channel.isClosed());
    assertFalse(clients.incoming().isClosed());
  }

  @Test
  void aRelayedChannelEnds() {
    ConecChannel channel = await(clients.open(PathPolicy.RELAY_ONLY));
    loseCoordinator();
    awaitUntil(channel::isClosed);
    assertError(ConecError.PEER_LOST, channel.closeReason());
  }
}
