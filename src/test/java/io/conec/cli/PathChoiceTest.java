package io.conec.cli;

import io.conec.PathOptions;
import io.conec.PathPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PathChoiceTest {

  private static PathOptions parse(String... arguments) {
    PathChoice choice = new PathChoice();
    new CommandLine(choice).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    PathOptions options = new PathOptions();
    choice.applyTo(options);
    return options;
  }

  @ParameterizedTest
  @CsvSource({"auto, AUTO", "relay, RELAY_ONLY", "direct, DIRECT_ONLY", "Relay, RELAY_ONLY"})
  void aWordNamesThePolicy(String word, PathPolicy policy) {
    assertSame(policy, parse("--path", word).getPathPolicy());
  }

  @Test
  void withoutOptionsItIsAsTheLibraryHasIt() {
    assertEquals(new PathOptions().toJson(), parse().toJson());
  }

  @Test
  void addressesCanBeWithheld() {
    assertTrue(parse().isHostCandidates());
    assertFalse(parse("--no-host-candidates").isHostCandidates());
    assertEquals(List.of("10.0.0.0/8", "::/0", "172.17.0.0/16"),
      parse("--exclude-network", "10.0.0.0/8,::/0", "--exclude-network", "172.17.0.0/16").getExcludedNetworks());
  }
}
