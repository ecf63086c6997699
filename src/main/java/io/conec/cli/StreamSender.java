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

/** Copies a blocking input to a data stream, no faster than the peer reads it. */
final class StreamSender {

  /** Bytes in a message, if the peer reads as many. */
  private static final int CHUNK = 64 * 1024;

  /** Chunks under way before the oldest is waited for: enough to keep QUIC busy while the next is read. */
  private static final int WINDOW = 8;

  /** The code that a stream is reset with when this end cannot read or write its file. */
  static final long LOCAL_FAILURE = 1;

  private final ConecStream stream;
  private final InputStream input;
  private final Meter meter = new Meter();
  private final Promise<Meter.Result> done = Promise.promise();

  private StreamSender(ConecStream stream, InputStream input) {
    this.stream = stream;
    this.input = input;
  }

  /** Starts copying; the future completes when the peer has everything, and fails when a single write has failed. */
  public static Future<Meter.Result> start(ConecStream stream, InputStream input) {
    StreamSender sender = new StreamSender(stream, input);
    Thread thread = new Thread(sender::run, "conec-sender");
    // A read of a terminal cannot be interrupted.
    thread.setDaemon(true);
    thread.start();
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
      // So that the peer does not take what it has for everything.
      stream.reset(LOCAL_FAILURE);
      done.tryFail(e);
    }
  }

  private void copy() throws IOException {
    Deque<Future<Void>> underWay = new ArrayDeque<>(WINDOW);
    // To a peer that reads nothing the first write fails. Without a byte to read into the input would never end.
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
