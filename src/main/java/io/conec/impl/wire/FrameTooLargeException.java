package io.conec.impl.wire;

/**
 * A frame announced more bytes than the reader accepts.
 */
public final class FrameTooLargeException extends RuntimeException {

  private final long length;
  private final int maxLength;

  FrameTooLargeException(long length, int maxLength) {
    super("a frame of " + length + " bytes was announced, at most " + maxLength + " are read", null, false, false);
    this.length = length;
    this.maxLength = maxLength;
  }

  public long length() {
    return length;
  }

  public int maxLength() {
    return maxLength;
  }
}
