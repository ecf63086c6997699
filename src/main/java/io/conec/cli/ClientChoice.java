package io.conec.cli;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.client.ConnectionLoss;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.Spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The identity of a client, and its Coordinator. */
final class ClientChoice {

  private static final String LOCAL_COORDINATOR = "localhost";

  /** How long a command waits before it says so, in milliseconds. */
  private static final long SILENT_WAIT_MILLIS = 1000;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--id", paramLabel = "ID", converter = Converters.Id.class,
    description = "Id of this peer. Default: the id in --cert, otherwise made of the names of user and host.")
  private String id;

  @Option(names = "--coordinator", paramLabel = "HOST[:PORT]", split = ",",
    description = "Address of the Coordinator; repeat it for several. Default: the one on this machine.")
  private List<String> coordinators;

  @Option(names = "--trust", paramLabel = "FILE",
    description = "Certificate of the Coordinator or of its CA, as PEM. Default: the CAs that Java trusts; for the "
      + "Coordinator on this machine the certificate that it keeps.")
  private Path trust;

  @Option(names = "--timeout", paramLabel = "TIME", converter = Converters.Period.class,
    description = "How long to wait for the Coordinator, for the peer and for each answer: 500ms, 10s, 2m. "
      + "Default: 10s.")
  private Duration timeout;

  @Option(names = "--wait",
    description = "Wait for the Coordinator without a limit. Default: no longer than --timeout.")
  private boolean wait;

  @Mixin
  private DatagramSize datagramSize;

  private TlsOptions tls;
  private boolean trustsKept;

  Duration timeout() {
    return timeout == null ? ClientOptions.DEFAULT_OPEN_TIMEOUT : timeout;
  }

  /** Connects, and reports when the connection is lost and when it is back. */
  ConecClient connect(CommandRuntime runtime, Output output, ClientOptions options) throws Exception {
    try {
      return connectOnce(runtime, output, options);
    } catch (ConecException e) {
      // The Coordinator on this machine creates its certificate when it starts for the first time.
      if (wait && e.error() == ConecError.CERTIFICATE_UNTRUSTED && trustKept(options)) {
        return connectOnce(runtime, output, options);
      }
      throw e;
    }
  }

  private ConecClient connectOnce(CommandRuntime runtime, Output output, ClientOptions options) throws Exception {
    ConecClient client = create(runtime, options);
    runtime.onClose(client::close);
    if (options.getConnectTimeout().isZero()) {
      runtime.vertx().setTimer(SILENT_WAIT_MILLIS, timer -> noteWaiting(client, options, output));
    }
    runtime.await(client.connect());
    client.disconnectedHandler(reason -> {
      client.connectedHandler(v -> output.note("conec: connected to the Coordinator again"));
      lost(runtime, output, reason);
    });
    return client;
  }

  private static void noteWaiting(ConecClient client, ClientOptions options, Output output) {
    if (!client.isConnected()) {
      output.note("conec: waiting for the Coordinator at " + String.join(", ", options.getCoordinators()));
    }
  }

  private ConecClient create(CommandRuntime runtime, ClientOptions options) {
    try {
      return ConecClient.create(runtime.vertx(), options);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Errors.refused(e, spec), e);
    }
  }

  /** The client would go on to connect, but the command ends when an administrator is needed. */
  private static void lost(CommandRuntime runtime, Output output, Throwable reason) {
    if (reason instanceof ConecException e && endsCommand(e.error())) {
      runtime.fail(reason);
    } else {
      output.note("conec: " + Errors.message(reason) + "; reconnecting");
    }
  }

  private static boolean endsCommand(ConecError error) {
    return error == ConecError.REPLACED || ConnectionLoss.needsAdministrator(error);
  }

  /** Sets the given options, and the required ones. */
  ClientOptions applyTo(ClientOptions options, String defaultId, TlsOptions tls) {
    try {
      if (id != null) {
        options.setId(id);
      } else if (options.getId() == null) {
        options.setId(tls.isCertificateGiven() ? tls.idOfCertificate() : defaultId);
      }
      if (timeout != null) {
        options.setConnectTimeout(timeout).setOpenTimeout(timeout);
      }
      if (wait) {
        options.setConnectTimeout(Duration.ZERO);
      }
      datagramSize.applyTo(options);
      tls.applyTo(options);
      this.tls = tls;
      chooseCoordinator(options);
      return options;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Errors.refused(e, spec), e);
    }
  }

  private void chooseCoordinator(ClientOptions options) {
    if (coordinators != null) {
      options.setCoordinators(coordinators);
    }
    boolean local = options.getCoordinators().isEmpty();
    if (local) {
      options.addCoordinator(LOCAL_COORDINATOR);
    }
    if (trust != null) {
      options.setTrustOptions(tls.trust("--trust", trust));
    } else if (local && options.getTrustOptions() == null) {
      trustsKept = true;
      trustKept(options);
    }
  }

  /** Trusts the certificate of the Coordinator on this machine, if no other is given and there is one. */
  private boolean trustKept(ClientOptions options) {
    Path directory = LocalDefaults.stateDirectory(Invocation.of(spec).environment());
    Path kept = StateCertificate.certificateFile(directory);
    if (!trustsKept || !Files.isReadable(kept)) {
      return false;
    }
    StateCertificate.requireSafe(directory);
    options.setTrustOptions(tls.trust("--trust", kept));
    return true;
  }
}
