package io.conec.cli;

import io.conec.ConecStream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Copies a data stream to a blocking output. The output slows the peer down, but the event loop never waits for it.
 */
final class StreamReceiver {

  /** Messages fetched from the stream before they are written: a few, so that the writer does not run dry. */
  private static final int CREDIT = 8;

  private static final Buffer END = Buffer.buffer();

  private final ConecStream stream;
  private final OutputStream output;
  private final BlockingQueue<Buffer> queue = new LinkedBlockingQueue<>();
  private final Meter meter = new Meter();
  private final Promise<Meter.Result> done = Promise.promise();

  private StreamReceiver(ConecStream stream, OutputStream output) {
    this.stream = stream;
    this.output = output;
  }

  /** Starts copying; the future completes when everything is written. */
  public static Future<Meter.Result> start(CommandRuntime runtime, ConecStream stream, OutputStream output) {
    StreamReceiver receiver = new StreamReceiver(stream, output);
    receiver.readStream();
    runtime.startThread("conec-receiver", receiver::writeOutput);
    return receiver.done.future();
  }

  private void readStream() {
    stream.pause();
    stream.exceptionHandler(this::fail);
    stream.endHandler(v -> queue.add(END));
    stream.handler(queue::add);
    stream.closeHandler(v -> {
      if (stream.closeReason() != null) {
        fail(stream.closeReason());
      }
    });
    stream.fetch(CREDIT);
  }

  private void fail(Throwable failure) {
    done.tryFail(failure);
    queue.add(END);
  }

  private void writeOutput() {
    try {
      for (Buffer message = queue.take(); message != END; message = queue.take()) {
        byte[] bytes = message.getBytes();
        meter.add(bytes, bytes.length);
        output.write(bytes);
        stream.fetch(1);
      }
      output.flush();
      done.tryComplete(meter.result());
    } catch (IOException e) {
      stream.reset(StreamSender.LOCAL_FAILURE);
      done.tryFail(new CommandException("cannot write the output: " + e.getMessage(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
