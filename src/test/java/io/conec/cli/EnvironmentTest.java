package io.conec.cli;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

class EnvironmentTest {

  private final Environment environment =
    new Environment(Map.of("CONEC_TRUST", "nix.pem", "CONEC_ID", "", "CONEC_CERT", "a.pem"));

  @Test
  void aVariableThatIsEmptyIsNotSet() {
    assertEquals("nix.pem", environment.defaultValue(OptionSpec.builder("--trust").build()));
    assertNull(environment.defaultValue(OptionSpec.builder("--id").build()));
    assertNull(environment.defaultValue(OptionSpec.builder("--key").build()));
    assertNull(environment.defaultValue(OptionSpec.builder("--json").build()));
  }

  @Test
  void messagesNameWhatSetTheOption() {
    assertEquals("CONEC_TRUST: no file", environment.named("--trust: no file", List.of("ping", "depot")));
    assertEquals("--trust: no file", environment.named("--trust: no file", List.of("ping", "--trust=nix.pem")));
    assertEquals("CONEC_CERT and --key belong together, --id 'a'",
      environment.named("--cert and --key belong together, --id 'a'", List.of()));
    assertEquals("--trusted --certs", environment.named("--trusted --certs", List.of()));
  }
}
