package io.conec.cli;

import io.conec.ClientInfo;
import io.conec.ConecCoordinator;
import io.conec.CoordinatorOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import static io.conec.cli.LimitOptions.ifGiven;

/** Runs a Coordinator until it is stopped. */
@Command(
  name = "coordinator",
  header = "Run a Coordinator.",
  description = "It registers peers, introduces them to each other and relays their datagrams, which it cannot read. "
    + "It passes on messages of broadcasts, which it can read. Without --cert it makes a self-signed certificate and "
    + "keeps it. It runs until Ctrl-C.",
  footer = {
    "",
    "Examples:",
    "  conec coordinator",
    "  conec coordinator --name conec.example.com --state-dir /var/lib/conec",
    "  conec coordinator --cert coordinator.pem --key coordinator.key --client-ca ca.pem --crl crl.pem",
    "  conec coordinator --config coordinator.json --json --status-interval 1m",
    "  conec coordinator --cluster 10.0.0.1,10.0.0.2,10.0.0.3 --cluster-host 10.0.0.1"
  })
final class CoordinatorCommand implements Callable<Integer> {

  /** Names that clients on this machine can use; others have to be given. */
  private static final List<String> LOCAL_NAMES = List.of("localhost", "127.0.0.1", "::1");

  /** Long enough to notify the clients; it does not wait for them. */
  private static final Duration SHUTDOWN_GRACE = Duration.ofMillis(200);

  /** Some hundred clients have gone to other nodes by then; {@link CommandRuntime} waits for 3 s at most. */
  private static final Duration NODE_SHUTDOWN_GRACE = Duration.ofMillis(2500);

  @Spec
  private CommandSpec spec;

  @Option(names = "--host", paramLabel = "ADDRESS",
    description = "Local address to bind. Default: " + CoordinatorOptions.DEFAULT_HOST + ", all interfaces.")
  private String host;

  @Option(names = "--port", paramLabel = "N",
    description = "UDP port, 0 for any that is free. Default: " + CoordinatorOptions.DEFAULT_PORT + ".")
  private Integer port;

  @Option(names = "--name", paramLabel = "NAME", split = ",",
    description = "Host name or IP address under which clients reach this Coordinator, for the self-signed "
      + "certificate; repeat it for several. Default: localhost.")
  private List<String> names;

  @Option(names = "--state-dir", paramLabel = "DIR",
    description = "Where to keep the self-signed certificate. Default: ~/.local/state/conec.")
  private Path stateDirectory;

  @Option(names = "--client-ca", paramLabel = "FILE",
    description = "Admit only clients with a certificate of this CA (PEM). Default: all clients with unique ids.")
  private Path clientCa;

  @Option(names = "--crl", paramLabel = "FILE", split = ",",
    description = "Refuse clients whose certificate is on this CRL (PEM or DER) of --client-ca, and cut off connected "
      + "ones; repeat it for several. The file is read again when it changes.")
  private List<Path> revocationLists;

  @Option(names = "--deny-list", paramLabel = "FILE",
    description = "Refuse the clients in this file, and cut off connected ones: an id or sha256:FINGERPRINT per line. "
      + "The file is read again when it changes.")
  private Path denyList;

  @Option(names = "--status-interval", paramLabel = "TIME", converter = Converters.Period.class,
    description = "Print a table of the clients and broadcasts every TIME. Default: never.")
  private Duration statusInterval;

