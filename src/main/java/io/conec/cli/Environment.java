package io.conec.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The environment variables; some set defaults of options. An empty one counts as not set. */
final class Environment implements IDefaultValueProvider {

  private static final Map<String, String> VARIABLES = Map.of(
    "--id", "CONEC_ID",
    "--coordinator", "CONEC_COORDINATOR",
    "--trust", "CONEC_TRUST",
    "--peer-trust", "CONEC_PEER_TRUST",
    "--cert", "CONEC_CERT",
    "--key", "CONEC_KEY");

  private final Map<String, String> values;

  Environment(Map<String, String> values) {
    this.values = values;
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option ? value(option.longestName()) : null;
  }

  private String value(String option) {
    String variable = VARIABLES.get(option);
    return variable == null ? null : get(variable);
  }

  /** Returns the value of a variable, {@code null} when it is not set. */
  String get(String variable) {
    String value = values.get(variable);
    return value == null || value.isEmpty() ? null : value;
  }

  /** Replaces an option in a message by the variable that has set it. */
  String named(String message, List<String> typed) {
    String named = message;
    for (Map.Entry<String, String> entry : VARIABLES.entrySet()) {
      String option = entry.getKey();
      if (value(option) != null && typed.stream().noneMatch(word -> word.startsWith(option))) {
        named = named.replaceAll("(?<![\\w-])" + option + "(?![\\w-])", entry.getValue());
      }
    }
    return named;
  }
}
