package io.conec.cli;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Duration;

/** What every command that has channels to peers takes. */
final class PeerOptions {

  @Mixin
  private ClientChoice choice;

  @Option(names = "--peer-trust", paramLabel = "FILE",
    description = "Certificate of the CA that peers must be signed by, as PEM, whatever the Coordinator says. Default: "
      + "the CA that the Coordinator hands out; if none, the Coordinator alone says who a peer is.")
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
  public ConecClient connectLasting(CommandRuntime app, Output output) throws Exception {
    return connectLasting(app, output, new ClientOptions());
  }

  /** As {@link #connectLasting(CommandRuntime, Output)}, with configured options, which the command line overrides. */
  ConecClient connectLasting(CommandRuntime app, Output output, ClientOptions configured) throws Exception {
    return choice.connect(app, output, options(configured, LocalDefaults.lastingId()));
  }

  /** Connects a client that only calls others. */
  ConecClient connectPassing(CommandRuntime app, Output output) throws Exception {
    return choice.connect(app, output, options(new ClientOptions(),
      LocalDefaults.passingId()).setAcceptChannels(false));
  }

  private ClientOptions options(ClientOptions options, String defaultId) {
    path.applyTo(options.getPathOptions());
    if (peerTrust != null) {
      options.setPeerTrustOptions(tls.trust("--peer-trust", peerTrust));
    }
    return choice.applyTo(options, defaultId, tls);
  }
}
