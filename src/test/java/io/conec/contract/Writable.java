package io.conec.contract;

import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.test.StreamPair;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.streams.WriteStream;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import static io.conec.test.TestNet.await;

/**
 * A stream that is written, of Vert.x or of this library. Its other end reads and discards everything.
 *
 * @param context where the handlers run
 * @param fill    fills the queue without asking whether it is full; returns the last write
 */
record Writable(WriteStream<Buffer> stream, Context context, Supplier<Future<Void>> fill, List<String> log) {

  private static final Buffer CHUNK = Buffer.buffer(new byte[64 * 1024]);

  enum Kind {
    NET_SOCKET, FILE, STREAM, BROADCAST, PRODUCER
  }

  static Writable open(Kind kind, Streams streams) {
    return switch (kind) {
      case NET_SOCKET -> socket(streams.vertx());
      case FILE -> file(streams.vertx());
      case STREAM -> stream(streams);
      case BROADCAST -> broadcast(streams);
      case PRODUCER -> of(streams.producer(), streams.producerContext());
    };
  }

  private static Writable of(WriteStream<Buffer> stream, Context context) {
    Supplier<Future<Void>> fill = () -> stream.setWriteQueueMaxSize(2).write(Buffer.buffer("more than two bytes"));
    return new Writable(stream, context, fill, new CopyOnWriteArrayList<>());
  }

  private static Writable socket(Vertx vertx) {
    Streams.Pair<NetSocket> pair = Streams.sockets(vertx);
    NetSocket socket = pair.near();
    pair.far().handler(data -> { }).pause();
    Supplier<Future<Void>> fill = () -> {
      Future<Void> last = socket.write(CHUNK);
      // Bytes that the system buffers do not count; asking makes no difference here.
      while (!socket.writeQueueFull()) {
        last = socket.write(CHUNK);
      }
      pair.far().resume();
      return last;
    };
    return new Writable(socket, pair.context(), fill, new CopyOnWriteArrayList<>());
  }

  private static Writable file(Vertx vertx) {
    String path = await(vertx.fileSystem().createTempFile("writable", null));
    Context context = vertx.getOrCreateContext();
    AsyncFile file = Streams.callOn(context,
      () -> vertx.fileSystem().open(path, new OpenOptions().setDeleteOnClose(true)));
    return of(file, context);
  }

  private static Writable stream(Streams streams) {
    Streams.Pair<StreamPair> opened = streams.stream();
    opened.near().near().handler(message -> { });
    return of(opened.near().far(), opened.context());
  }

  private static Writable broadcast(Streams streams) {
    Streams.Pair<ConecBroadcast> joined = streams.broadcast(new BroadcastOptions().setRole(BroadcastRole.SENDER));
    joined.far().handler(message -> { });
    return of(joined.near(), joined.context());
  }

  void run(Runnable task) {
    Streams.runOn(context, task);
  }
}
