package io.conec;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * A verticle with a {@link ConecCoordinator}, deployed by the name {@code io.conec.ConecCoordinatorVerticle}. Its
 * configuration is the JSON of {@link CoordinatorOptions}. The deployment fails with an
 * {@link IllegalArgumentException} when the JSON has an unknown key or a value that cannot be used. Undeploying the
 * verticle closes the Coordinator.
 */
public class ConecCoordinatorVerticle extends VerticleBase {

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
