package io.conec.nat;

import io.conec.ConecStream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** One side of a transfer in both directions over one stream. */
final class CheckedTransfer {

  static final String PROTOCOL = "transfer";

  private final CheckedSender sender;
  private final CheckedReceiver receiver;
  private final Promise<JsonObject> end = Promise.promise();

  private CheckedTransfer(Vertx vertx, ConecStream stream, int size, long bytesPerSecond) {
    sender = new CheckedSender(vertx, stream, size, bytesPerSecond);
    receiver = new CheckedReceiver(size);
    stream.handler(receiver::received);
    stream.endHandler(v -> {
      sender.stop();
      end.tryComplete(receiver.report());
    });
    stream.exceptionHandler(end::tryFail);
    stream.closeHandler(v -> end.tryFail("the stream is closed"));
    sender.start();
  }

  /**
   * The side that opened the stream.
   *
   * @param back the pace of the other side
   */
  static CheckedTransfer open(Vertx vertx, ConecStream stream, int size, long bytesPerSecond, long back) {
    stream.write(Buffer.buffer().appendInt(size).appendLong(back));
    return new CheckedTransfer(vertx, stream, size, bytesPerSecond);
  }

  /** The other side, which learns from the first message how it shall be. */
  static Future<CheckedTransfer> accept(Vertx vertx, ConecStream stream) {
    Promise<CheckedTransfer> accepted = Promise.promise();
    stream.handler(first ->
      accepted.complete(new CheckedTransfer(vertx, stream, first.getInt(0), first.getLong(Integer.BYTES))));
    return accepted.future();
  }

  CheckedReceiver receiver() {
    return receiver;
  }

  /** Send no more; the other side then ends too. */
  Future<JsonObject> stop() {
    sender.stop();
    return end.future();
  }

  /** The report of this side, when the other one has sent everything. */
  Future<JsonObject> end() {
    return end.future();
  }
}
