package io.conec.path;

import io.conec.ConecChannel;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.conec.test.NoLeaksExtension;
import io.conec.test.Transfer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The network of one end fails for some seconds: waiting data is sent as soon as it is back, not when QUIC tries again.
 */
@ExtendWith(NoLeaksExtension.class)
class OutageTest {

  private static final Duration OUTAGE = Duration.ofSeconds(4);
  private static final long MAX_LATE_MILLIS = 1200;

  private final RoutedClients clients = new RoutedClients(Duration.ofSeconds(10));

  @AfterEach
  void close() {
    clients.close();
  }

  private void pass(boolean direct, boolean relay) {
    clients.router.pass(direct, direct);
    clients.router.passCoordinator(relay);
  }

  @ParameterizedTest(name = "{0}, {1} after it, the direct path back {2}, the relay {3}")
  @CsvSource({"RELAY_ONLY,RELAYED,false,true", "AUTO,DIRECT,true,false", "AUTO,RELAYED,false,true",
    "DIRECT_ONLY,DIRECT,true,false"})
  void dataFlowsAgainOnThePathThatIsBack(PathPolicy policy, PathKind kind, boolean direct, boolean relay) {
    ConecChannel channel = await(clients.open(policy));
    List<Transfer> transfers = clients.transfer(channel);
    clients.awaitKind(policy == PathPolicy.RELAY_ONLY ? PathKind.RELAYED : PathKind.DIRECT, channel);
    transfers.forEach(Transfer::awaitProgress);
    pass(false, false);
    long began = System.nanoTime();
    Awaitility.await().pollDelay(OUTAGE).atMost(OUTAGE.multipliedBy(2)).until(() -> true);
    pass(direct, relay);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    transfers.forEach(Transfer::awaitProgress);
    clients.awaitKind(kind, channel);
    transfers.forEach(Transfer::finish);
    assertFalse(channel.isClosed());
    for (Transfer transfer : transfers) {
      long late = transfer.largestGapMillis() - millis;
      assertTrue(late <= MAX_LATE_MILLIS, () -> "data flowed " + late + " ms after the network was back");
    }
  }
}
