package io.conec.bench;

import io.conec.ChannelOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A data stream of conec.
 */
final class ConecSubject implements Subject {

  private final ConecClient client;
  private final String peer;
  private final ChannelOptions options;

  private ConecSubject(ConecClient client, String peer, PathPolicy policy) {
    this.client = client;
    this.peer = peer;
    this.options = new ChannelOptions().setPathPolicy(policy);
  }

  static Subject direct(ConecClient client, String peer) {
    ConecSubject subject = new ConecSubject(client, peer, PathPolicy.DIRECT_ONLY);
    return new OnePath(PathKind.DIRECT, subject::channel, subject);
  }

  static Subject relayed(ConecClient client, String peer) {
    ConecSubject subject = new ConecSubject(client, peer, PathPolicy.RELAY_ONLY);
    return new OnePath(PathKind.RELAYED, subject::channel, subject);
  }

  private Future<ConecChannel> channel() {
    return client.openChannel(peer, options);
  }

  @Override
  public CompletableFuture<long[]> roundTrips(int count) {
    return open(Request.ECHO).thenCompose(stream -> {
      Buffer ping = Buffer.buffer(new byte[PING_SIZE]);
      RoundTrips trips = new RoundTrips(count, () -> stream.write(ping));
      stream.handler(pong -> trips.answered());
      stream.exceptionHandler(trips::failed);
      trips.send();
      return trips.result().whenComplete((nanos, failure) -> stream.end());
    });
  }

  @Override
  public CompletableFuture<Double> throughput(Duration duration) {
    return open(new Request(duration)).thenCompose(stream -> {
      Flow flow = new Flow();
      stream.handler(message -> flow.received(message.length()));
      stream.endHandler(v -> flow.ended());
      stream.exceptionHandler(flow::failed);
      return flow.result().whenComplete((speed, failure) -> stream.end());
    });
  }

  @Override
  public CompletableFuture<long[]> bursts(int count, int bursts) {
    return open(Request.BURSTS).thenCompose(stream -> new Burst(stream, count, bursts).start());
  }

  private CompletableFuture<ConecStream> open(Request request) {
    return channel().compose(ConecChannel::openStream)
      .onSuccess(stream -> request(stream, request))
      .toCompletionStage().toCompletableFuture();
  }

  static void request(ConecStream stream, Request request) {
    stream.write(Buffer.buffer().appendLong(request.millis()));
  }

  /** The far side: does what the first message of a stream requests. */
  static void serve(ConecStream stream) {
    stream.handler(first -> {
      Request request = Request.fromMillis(first.getLong(0));
      if (request.isEcho()) {
        stream.handler(stream::write);
        stream.endHandler(v -> stream.end());
      } else if (request.isBursts()) {
        Burst.answer(stream);
      } else {
        Buffer message = Buffer.buffer(new byte[FLOW_MESSAGE_SIZE]);
        fill(stream, message, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(request.millis()));
      }
    });
  }

  private static void fill(ConecStream stream, Buffer message, long end) {
    while (System.nanoTime() < end) {
      if (stream.writeQueueFull()) {
        stream.drainHandler(v -> fill(stream, message, end));
        return;
      }
      stream.write(message);
    }
    stream.end();
  }
}
