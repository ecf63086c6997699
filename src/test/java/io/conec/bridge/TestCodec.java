package io.conec.bridge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.util.function.Function;

/** A user's codec whose wire form is a string; what the receiver sees may be of another type. */
record TestCodec<S, R>(String name, Function<S, String> write, Function<String, R> read)
  implements MessageCodec<S, R> {

  @Override
  public void encodeToWire(Buffer buffer, S sent) {
    String text = write.apply(sent);
    buffer.appendInt(text.length()).appendString(text);
  }

  @Override
  public R decodeFromWire(int pos, Buffer buffer) {
    return read.apply(buffer.getString(pos + 4, pos + 4 + buffer.getInt(pos)));
  }

  @Override
  public R transform(S sent) {
    return read.apply(write.apply(sent));
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
