package io.conec.cli;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Duration;

/** The options of every command with channels to peers. */
final class PeerOptions {

  @Mixin
  private ClientChoice choice;

  @Option(names = "--peer-trust", paramLabel = "FILE",
    description = "Certificate (PEM) of the CA that must have signed the certificates of peers. Default: the CA that "
      + "the Coordinator names; if none, the identity of a peer depends on the Coordinator alone.")
  private Path peerTrust;

  @Mixin
  private PathChoice path;

  @Mixin
  private TlsOptions tls;

  /** Returns how long to wait for a single operation. */
  public Duration timeout() {
    return choice.timeout();
  }

  /** Connects a client that others can address. */
  public ConecClient connectAddressable(CommandRuntime runtime, Output output) throws Exception {
    return connectAddressable(runtime, output, new ClientOptions());
  }

  /**
   * As {@link #connectAddressable(CommandRuntime, Output)}, with configured options, which the command line overrides.
   */
  ConecClient connectAddressable(CommandRuntime runtime, Output output, ClientOptions configured) throws Exception {
    return choice.connect(runtime, output, options(configured, LocalDefaults.stableId()));
  }

  /** Connects a client that only calls others. */
  ConecClient connectCaller(CommandRuntime runtime, Output output) throws Exception {
    return choice.connect(runtime, output, options(new ClientOptions(),
      LocalDefaults.uniqueId()).setAcceptChannels(false));
  }

  private ClientOptions options(ClientOptions options, String defaultId) {
    path.applyTo(options.getPathOptions());
    if (peerTrust != null) {
      options.setPeerTrustOptions(tls.trust("--peer-trust", peerTrust));
    }
    return choice.applyTo(options, defaultId, tls);
  }
}
