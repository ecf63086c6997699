package io.conec.bus;

import static io.conec.test.TestNet.await;

/** One Vert.x instance. */
final class PlainWorld extends World {

  private PlainWorld(Node node) {
    super("plain bus", node, node);
  }

  static PlainWorld start() {
    return new PlainWorld(Node.start("node"));
  }

  @Override
  public void close() {
    await(sender().vertx.close());
  }
}
