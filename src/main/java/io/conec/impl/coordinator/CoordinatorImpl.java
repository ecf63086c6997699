package io.conec.impl.coordinator;

import io.conec.CoordinatorOptions;
import io.conec.ConecCoordinator;
import io.vertx.core.Vertx;

public abstract class CoordinatorImpl implements ConecCoordinator {

  public CoordinatorImpl(Vertx vertx, CoordinatorOptions options) {
  }
}
