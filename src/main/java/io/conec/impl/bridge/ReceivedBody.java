package io.conec.impl.bridge;

import io.conec.impl.wire.BusFrame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * A body as a peer has sent it: bytes, and what has been decoded of them. It is the codec of the message that carries
 * it, too, and has the name of the real one. So each consumer has a copy that was decoded for it: the real codec may
 * make another type than that of the sender, which it could not copy. And to another member of the cluster the bytes
 * go on as they are.
 */
public final class ReceivedBody implements MessageCodec<Object, Object> {

  private static final int LAST_IMMUTABLE = BodyCodec.CHAR;

  private final BodyCodec bodies;
  private final BusFrame frame;
  /** Decoded and given to nobody. */
  private Object spare;

  /**
   * Decodes it: what cannot be decoded is refused before it is delivered.
   */
  ReceivedBody(BodyCodec bodies, BusFrame frame) {
    this.bodies = bodies;
    this.frame = frame;
    look();
  }

  /** To be looked at only. */
  public synchronized Object look() {
    if (spare == null) {
      spare = bodies.decode(frame);
    }
    return spare;
  }

  /** To be given away: one of its own for each caller. */
  synchronized Object take() {
    Object taken = look();
    if (frame.codecId() > LAST_IMMUTABLE) {
      spare = null;
    }
    return taken;
  }

  public Body body() {
    return look() == null ? BodyCodec.NOTHING : new Body(this, this);
  }

  @Override
  public Object transform(Object sent) {
    return take();
  }

  @Override
  public void encodeToWire(Buffer buffer, Object sent) {
    buffer.appendBuffer(frame.buffer(), frame.bodyStart(), frame.buffer().length() - frame.bodyStart());
  }

  @Override
  public Object decodeFromWire(int position, Buffer buffer) {
    throw new UnsupportedOperationException("the receiver has the real codec");
  }

  @Override
  public String name() {
    return frame.codecName() == null ? "number " + frame.codecId() : frame.codecName();
  }

  @Override
  public byte systemCodecID() {
    return (byte) frame.codecId();
  }
}
