package io.conec.cli;

import java.io.IOException;
import java.io.OutputStream;

/** The stdout of a command. It keeps the reason of a failed write, which a {@link java.io.PrintWriter} loses. */
final class StandardOutput extends OutputStream {

  private final OutputStream out;
  private volatile IOException failure;

  StandardOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** Returns why a write failed, {@code null} when none failed. */
  IOException failure() {
    return failure;
  }
}
