package io.conec.cli;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import java.time.Duration;
import picocli.CommandLine.Mixin;

/** What every command that has channels to peers takes. */
public final class PeerOptions {

  @Mixin
  private ClientChoice choice;

  @Mixin
  private PathChoice path;

  @Mixin
  private TlsOptions tls;

  /** How long to wait for one thing. */
  public Duration timeout() {
    return choice.timeout();
  }

  /** A client for others to address, connected. */
  public ConecClient connectLasting(App app, Output output) throws Exception {
    return choice.connect(app, output, options(Machine.lastingId()));
  }

  /** A client that only calls others, connected. */
  ConecClient connectPassing(App app, Output output) throws Exception {
    return choice.connect(app, output, options(Machine.passingId()).setAcceptChannels(false));
  }

  private ClientOptions options(String defaultId) {
    return choice.options(defaultId, tls).setPathOptions(path.toOptions());
  }
}
