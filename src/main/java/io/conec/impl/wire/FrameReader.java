package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;

import java.util.Arrays;

/**
 * Splits a stream of bytes into frames: a 4-byte big-endian length, then this many bytes.
 */
public final class FrameReader {

  /** The length of the length field in bytes. */
  public static final int HEADER_LENGTH = 4;

  /** Memory is allocated in steps as the bytes arrive, so that an announced length alone costs nothing. */
  private static final int FIRST_ALLOCATION = 64 * 1024;

  private static final int NO_FRAME = -1;

  /**
   * The last byte of a direction, in the packet of its FIN; no length starts with it. QUIC implementations can lose a
   * FIN without data when the data before it is acknowledged or retransmitted at the same moment.
   */
  public static final int END_MARK = 0xff;

  /** The last byte of an abandoned direction. */
  public static final int ABANDONED_MARK = 0xfe;

  private int maxLength;
  private int headerBytes;
  private int header;
  private int length = NO_FRAME;
  private byte[] body;
  private int bodyBytes;

  public FrameReader(int maxLength) {
    this.maxLength = maxLength;
  }

  /** Change the limit for the frames after the current one. */
  public void setMaxLength(int maxLength) {
    this.maxLength = maxLength;
  }

  /**
   * @return whether the stream may end here: between two frames, or after an end mark
   */
  public boolean isAtEnd() {
    return length == NO_FRAME && (headerBytes == 0 || headerBytes == 1 && header == END_MARK);
  }

  /**
   * Read bytes until a frame is complete or there are no more.
   *
   * @return the body of the next frame, {@code null} when more bytes are needed
   * @throws FrameTooLargeException when a frame is longer than the limit
   */
  public byte[] next(ByteBuf in) {
    if (length == NO_FRAME && !readHeader(in)) {
      return null;
    }
    readBody(in);
    if (bodyBytes < length) {
      return null;
    }
    byte[] frame = body;
    length = NO_FRAME;
    headerBytes = 0;
    header = 0;
    body = null;
    bodyBytes = 0;
    return frame;
  }

  private boolean readHeader(ByteBuf in) {
    if (headerBytes == 0 && in.readableBytes() >= HEADER_LENGTH) {
      header = in.readInt();
      headerBytes = HEADER_LENGTH;
    }
    while (headerBytes < HEADER_LENGTH) {
      if (!in.isReadable()) {
        return false;
      }
      header = header << 8 | in.readUnsignedByte();
      headerBytes++;
    }
    long announced = Integer.toUnsignedLong(header);
    if (announced > maxLength) {
      throw new FrameTooLargeException(announced, maxLength);
    }
    length = header;
    body = new byte[Math.min(length, Math.max(FIRST_ALLOCATION, in.readableBytes()))];
    return true;
  }

  private void readBody(ByteBuf in) {
    int count = Math.min(in.readableBytes(), length - bodyBytes);
    if (bodyBytes + count > body.length) {
      long doubled = Math.max(bodyBytes + (long) count, 2L * body.length);
      body = Arrays.copyOf(body, (int) Math.min(length, doubled));
    }
    in.readBytes(body, bodyBytes, count);
    bodyBytes += count;
  }
}
