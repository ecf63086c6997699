package io.conec.bridge;

import io.conec.ConecCoordinator;
import io.conec.CoordinatorOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * A {@link ConecCoordinator} to be deployed by name, {@code io.conec.bridge.CoordinatorVerticle}. Its configuration is
 * the JSON of {@link CoordinatorOptions}; undeploying closes it.
 */
public class CoordinatorVerticle extends VerticleBase {

  private ConecCoordinator coordinator;

  @Override
  public Future<?> start() {
    coordinator = ConecCoordinator.create(vertx, new CoordinatorOptions(config()));
    return coordinator.listen();
  }

  @Override
  public Future<?> stop() {
    return coordinator.close();
  }
}
