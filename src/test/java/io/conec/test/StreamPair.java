package io.conec.test;

import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Both ends of one stream.
 *
 * @param near the end that opened it
 * @param far  the end that accepted it
 */
public record StreamPair(ConecStream near, ConecStream far) {

  public static StreamPair open(ConecClient from, ConecClient to) {
    return open(from, to, new StreamOptions());
  }

  public static StreamPair open(ConecClient from, ConecClient to, StreamOptions options) {
    Promise<ConecStream> accepted = Promise.promise();
    to.streamHandler(options.getProtocol(), accepted::tryComplete);
    Future<ConecStream> opened = from.openStream(to.id(), options);
    return new StreamPair(TestNet.await(opened), TestNet.await(accepted.future()));
  }
}
