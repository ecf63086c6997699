package io.conec.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.util.function.Function;

/**
 * A codec whose wire form is text.
 *
 * @param write     what goes over the wire
 * @param read      what the receiver makes of that
 * @param toReceived the same without a wire
 */
record TextCodec<S, R>(String name, Function<S, String> write, Function<String, R> read, Function<S, R> toReceived)
  implements MessageCodec<S, R> {

  @Override
  public void encodeToWire(Buffer buffer, S body) {
    byte[] bytes = write.apply(body).getBytes();
    buffer.appendInt(bytes.length).appendBytes(bytes);
  }

  @Override
  public R decodeFromWire(int position, Buffer buffer) {
    int start = position + Integer.BYTES;
    return read.apply(buffer.getString(start, start + buffer.getInt(position)));
  }

  @Override
  public R transform(S body) {
    return toReceived.apply(body);
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }

  /** Both sides see the same type. */
  static TextCodec<Values.Point, Values.Point> points() {
    return new TextCodec<>("point", point -> point.x() + "," + point.y(), TextCodec::point, point -> point);
  }

  private static Values.Point point(String text) {
    String[] parts = text.split(",");
    return new Values.Point(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  /** The receiver sees another type. */
  static TextCodec<Values.Point, String> describedPoints() {
    return new TextCodec<>("described-point", Values.Point::toString, text -> text, Values.Point::toString);
  }

  /** One type, but the receiver sees another value. */
  static TextCodec<String, String> marks() {
    return new TextCodec<>("mark", text -> text, text -> text + "!", text -> text + "!");
  }
}
