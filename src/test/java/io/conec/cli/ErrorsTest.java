package io.conec.cli;

import io.conec.ConecError;
import io.conec.ConecException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The option that an exception blames has the name of the command in its message. */
class ErrorsTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
    "port|UDP port 1 is in use: set option 'port' to another|UDP port 1 is in use: set --port to another",
    "coordinators|no address: set 'coordinators'|no address: set --coordinator",
    "openTimeout|no answer within openTimeout of 9 ms|no answer within --timeout of 9 ms",
    "keyCertOptions|keyCertOptions hold no key|--cert and --key hold no key",
    "maxDatagramSize|not of 1350 bytes (maxDatagramSize)|not of 1350 bytes (--max-datagram-size)",
    "maxQueuedBytes|raise maxQueuedBytes of the import|raise maxQueuedBytes of the import",
    "|the Coordinator has 5 clients already (maxClients there)|the Coordinator has 5 clients already (maxClients there)"
  })
  void theOptionToBlameHasItsNameHere(String option, String library, String command) {
    assertEquals(command, Errors.message(new ConecException(ConecError.CONFIGURATION, library, null, option)));
  }
}
