package io.conec.impl.bridge;

import io.conec.impl.wire.BusFrame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * A received body: its bytes, and the decoded value. It is also the codec of its message, with the name of the real
 * codec. So each consumer gets its own decoded copy: the real codec may decode to another type than the sender's, which
 * it could not copy. Other members of the cluster get the bytes unchanged.
 */
public final class ReceivedBody implements MessageCodec<Object, Object> {

  private static final int LAST_IMMUTABLE = BodyCodec.CHAR;

  private final BodyCodec bodies;
  private final BusFrame frame;
  /** A decoded value that was not passed on. */
  private Object spare;

  /** Decodes the body, so that an invalid one is refused before delivery. */
  ReceivedBody(BodyCodec bodies, BusFrame frame) {
    this.bodies = bodies;
    this.frame = frame;
    look();
  }

  /** @return the value, which the caller must not change or pass on */
  public synchronized Object look() {
    if (spare == null) {
      spare = bodies.decode(frame);
    }
    return spare;
  }

  /** @return a value of its own for each caller */
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