  @ArgGroup(exclusive = false, validate = false, heading = "Limits:%n")
  private final LimitOptions limits = new LimitOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "Cluster:%n")
  private final ClusterOptions cluster = new ClusterOptions();

  @Mixin
  private ConfigFile config;

  @Mixin
  private DatagramSize datagramSize;

  @Mixin
  private TlsOptions tls;

  @Mixin
  private CommonOptions common;

  private StateCertificate kept;

  @Override
  public Integer call() throws Exception {
    Output output = common.open();
    CoordinatorOptions options = options();
    try (CommandRuntime runtime = common.start()) {
      Vertx vertx = cluster.isGiven() ? cluster.join(runtime, output) : runtime.vertx();
      ConecCoordinator coordinator = ConecCoordinator.create(vertx, options);
      ClusterEvents events = new ClusterEvents(coordinator, output);
      coordinator.clientRegisteredHandler(client -> output.event("arrived", client.toJson(), line("arrived", client)));
      coordinator.clientUnregisteredHandler(client -> output.event("left", client.toJson(), line("left", client)));
      Duration grace = cluster.isGiven() ? NODE_SHUTDOWN_GRACE : SHUTDOWN_GRACE;
      runtime.onClose(() -> coordinator.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS));
      runtime.await(coordinator.listen());
      announce(output, options, coordinator.actualPort());
      if (cluster.isGiven()) {
        events.announce(vertx);
      }
      if (statusInterval != null) {
        runtime.vertx().setPeriodic(statusInterval.toMillis(), id -> status(output, coordinator));
      }
      runtime.awaitStop();
    }
    return 0;
  }

  private CoordinatorOptions options() throws IOException {
    try {
      CoordinatorOptions options = config.read(
        new JsonObject().put("serverNames", new JsonArray(LOCAL_NAMES)), CoordinatorOptions::new);
      ifGiven(host, options::setHost);
      ifGiven(port, options::setPort);
      ifGiven(names, options::setServerNames);
      limits.applyTo(options);
      cluster.applyTo(options);
      datagramSize.applyTo(options);
      tls.applyTo(options);
      if (clientCa != null) {
        options.setClientTrustOptions(tls.trust("--client-ca", clientCa));
      }
      if (revocationLists != null) {
        options.setCrlPaths(revocationLists.stream().map(file -> tls.readable("--crl", file).toString()).toList());
      }
      if (denyList != null) {
        options.setDenyListPath(tls.readable("--deny-list", denyList).toString());
      }
      if (options.getKeyCertOptions() == null) {
        kept = StateCertificate.of(stateDirectory(), options.getServerNames());
        options.setKeyCertOptions(kept.options());
      } else if (names != null || stateDirectory != null) {
        throw new ParameterException(spec.commandLine(),
          "--name and --state-dir are for a self-signed certificate, remove them when there is another one");
      }
      return options;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Errors.refused(e, spec), e);
    }
  }

  private Path stateDirectory() {
    return stateDirectory != null ? stateDirectory
      : LocalDefaults.stateDirectory(common.invocation().environment());
  }

  private void announce(Output output, CoordinatorOptions options, int actualPort) {
    String name = options.getServerNames().get(0);
    String address = (name.contains(":") ? "[" + name + "]" : name) + ":" + actualPort;
    JsonObject json = new JsonObject().put("host", options.getHost()).put("port", actualPort);
    String text = "Coordinator on " + options.getHost() + ", UDP port " + actualPort;
    if (kept == null) {
      output.event("listening", json, text);
      return;
    }
    json.put("coordinator", address).put("trust", kept.file().toString());
    output.event("listening", json, text + ", with a self-signed certificate"
      + (kept.wasMade() ? " made now" : "") + " (valid until " + kept.validUntil() + ")\n"
      + "Clients need:  conec COMMAND --coordinator " + address + " --trust " + kept.file());
    if (options.getServerNames().equals(LOCAL_NAMES)) {
      output.note("conec: the certificate is for this machine only; for clients elsewhere give the name under which "
        + "they reach it: --name HOST");
    }
  }

  private static String line(String what, ClientInfo client) {
    return String.format("%s  %-8s %s  %s  %s", Instant.now().truncatedTo(ChronoUnit.SECONDS), what,
      client.getId(), client.getAddress(), client.getFingerprint().substring(0, 16));
  }

  private static void status(Output output, ConecCoordinator coordinator) {
    Status status = Status.of(coordinator);
    output.event("status", status.toJson(), status.toString());
  }
}
