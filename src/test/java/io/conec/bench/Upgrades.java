package io.conec.bench;

import io.conec.ChannelOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

import java.util.concurrent.TimeUnit;

/**
 * How long it takes from opening a channel to its first message, and to its direct path.
 */
final class Upgrades {

  /** Figures of each channel: until it was open, until a message was answered, until this end took the direct path. */
  static final int FIGURES = 3;

  private static final long DEADLINE_SECONDS = 10;

  private final ConecClient client;
  private final String peer;

  Upgrades(ConecClient client, String peer) {
    this.client = client;
    this.peer = peer;
  }

  /**
   * @return the figures of so many channels, opened one after the other, in nanoseconds
   */
  long[] measure(int count) throws Exception {
    long[] nanos = new long[FIGURES * count];
    for (int i = 0; i < nanos.length; i += FIGURES) {
      measure(nanos, i);
    }
    return nanos;
  }

  private void measure(long[] nanos, int at) throws Exception {
    long begin = System.nanoTime();
    client.openChannel(peer, new ChannelOptions().setPathPolicy(PathPolicy.AUTO))
      .compose(channel -> {
        nanos[at] = System.nanoTime() - begin;
        Future<?> direct = direct(channel).onSuccess(v -> nanos[at + 2] = System.nanoTime() - begin);
        Future<?> answered = answered(channel).onSuccess(v -> nanos[at + 1] = System.nanoTime() - begin);
        return Future.all(direct, answered).compose(both -> channel.close());
      })
      .await(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static Future<Void> direct(ConecChannel channel) {
    Promise<Void> direct = Promise.promise();
    channel.pathHandler(path -> {
      if (path.getKind() == PathKind.DIRECT) {
        direct.tryComplete();
      }
    });
    if (channel.path().getKind() == PathKind.DIRECT) {
      direct.tryComplete();
    }
    return direct.future();
  }

  private static Future<Void> answered(ConecChannel channel) {
    Promise<Void> answered = Promise.promise();
    return channel.openStream().compose(stream -> {
      stream.handler(answer -> answered.tryComplete());
      stream.exceptionHandler(answered::tryFail);
      ConecSubject.request(stream, Request.ECHO);
      stream.write(Buffer.buffer(new byte[Subject.PING_SIZE]));
      return answered.future();
    });
  }
}
