package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.ConecStream;
import io.conec.impl.wire.BusConsumers;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameWriter;
import io.conec.impl.wire.WireException;

/**
 * The importer's end of a bus stream: this side has opened it for an address of the peer.
 */
abstract class AttachedStream extends BusStream {

  AttachedStream(BridgeState bridge, ConecStream stream) {
    super(bridge, stream);
  }

  @Override
  void start() {
    count(new Backlog(bridge));
    super.start();
    if (!isClosed()) {
      write(BusFrameWriter.attach(address()), failure -> reset(ConecError.INTERNAL, failure.getMessage()));
    }
  }

  @Override
  final void handle(BusFrame frame, Runnable release) {
    if (!(frame instanceof BusConsumers consumers)) {
      throw new WireException("bus frame of type " + frame.type() + " from the side that exports");
    }
    release.run();
    update(consumers);
  }

  /** The peer has reported the consumers of the address. */
  abstract void update(BusConsumers consumers);
}
