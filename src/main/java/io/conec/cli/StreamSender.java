package io.conec.cli;

import io.conec.ConecStream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Copies a blocking input to a data stream at the pace of the peer. */
final class StreamSender {

  /** The size of a message, if the peer accepts it. */
  private static final int CHUNK = 64 * 1024;

  /** The most chunks in flight: enough to keep QUIC busy while the next one is read. */
  private static final int WINDOW = 8;

  /** The reset code for a file that this end cannot read or write. */
  static final long LOCAL_FAILURE = 1;

  private final ConecStream stream;
  private final InputStream input;
  private final Meter meter = new Meter();
  private final Promise<Meter.Result> done = Promise.promise();

  private StreamSender(ConecStream stream, InputStream input) {
    this.stream = stream;
    this.input = input;
  }

  /** Starts copying; the future completes when the peer has everything, and fails when any write fails. */
  public static Future<Meter.Result> start(CommandRuntime runtime, ConecStream stream, InputStream input) {
    StreamSender sender = new StreamSender(stream, input);
    runtime.startThread("conec-sender", sender::run);
    return sender.done.future();
  }

  private void run() {
    try {
      copy();
      stream.end().await();
      done.tryComplete(meter.result());
    } catch (IOException e) {
      stream.reset(LOCAL_FAILURE);
      done.tryFail(new CommandException("cannot read the input: " + e.getMessage(), e));
    } catch (Exception e) {
      // Reset, so that the peer does not mistake a part for the whole.
      stream.reset(LOCAL_FAILURE);
      done.tryFail(e);
    }
  }

  private void copy() throws IOException {
    Deque<Future<Void>> underWay = new ArrayDeque<>(WINDOW);
    // At least one byte, because otherwise the input would never end; the first write to a peer that accepts nothing
    // fails.
    byte[] chunk = new byte[Math.max(1, Math.min(CHUNK, stream.maxMessageSize()))];
    for (int length = input.read(chunk); length >= 0; length = input.read(chunk)) {
      if (length > 0) {
        meter.add(chunk, length);
        underWay.add(stream.write(Buffer.buffer(Arrays.copyOf(chunk, length))));
      }
      if (underWay.size() == WINDOW) {
        underWay.remove().await();
      }
    }
    underWay.forEach(write -> write.await());
  }
}
