package io.conec.soak;

import io.conec.ConecCoordinator;
import io.conec.CoordinatorOptions;
import io.conec.test.NodeProcess;
import io.conec.test.TestNet;
import io.vertx.core.Vertx;

import java.nio.file.Path;
import java.time.Duration;

/** The Coordinator of a soak, with a client authority and default limits. Says its port. */
public final class CoordinatorNode implements NodeProcess.Program {

  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);

  private ConecCoordinator coordinator;

  public static void main(String[] args) {
    NodeProcess.run(new CoordinatorNode(), args);
  }

  /**
   * @param args name, directory of the files
   */
  @Override
  public String start(String[] args) {
    SoakFiles files = new SoakFiles(Path.of(args[1]));
    coordinator = TestNet.await(ConecCoordinator.create(Vertx.vertx(), new CoordinatorOptions()
      .setHost("127.0.0.1").setPort(0).setIdleTimeout(IDLE_TIMEOUT)
      .setClientTrustOptions(files.clientTrust())).listen());
    files.coordinator(coordinator.certificate());
    return Integer.toString(coordinator.actualPort());
  }

  @Override
  public String answer(String[] command) {
    return switch (command[0]) {
      case "memory" -> MemoryUse.now().toJson().encode();
      case "clients" -> Integer.toString(coordinator.clientCount());
      default -> throw new IllegalArgumentException(command[0]);
    };
  }
}
