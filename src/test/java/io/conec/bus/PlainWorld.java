package io.conec.bus;

import static io.conec.test.TestNet.await;

/** One Vert.x instance. */
final class PlainWorld extends World {

  private PlainWorld(Node node) {
    super("plain bus", node, node);
  }

  static PlainWorld start() {
    Node node = new Node("node");
    node.vertx = node.builder().build();
    return new PlainWorld(node);
  }

  @Override
  public void close() {
    await(sender().vertx.close());
  }
}
