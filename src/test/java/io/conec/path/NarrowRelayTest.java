package io.conec.path;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.conec.test.NoLeaksExtension;
import io.conec.test.Transfer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client whose network silently drops long datagrams to the Coordinator (RFC 8899). */
@ExtendWith(NoLeaksExtension.class)
class NarrowRelayTest {

  /** UDP payload of an IPv6 packet of 1280 bytes. */
  private static final int WIDTH = 1232;

  /** It is half a second on an idle machine; without the fix it would never end. */
  private static final int MAX_GAP_MILLIS = 5000;

  private final RoutedClients clients = new RoutedClients(ClientOptions.DEFAULT_OPEN_TIMEOUT);

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void fromTheStart() {
    clients.router.maxCoordinatorLength(WIDTH);
    ConecChannel channel = await(clients.open(PathPolicy.RELAY_ONLY));
    List<Transfer> transfers = clients.transfer(channel);
    transfers.forEach(Transfer::awaitProgress);
    transfers.forEach(Transfer::finish);
    transfers.forEach(transfer -> assertTrue(transfer.largestGapMillis() < MAX_GAP_MILLIS, transfer::toString));
  }

  @Test
  void inMidTransferAndBack() {
    ConecChannel channel = await(clients.open(PathPolicy.RELAY_ONLY));
    List<Transfer> transfers = clients.transfer(channel);
    transfers.forEach(Transfer::awaitProgress);
    clients.router.maxCoordinatorLength(WIDTH);
    transfers.forEach(Transfer::awaitProgress);
    clients.router.maxCoordinatorLength(Integer.MAX_VALUE);
    transfers.forEach(Transfer::awaitProgress);
    transfers.forEach(Transfer::finish);
    transfers.forEach(transfer -> assertTrue(transfer.largestGapMillis() < MAX_GAP_MILLIS, transfer::toString));
  }

  @Test
  void afterADirectPath() {
    ConecChannel channel = await(clients.open(PathPolicy.AUTO));
    List<Transfer> transfers = clients.transfer(channel);
    clients.awaitKind(PathKind.DIRECT, channel);
    transfers.forEach(Transfer::awaitProgress);
    clients.router.maxCoordinatorLength(WIDTH);
    clients.router.pass(false, false);
    clients.awaitKind(PathKind.RELAYED, channel);
    transfers.forEach(Transfer::awaitProgress);
    transfers.forEach(Transfer::finish);
    assertEquals(PathKind.RELAYED, channel.path().getKind());
    transfers.forEach(transfer -> assertTrue(transfer.largestGapMillis() < MAX_GAP_MILLIS, transfer::toString));
  }
}
