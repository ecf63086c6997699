package io.conec.cli;

import io.conec.PathOptions;
import io.conec.PathPolicy;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.Locale;

/** The options for the paths of channels, and for the addresses that peers get. */
final class PathChoice {

  /** The policies, by their names in the command. */
  private enum Choice {
    AUTO(PathPolicy.AUTO), RELAY(PathPolicy.RELAY_ONLY), DIRECT(PathPolicy.DIRECT_ONLY);

    private final PathPolicy policy;

    Choice(PathPolicy policy) {
      this.policy = policy;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(names = "--path", paramLabel = "auto|relay|direct",
    description = "How datagrams travel: through the Coordinator until there is a direct path, always through it "
      + "(peers learn no address of this one), or directly only. Default: auto.")
  private Choice choice;

  @Option(names = "--exclude-network", paramLabel = "CIDR", split = ",", converter = Converters.Network.class,
    description = "Network to keep direct paths out of: 172.17.0.0/16, or ::/0 for all of IPv6; repeat it for "
      + "several. Default: none.")
  private List<String> excludedNetworks;

  @Option(names = "--no-host-candidates",
    description = "Tell peers only the address that the Coordinator sees, not those of this machine.")
  private boolean noHostCandidates;

  /** Sets the given options. */
  void applyTo(PathOptions options) {
    if (choice != null) {
      options.setPathPolicy(choice.policy);
    }
    if (excludedNetworks != null) {
      options.setExcludedNetworks(excludedNetworks);
    }
    if (noHostCandidates) {
      options.setHostCandidates(false);
    }
  }
}
