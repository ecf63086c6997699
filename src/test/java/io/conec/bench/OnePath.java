package io.conec.bench;

import io.conec.ConecChannel;
import io.conec.PathKind;
import io.conec.PathStatistics;
import io.vertx.core.Future;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Measures a subject, and fails when its channel has not taken one path all the time: a figure that says direct or
 * relayed is one.
 */
final class OnePath implements Subject {

  private final PathKind kind;
  private final Supplier<Future<ConecChannel>> channel;
  private final Subject subject;

  /**
   * @param channel gets the channel that the subject uses
   */
  OnePath(PathKind kind, Supplier<Future<ConecChannel>> channel, Subject subject) {
    this.kind = kind;
    this.channel = channel;
    this.subject = subject;
  }

  @Override
  public CompletableFuture<long[]> roundTrips(int count) {
    return check(() -> subject.roundTrips(count));
  }

  @Override
  public CompletableFuture<Double> throughput(Duration duration) {
    return check(() -> subject.throughput(duration));
  }

  @Override
  public CompletableFuture<long[]> bursts(int count, int bursts) {
    return check(() -> subject.bursts(count, bursts));
  }

  private <T> CompletableFuture<T> check(Supplier<CompletableFuture<T>> measurement) {
    // With a ping, because the far end may take the direct path a moment later than this one.
    return channel.get().compose(used -> used.ping().map(used)).toCompletionStage().toCompletableFuture()
      .thenCompose(used -> {
        PathStatistics before = used.pathStatistics();
        return measurement.get().whenComplete((result, failure) -> verify(used, before));
      });
  }

  private void verify(ConecChannel used, PathStatistics before) {
    PathStatistics after = used.pathStatistics();
    long direct = after.getDirectBytesSent() - before.getDirectBytesSent()
      + after.getDirectBytesReceived() - before.getDirectBytesReceived();
    long relayed = after.getRelayedBytesSent() - before.getRelayedBytesSent()
      + after.getRelayedBytesReceived() - before.getRelayedBytesReceived();
    boolean isDirect = kind == PathKind.DIRECT;
    if (used.isClosed() || used.path().getKind() != kind || after.getSwitches() != before.getSwitches()
      || (isDirect ? direct : relayed) == 0 || (isDirect ? relayed : direct) != 0) {
      throw new IllegalStateException("not " + kind + " all the time: " + used.path().toJson() + ", from "
        + before.toJson() + " to " + after.toJson());
    }
  }
}
