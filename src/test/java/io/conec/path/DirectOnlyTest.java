package io.conec.path;

import io.conec.ConecChannel;
import io.conec.ConecError;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.conec.PathStatistics;
import io.conec.test.NoLeaksExtension;
import io.conec.test.Transfer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;

import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Channels that must not be relayed, when there is no direct path, or when it is lost or comes back. */
@ExtendWith(NoLeaksExtension.class)
class DirectOnlyTest {

  private RoutedClients clients;

  @AfterEach
  void close() {
    clients.close();
  }

  private void clients(int openTimeoutSeconds) {
    clients = new RoutedClients(Duration.ofSeconds(openTimeoutSeconds));
  }

  @Test
  void whatWasTriedIsSaidWhenNothingAnswers() {
    clients(1);
    clients.router.pass(false, false);
    String message = assertFails(ConecError.NO_DIRECT_PATH, clients.open(PathPolicy.DIRECT_ONLY)).getMessage();
    assertTrue(message.contains(clients.router.address() + " did not answer"), message);
    assertTrue(message.contains("openTimeout of 1000 ms") && message.contains("DIRECT_ONLY"), message);
    assertTrue(clients.router.dropped() > 0, "it was tried");
    assertEquals(List.of(), clients.shop.channels());
    awaitUntil(() -> clients.depot.channels().isEmpty());
    assertEquals(List.of(), clients.incoming, "the acceptor was not given the channel");
  }

  @Test
  void oneDirectionIsNotEnough() {
    clients(1);
    clients.router.pass(true, false);
    assertFails(ConecError.NO_DIRECT_PATH, clients.open(PathPolicy.DIRECT_ONLY));
    clients.router.pass(false, true);
    assertFails(ConecError.NO_DIRECT_PATH, clients.open(PathPolicy.DIRECT_ONLY));
    clients.router.pass(true, true);
    assertEquals(PathKind.DIRECT, await(clients.open(PathPolicy.DIRECT_ONLY)).path().getKind());
  }

  @Test
  void nothingIsRelayedWhileThePathIsAwayAndAllGoesOnWhenItIsBack() {
    clients(10);
    ConecChannel channel = await(clients.open(PathPolicy.DIRECT_ONLY));
    assertEquals(PathPolicy.DIRECT_ONLY, clients.incoming().pathPolicy());
    clients.awaitKind(PathKind.DIRECT, channel);
    PathStatistics near = channel.pathStatistics();
    PathStatistics far = clients.incoming().pathStatistics();
    int relayed = clients.router.relayed();
    List<Transfer> transfers = clients.transfer(channel);
    for (int i = 0; i < 2; i++) {
      transfers.forEach(Transfer::awaitProgress);
      clients.router.pass(false, false);
      clients.awaitKind(PathKind.NONE, channel);
      assertEquals("", channel.path().getRemoteAddress());
      int dropped = clients.router.dropped();
      awaitUntil(() -> clients.router.dropped() > dropped + 2);
      clients.router.pass(true, true);
      clients.awaitKind(PathKind.DIRECT, channel);
    }
    transfers.forEach(Transfer::awaitProgress);
    transfers.forEach(Transfer::finish);
    assertEquals(near.getRelayedBytesSent(), channel.pathStatistics().getRelayedBytesSent());
    assertEquals(far.getRelayedBytesSent(), clients.incoming().pathStatistics().getRelayedBytesSent());
    assertEquals(relayed, clients.router.relayed(), "not even a probe");
    assertEquals(List.of(PathKind.NONE, PathKind.DIRECT, PathKind.NONE, PathKind.DIRECT),
      clients.taken.stream().map(path -> path.getKind()).toList());
  }

  @Test
  void bothEndsCloseWhenThePathStaysAwayForTheIdleTimeout() {
    clients = new RoutedClients(Duration.ofSeconds(1), Duration.ofSeconds(3));
    ConecChannel channel = await(clients.open(PathPolicy.DIRECT_ONLY));
    clients.awaitKind(PathKind.DIRECT, channel);
    ConecChannel incoming = clients.incoming();
    long near = channel.pathStatistics().getRelayedBytesSent();
    long far = incoming.pathStatistics().getRelayedBytesSent();
    clients.transfer(channel);
    clients.router.pass(false, false);
    awaitUntil(() -> channel.isClosed() && incoming.isClosed());
    String message = assertError(ConecError.NO_DIRECT_PATH, channel.closeReason()).getMessage();
    assertTrue(message.contains(clients.router.address() + " did not answer") || message.contains("'depot'"), message);
    assertError(ConecError.NO_DIRECT_PATH, incoming.closeReason());
    assertEquals(near, channel.pathStatistics().getRelayedBytesSent());
    assertEquals(far, incoming.pathStatistics().getRelayedBytesSent());
  }
}
