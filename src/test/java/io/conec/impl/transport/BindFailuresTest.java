package io.conec.impl.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What systems say when a port cannot be bound, NIO and the native transports, Linux and Windows. */
class BindFailuresTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "Address already in use | 1719 | UDP port 1719 on 127.0.0.1 is in use",
    "bind(..) failed: Address already in use | 1719 | option 'port'",
    "Address already in use: bind | 1719 | is in use",
    "Cannot assign requested address | 1719 | 127.0.0.1 is not an address of this machine",
    "Permission denied | 80 | below 1024",
    "bind(..) failed: Permission denied | 80 | CAP_NET_BIND_SERVICE",
    "Permission denied | 1719 | UDP port 1719 on 127.0.0.1 cannot be bound: Permission denied",
    "moon phase | 0 | moon phase"
  })
  void eachHasASentence(String system, int port, String expected) {
    BindAddress address = BindAddress.of(new CoordinatorOptions().setHost("127.0.0.1").setPort(port));
    ConecException failure =
      BindFailures.of(address, new InetSocketAddress("127.0.0.1", port), new BindException(system));
    assertEquals(ConecError.CONFIGURATION, failure.error());
    assertTrue(failure.getMessage().contains(expected), failure.getMessage());
  }
}
