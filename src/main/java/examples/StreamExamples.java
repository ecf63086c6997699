package examples;

import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.OverflowPolicy;
import io.conec.StreamOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.docgen.Source;

@Source
public class StreamExamples {

  public void open(ConecClient client) {
    client.openStream("depot").onSuccess(stream -> {
      stream.handler(message -> System.out.println("depot says " + message));
      stream.end(Buffer.buffer("hello"))
        .onSuccess(v -> System.out.println("depot has handled everything"))
        .onFailure(failure -> System.out.println("depot may have nothing: " + failure.getMessage()));
    });
  }

  public void accept(ConecClient client) {
    client.streamHandler(stream -> {
      System.out.println("a stream from " + stream.peer());
      stream.pipeTo(stream).onFailure(failure -> System.out.println(failure.getMessage()));
    });
  }

  public void protocol(ConecClient shop, ConecClient depot) {
    depot.streamHandler("orders", stream ->
      stream.handler(order -> System.out.println("order " + order)));
    shop.openStream("depot", new StreamOptions().setProtocol("orders"))
      .compose(stream -> stream.end(Buffer.buffer("3 chairs")))
      .onFailure(failure -> System.out.println("not ordered: " + failure.getMessage()));
  }

  public Future<Void> sendFile(Vertx vertx, ConecClient client) {
    return client.openStream("depot", new StreamOptions().setProtocol("files"))
      .compose(stream -> vertx.fileSystem()
        .open("big.iso", new OpenOptions().setWrite(false).setCreate(false))
        .compose(file -> file.setReadBufferSize(64 * 1024).pipeTo(stream).eventually(file::close)));
  }

  public void receiveFile(Vertx vertx, ConecClient client) {
    client.streamHandler("files", stream -> {
      stream.pause();
      vertx.fileSystem().open("copy.iso", new OpenOptions().setTruncateExisting(true))
        .compose(file -> stream.pipeTo(file))
        .compose(v -> stream.end())
        .onFailure(failure -> stream.reset(1));
    });
  }

  public void backPressure(ConecStream stream, Buffer message, Runnable next) {
    stream.write(message).onFailure(failure -> System.out.println("not sent: " + failure.getMessage()));
    if (stream.writeQueueFull()) {
      stream.drainHandler(v -> next.run());
    } else {
      next.run();
    }
  }

  public void newest(ConecClient client) {
    client.streamHandler("positions", stream -> {
      stream.setOverflow(OverflowPolicy.DROP_OLDEST, 10);
      stream.droppedHandler(count -> System.out.println(count + " positions skipped"));
      stream.handler(position -> System.out.println(position));
      stream.endHandler(v -> stream.end());
    });
  }

  public void reset(ConecStream stream) {
    stream.reset(42);
    stream.closeHandler(v -> System.out.println("closed: " + stream.closeReason()));
  }
}
