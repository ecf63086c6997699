package io.conec.path;

import io.conec.ConecChannel;
import io.conec.ConecError;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.conec.test.NoLeaksExtension;
import io.conec.test.Transfer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;

import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A path that passes small datagrams, and loses large ones with payload. */
@ExtendWith(NoLeaksExtension.class)
class NarrowPathTest {

  private static final int WIDTH = 1200;
  private static final int PROBES_OF_TWO_ROUNDS = 12;

  private final RoutedClients clients = new RoutedClients(Duration.ofSeconds(3));

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void itIsNotTakenBeforeItIsWide() {
    clients.router.maxLength(WIDTH);
    ConecChannel channel = await(clients.open(PathPolicy.AUTO));
    List<Transfer> transfers = clients.transfer(channel);
    awaitUntil(() -> clients.router.dropped() >= PROBES_OF_TWO_ROUNDS);
    transfers.forEach(Transfer::awaitProgress);
    assertEquals(PathKind.RELAYED, channel.path().getKind());
    assertEquals(0, channel.pathStatistics().getSwitches());
    assertEquals(0, channel.pathStatistics().getDirectBytesSent());
    assertEquals(0, clients.incoming().pathStatistics().getDirectBytesSent());
    assertEquals(List.of(), clients.taken);

    clients.router.maxLength(Integer.MAX_VALUE);
    clients.awaitKind(PathKind.DIRECT, channel);
    transfers.forEach(Transfer::awaitProgress);
    transfers.forEach(Transfer::finish);
    assertEquals(clients.router.address(), channel.path().getRemoteAddress());
  }

  /** Small probes still pass, large datagrams do not (a black hole, RFC 8899, section 4.3). */
  @Test
  void aPathThatGetsNarrowIsLeft() {
    ConecChannel channel = await(clients.open(PathPolicy.AUTO));
    List<Transfer> transfers = clients.transfer(channel);
    clients.awaitKind(PathKind.DIRECT, channel);
    transfers.forEach(Transfer::awaitProgress);
    clients.router.maxLength(WIDTH);
    clients.awaitKind(PathKind.RELAYED, channel);
    transfers.forEach(Transfer::awaitProgress);
    transfers.forEach(Transfer::finish);
  }

  @Test
  void itIsNotEnoughForDirectOnly() {
    clients.router.maxLength(WIDTH);
    String message = assertFails(ConecError.NO_DIRECT_PATH, clients.open(PathPolicy.DIRECT_ONLY)).getMessage();
    assertTrue(message.contains(clients.router.address() + " answered, but not to datagrams of"), message);
    assertTrue(message.contains("maxDatagramSize"), message);
  }
}
