package io.conec.cli;

import io.conec.ConecError;
import io.conec.ConecException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What the library calls an option has the name of the command in its messages. */
class ErrorsTest {

  @ParameterizedTest
  @CsvSource({
    "maxClients there, --max-clients there",
    "maxChannelsPerClient of the Coordinator, --max-channels-per-client of the Coordinator",
    "maxChannelsPerPeer of the Coordinator, --max-channels-per-peer of the Coordinator",
    "maxIntroductionsPerSecond of the Coordinator, --max-introductions-per-second of the Coordinator",
    "maxCreatedPerClient in broadcastLimits, --max-broadcasts-created-per-client",
    "not to datagrams of 1350 bytes (maxDatagramSize), not to datagrams of 1350 bytes (--max-datagram-size)",
    "maxChannelsPerPeer there, maxChannelsPerPeer there"
  })
  void limitsHaveTheNamesOfTheirOptions(String library, String command) {
    assertEquals("no (" + command + ")",
      Errors.message(new ConecException(ConecError.LIMIT_EXCEEDED, "no (" + library + ")")));
  }
}
