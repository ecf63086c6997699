package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.impl.identity.OptionFiles;
import io.conec.impl.identity.Reloaded;
import io.conec.impl.identity.RevocationFiles;
import io.vertx.core.internal.VertxInternal;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the certificate of a Coordinator, its client authorities and its revocations.
 */
final class CoordinatorCertificateSource implements Reloaded.Source<CoordinatorIdentity> {

  private final VertxInternal vertx;
  private final CoordinatorOptions options;
  private final Clock clock;
  private RevocationFiles revocations;

  CoordinatorCertificateSource(VertxInternal vertx, CoordinatorOptions options, Clock clock) {
    this.vertx = vertx;
    this.options = options;
    this.clock = clock;
  }

  private Path resolve(String path) {
    return vertx.fileResolver().resolve(path).toPath();
  }

  @Override
  public List<Path> files() {
    List<String> files = new ArrayList<>(options.getCrlPaths());
    if (options.getDenyListPath() != null) {
      files.add(options.getDenyListPath());
    }
    files.addAll(OptionFiles.of(options.getKeyCertOptions()));
    files.addAll(OptionFiles.of(options.getClientTrustOptions()));
    return files.stream().map(this::resolve).toList();
  }

  @Override
  public CoordinatorIdentity read(CoordinatorIdentity before) {
    if (!options.getCrlPaths().isEmpty() && options.getClientTrustOptions() == null) {
      throw new ConecException(ConecError.CONFIGURATION, "option 'crlPaths' is about the certificates of a client "
        + "authority: set 'clientTrustOptions' too, or use 'denyListPath'", null, "crlPaths");
    }
    revocations = new RevocationFiles(options.getDenyListPath() == null ? null : resolve(options.getDenyListPath()),
      options.getCrlPaths().stream().map(this::resolve).toList());
    CoordinatorIdentity identity = CoordinatorIdentity.load(vertx, options, before);
    return identity.with(revocations.load(identity.authorities(), clock));
  }

  @Override
  public CoordinatorIdentity readAgain(CoordinatorIdentity before, List<String> problems) {
    CoordinatorIdentity identity = before;
    try {
      identity = CoordinatorIdentity.load(vertx, options, before);
    } catch (ConecException e) {
      problems.add(e.getMessage());
    }
    return identity.with(revocations.reload(identity.authorities(), clock, e -> problems.add(e.getMessage())));
  }
}
