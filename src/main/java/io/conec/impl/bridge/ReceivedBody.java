package io.conec.impl.bridge;

import io.conec.impl.wire.BusCodecId;
import io.conec.impl.wire.BusPayload;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * A received body: its bytes, and the decoded value. It is also the codec of its message, with the name of the real
 * codec. So each consumer gets its own decoded copy: the real codec may decode to another type than the sender's, which
 * it could not copy. Other members of the cluster get the bytes unchanged.
 */
public final class ReceivedBody implements MessageCodec<Object, Object> {

  private static final int LAST_IMMUTABLE = BusCodecId.CHAR;

  private final BodyCodec bodies;
  private final BusPayload payload;
  /** A decoded value that was not passed on. */
  private Object spare;

  /** Decodes the body, so that an invalid one is refused before delivery. */
  ReceivedBody(BodyCodec bodies, BusPayload payload) {
    this.bodies = bodies;
    this.payload = payload;
    peek();
  }

  /** @return the value, which the caller must not change or pass on */
  public synchronized Object peek() {
    if (spare == null) {
      spare = bodies.decode(payload);
    }
    return spare;
  }

  /** @return a value of its own for each caller */
  synchronized Object take() {
    Object taken = peek();
    if (payload.codecId() > LAST_IMMUTABLE) {
      spare = null;
    }
    return taken;
  }

  public Body body() {
    return peek() == null ? BodyCodec.NOTHING : new Body(this, this);
  }

  @Override
  public Object transform(Object sent) {
    return take();
  }

  @Override
  public void encodeToWire(Buffer buffer, Object sent) {
    buffer.appendBuffer(payload.frame(), payload.bodyStart(), payload.frame().length() - payload.bodyStart());
  }

  @Override
  public Object decodeFromWire(int position, Buffer buffer) {
    throw new UnsupportedOperationException("the receiver has the real codec");
  }

  @Override
  public String name() {
    return payload.codecName() == null ? "number " + payload.codecId() : payload.codecName();
  }

  @Override
  public byte systemCodecID() {
    return (byte) payload.codecId();
  }
}
