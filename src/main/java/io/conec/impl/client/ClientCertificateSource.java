package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecException;
import io.conec.impl.identity.Certificates;
import io.conec.impl.identity.OptionFiles;
import io.conec.impl.identity.Reloaded;
import io.vertx.core.internal.VertxInternal;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the certificate of a client and the trust in its peers.
 */
final class ClientCertificateSource implements Reloaded.Source<ClientIdentity> {

  private final VertxInternal vertx;
  private final ClientOptions options;
  private final Clock clock;

  ClientCertificateSource(VertxInternal vertx, ClientOptions options, Clock clock) {
    this.vertx = vertx;
    this.options = options;
    this.clock = clock;
  }

  @Override
  public List<Path> files() {
    return Stream.of(OptionFiles.of(options.getKeyCertOptions()), OptionFiles.of(options.getTrustOptions()),
        OptionFiles.of(options.getPeerTrustOptions()))
      .flatMap(List::stream)
      .map(file -> vertx.fileResolver().resolve(file).toPath())
      .toList();
  }

  @Override
  public ClientIdentity read(ClientIdentity before) {
    ClientIdentity identity = ClientIdentity.load(vertx, options, before);
    if (before != null && !identity.credentials().equals(before.credentials())) {
      // No peer would accept an expired certificate: the client would lose its connection and its channels.
      Certificates.checkUsable(identity.credentials().leaf(), options.getId(), clock);
    }
    return identity;
  }

  @Override
  public ClientIdentity readAgain(ClientIdentity before, List<String> problems) {
    try {
      return read(before);
    } catch (ConecException e) {
      problems.add(e.getMessage());
      return before;
    }
  }
}
