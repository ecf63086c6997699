package io.conec.impl.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * The headers and the body of a bus frame. The body stays in the frame until its codec decodes it.
 *
 * @param route       the origin and the destinations of the message
 * @param headers     the headers without those of the reserved prefix, {@code null} when the frame has none
 * @param headerCount the number of headers in the frame, reserved ones included
 * @param codecId     the codec of the body
 * @param codecName   the name of the codec when its id is {@link BusCodecId#NAMED}
 * @param frame       the whole frame
 * @param bodyStart   the offset of the body, which continues to the end of the frame
 */
public record BusPayload(BusRoute route, MultiMap headers, int headerCount, int codecId, String codecName, Buffer frame,
                         int bodyStart) {

  /** An estimate of the memory of a header in addition to its characters. */
  private static final int HEADER_SIZE = 128;

  /** @return an estimate of the memory of the headers in addition to the frame, in bytes */
  public int headerSize() {
    return headerCount * HEADER_SIZE;
  }

  /** @return how many bytes of the body count against {@code maxMessageSize} */
  int countedSize() {
    int lengthField = codecId == BusCodecId.NAMED ? 0 : Integer.BYTES;
    // Failures do not count against the limit, because the failure of a body that is too large must arrive, too.
    return codecId == BusCodecId.REPLY_EXCEPTION ? 0 : frame.length() - bodyStart - lengthField;
  }
}
