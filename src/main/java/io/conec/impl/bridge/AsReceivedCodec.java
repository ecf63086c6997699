package io.conec.impl.bridge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Hands a body that is already what its codec makes of it for the receiver to the local event bus: a codec whose
 * receiver sees another type than its sender cannot transform the received body a second time.
 */
final class AsReceivedCodec implements MessageCodec<Object, Object> {

  private static final String PREFIX = "conec:";

  private final MessageCodec<Object, Object> original;

  private AsReceivedCodec(MessageCodec<Object, Object> original) {
    this.original = original;
  }

  /**
   * @return the name under which the local event bus takes a decoded body of the codec
   */
  static String nameFor(MessageCodec<Object, Object> codec, Object body, EventBus bus) {
    try {
      codec.transform(body);
      return codec.name();
    } catch (ClassCastException e) {
      register(codec, bus);
      return PREFIX + codec.name();
    }
  }

  private static void register(MessageCodec<Object, Object> codec, EventBus bus) {
    try {
      bus.registerCodec(new AsReceivedCodec(codec));
    } catch (IllegalStateException e) {
      // An earlier message registered it.
    }
  }

  MessageCodec<Object, Object> original() {
    return original;
  }

  @Override
  public void encodeToWire(Buffer buffer, Object body) {
    original.encodeToWire(buffer, body);
  }

  @Override
  public Object decodeFromWire(int pos, Buffer buffer) {
    return original.decodeFromWire(pos, buffer);
  }

  @Override
  public Object transform(Object body) {
    return body;
  }

  @Override
  public String name() {
    return PREFIX + original.name();
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
