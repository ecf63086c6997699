package io.conec.path;

import io.conec.ConecChannel;
import io.conec.ConecStream;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.conec.test.Inbox;
import io.conec.test.NoLeaksExtension;
import io.conec.test.Transfer;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Direct paths that die under a transfer, and come back: nothing is lost, repeated, reordered, or late. */
@ExtendWith(NoLeaksExtension.class)
class DyingPathTest {

  private static final int TIMES = 3;
  private static final long MAX_GAP_MILLIS = 1000;
  /** The longest time until an end reports the relayed path: while packets still arrive, it waits to be sure. */
  private static final long MAX_RELAYED_MILLIS = 3000;

  private final RoutedClients clients = new RoutedClients(Duration.ofSeconds(10));

  @AfterEach
  void close() {
    clients.close();
  }

  /** As when a router loses its table: the probes of the client behind it have the new address. */
  @Test
  void anAddressThatChangesUnderATransfer() {
    ConecChannel channel = await(clients.open(PathPolicy.AUTO));
    List<Transfer> transfers = clients.transfer(channel);
    clients.awaitKind(PathKind.DIRECT, channel);
    for (int i = 0; i < TIMES; i++) {
      transfers.forEach(Transfer::awaitProgress);
      clients.router.rebind();
      String address = clients.router.address();
      awaitUntil(() -> channel.path().getRemoteAddress().equals(address));
    }
    finish(transfers);
    assertEquals(PathKind.DIRECT, clients.incoming().path().getKind());
  }

  private static void finish(List<Transfer> transfers) {
    transfers.forEach(Transfer::finish);
    for (Transfer transfer : transfers) {
      assertTrue(transfer.largestGapMillis() <= MAX_GAP_MILLIS, () -> "a gap of " + transfer.largestGapMillis());
    }
  }

  /** Nothing was sent, so the failure was not detected, but the first message is not late. */
  @Test
  void aPathThatDiesUnused() {
    ConecChannel channel = await(clients.open(PathPolicy.AUTO));
    clients.awaitKind(PathKind.DIRECT, channel);
    ConecStream stream = await(channel.openStream());
    clients.depotStream().pipeTo(clients.depotStream());
    Inbox inbox = new Inbox(stream);
    for (int i = 0; i < TIMES; i++) {
      stream.write(Buffer.buffer("before " + i));
      inbox.assertNext("before " + i);
      clients.awaitKind(PathKind.DIRECT, channel);
      clients.router.pass(false, false);
      long began = System.nanoTime();
      stream.write(Buffer.buffer("after " + i));
      inbox.assertNext("after " + i);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      assertTrue(millis <= MAX_GAP_MILLIS, () -> "the echo came after " + millis + " ms");
      clients.router.pass(true, true);
      clients.awaitKind(PathKind.DIRECT, channel);
    }
  }

  @ParameterizedTest(name = "to the acceptor passes {0}, to the initiator {1}")
  @CsvSource({"false,false", "false,true", "true,false"})
  void theRelayTakesOverAndTheDirectPathComesBack(boolean toAcceptor, boolean toInitiator) {
    ConecChannel channel = await(clients.open(PathPolicy.AUTO));
    List<Transfer> transfers = clients.transfer(channel);
    clients.awaitKind(PathKind.DIRECT, channel);
    for (int i = 0; i < TIMES; i++) {
      transfers.forEach(Transfer::awaitProgress);
      long died = System.nanoTime();
      clients.router.pass(toAcceptor, toInitiator);
      clients.awaitKind(PathKind.RELAYED, channel);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - died);
      assertTrue(millis <= MAX_RELAYED_MILLIS, () -> "both ends were back on the relay after " + millis + " ms");
      transfers.forEach(Transfer::awaitProgress);
      clients.router.pass(true, true);
      clients.awaitKind(PathKind.DIRECT, channel);
    }
    finish(transfers);
    assertEquals(2 * TIMES + 1, channel.pathStatistics().getSwitches());
    assertEquals(2 * TIMES + 1, clients.taken.size());
  }
}
