package io.conec.impl.transport;

import io.netty.util.concurrent.ImmediateEventExecutor;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class CoordinatorAttemptTest {

  private int unreachable;

  /** As on a machine without IPv6. */
  @Test
  void anAddressOfAnotherFamilyIsAnObstacleThatIsExplained() {
    CoordinatorAttempt attempt =
      new CoordinatorAttempt(new InetSocketAddress("::1", 1719), "[::1]:1719", null, new CoordinatorAttempt.Listener() {
        @Override
        public void established(CoordinatorAttempt attempt, QuicConnection connection) {
        }

        @Override
        public void failed(CoordinatorAttempt attempt) {
        }

        @Override
        public void unreachable(CoordinatorAttempt attempt) {
          unreachable++;
        }
      });
    attempt.written(ImmediateEventExecutor.INSTANCE.newFailedFuture(new UnsupportedAddressTypeException()));
    assertEquals(1, unreachable);
    assertEquals(List.of("no answer from [::1]:1719: the system does not send to it (this machine, or the socket, has "
      + "no addresses of that family): check the routes, the firewall and option 'localAddress' here"),
      ConnectFailures.sentences(List.of(attempt), List.of(), ""));
  }
}
