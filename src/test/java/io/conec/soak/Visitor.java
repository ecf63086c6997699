package io.conec.soak;

import io.conec.ConecClient;
import io.conec.ConecStream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** Honest clients that come, open a channel to somebody, ask, and leave, one after the other. */
final class Visitor {

  private final Vertx vertx;
  private final SoakFiles files;
  private final int port;
  private final int hosts;
  private final Service service;
  private int visits;

  Visitor(Vertx vertx, SoakFiles files, int port, int hosts, Service service) {
    this.vertx = vertx;
    this.files = files;
    this.port = port;
    this.hosts = hosts;
    this.service = service;
  }

  void visit() {
    int number = visits++;
    String id = "visitor-" + number;
    vertx.executeBlocking(() -> files.client(id, HonestClient.HOST, port))
      .compose(options -> {
        ConecClient client = ConecClient.create(vertx, options);
        long begun = service.begin();
        return client.connect()
          .compose(v -> client.openStream(HonestClient.id(number % hosts)))
          .compose(this::ask)
          .onSuccess(v -> service.answered(begun))
          .eventually(client::close);
      })
      .onFailure(cause -> service.failed(id, cause))
      .onComplete(done -> vertx.setTimer(200, timer -> visit()));
  }

  private Future<Buffer> ask(ConecStream stream) {
    Promise<Buffer> echo = Promise.promise();
    stream.handler(echo::tryComplete).exceptionHandler(echo::tryFail);
    return stream.write(Buffer.buffer("hello")).compose(v -> echo.future());
  }
}
