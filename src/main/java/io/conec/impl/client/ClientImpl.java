package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.vertx.core.Vertx;

public abstract class ClientImpl implements ConecClient {

  public ClientImpl(Vertx vertx, ClientOptions options) {
  }
}
