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

import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Something on the direct path passes probes and drops QUIC. */
@ExtendWith(NoLeaksExtension.class)
class MiddleboxTest {

  private static final long MAX_GAP_MILLIS = 1200;

  private final RoutedClients clients = new RoutedClients(Duration.ofSeconds(3), Duration.ofSeconds(5));

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void thePathIsLeftAndLeftAlone() {
    ConecChannel channel = await(clients.open(PathPolicy.AUTO));
    List<Transfer> transfers = clients.transfer(channel);
    clients.awaitKind(PathKind.DIRECT, channel);
    transfers.forEach(Transfer::awaitProgress);
    clients.router.passQuic(false);
    clients.awaitKind(PathKind.RELAYED, channel);
    // Several times as long as the pause before the next attempt.
    for (int i = 0; i < 20; i++) {
      transfers.forEach(Transfer::awaitProgress);
    }
    assertEquals(PathKind.RELAYED, channel.path().getKind());
    assertEquals(PathKind.RELAYED, clients.incoming().path().getKind());
    transfers.forEach(Transfer::finish);
    assertEquals(2, channel.pathStatistics().getSwitches(), "to the direct path and back");
    for (Transfer transfer : transfers) {
      assertTrue(transfer.largestGapMillis() <= MAX_GAP_MILLIS, () -> "a gap of " + transfer.largestGapMillis());
    }
  }

  @Test
  void itIsNotEnoughForDirectOnly() {
    clients.router.passQuic(false);
    ConecChannel channel = await(clients.open(PathPolicy.DIRECT_ONLY));
    ConecChannel incoming = clients.incoming();
    channel.ping();
    awaitUntil(() -> channel.isClosed() && incoming.isClosed());
    String messages = assertError(ConecError.NO_DIRECT_PATH, channel.closeReason()).getMessage()
      + assertError(ConecError.NO_DIRECT_PATH, incoming.closeReason()).getMessage();
    assertTrue(messages.contains(" answers, but loses the packets of QUIC"), messages);
  }
}
