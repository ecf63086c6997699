package io.conec.cli;

import io.vertx.core.buffer.Buffer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads lines as bytes, without the line ends. */
final class LineInput {

  /** More than a Coordinator accepts by default, and small enough for memory. */
  static final int MAX_LENGTH = 1024 * 1024;

  private final InputStream input;

  LineInput(InputStream input) {
    this.input = new BufferedInputStream(input);
  }

  /** Returns the next line, {@code null} after the last. */
  Buffer next() throws IOException {
    int first = input.read();
    if (first < 0) {
      return null;
    }
    Buffer line = Buffer.buffer();
    for (int next = first; next >= 0 && next != '\n'; next = input.read()) {
      if (line.length() == MAX_LENGTH) {
        throw new CommandException("a line of the input has more than " + MAX_LENGTH + " bytes: for data without "
          + "lines use 'conec pipe'");
      }
      line.appendByte((byte) next);
    }
    int last = line.length() - 1;
    return last >= 0 && line.getByte(last) == '\r' ? line.slice(0, last) : line;
  }
}
