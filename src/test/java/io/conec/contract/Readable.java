package io.conec.contract;

import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.OverflowPolicy;
import io.conec.test.StreamPair;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.streams.ReadStream;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A stream that is read, of Vert.x or of this library, and the other end of it, which sends "a", "b" and "c".
 *
 * @param context where the handlers run
 * @param end     ends the stream, of which nothing waits then
 * @param settle  waits until all that was sent has arrived
 */
record Readable<T>(ReadStream<T> stream, Context context, Function<T, String> text, Runnable send, Runnable end,
                   Runnable settle, List<String> log) {

  enum Kind {
    NET_SOCKET, FILE, STREAM, DROPPING, BROADCAST
  }

  private static final List<String> MESSAGES = List.of("a", "b", "c");
  private static final String CONTENT = String.join("", MESSAGES);
  /** Turns of an event loop in which whatever is in its sockets is read. */
  private static final int TURNS = 20;

  static Readable<?> open(Kind kind, Streams streams) {
    return switch (kind) {
      case NET_SOCKET -> socket(streams.vertx());
      case FILE -> file(streams.vertx());
      case STREAM -> stream(streams, StreamPair::far);
      case DROPPING -> stream(streams, pair -> pair.far().setOverflow(OverflowPolicy.DROP_OLDEST, 10));
      case BROADCAST -> broadcast(streams);
    };
  }

  private static <T> Readable<T> of(ReadStream<T> stream, Context context, Function<T, String> text, Runnable send,
                                    Runnable end, Runnable arrived) {
    Runnable settle = () -> {
      arrived.run();
      for (int i = 0; i < TURNS; i++) {
        Streams.runOn(context, () -> { });
      }
    };
    return new Readable<>(stream, context, text, send, end, settle, new CopyOnWriteArrayList<>());
  }

  private static Readable<Buffer> socket(Vertx vertx) {
    Streams.Pair<NetSocket> pair = Streams.sockets(vertx);
    NetSocket socket = pair.near();
    // So that each byte is a message.
    ((NetSocketInternal) socket).channelHandlerContext().channel().config()
      .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(1));
    return of(socket, pair.context(), Buffer::toString,
      () -> await(pair.far().write(CONTENT)), () -> await(pair.far().end()), () -> { });
  }

  private static Readable<Buffer> file(Vertx vertx) {
    String path = await(vertx.fileSystem().createTempFile("readable", null));
    await(vertx.fileSystem().writeFile(path, Buffer.buffer(CONTENT)));
    Context context = vertx.getOrCreateContext();
    AsyncFile file = Streams.callOn(context,
      () -> vertx.fileSystem().open(path, new OpenOptions().setRead(true).setDeleteOnClose(true)));
    file.setReadBufferSize(1);
    return of(file, context, Buffer::toString, () -> { }, () -> { }, () -> await(vertx.fileSystem().exists(path)));
  }

  private static Readable<Buffer> stream(Streams streams, Function<StreamPair, ReadStream<Buffer>> reader) {
    Streams.Pair<StreamPair> opened = streams.stream();
    StreamPair pair = opened.near();
    return of(reader.apply(pair), opened.context(), Buffer::toString,
      () -> MESSAGES.forEach(message -> pair.near().write(Buffer.buffer(message))), () -> pair.near().end(),
      () -> {
        await(pair.near().channel().ping());
        await(pair.near().channel().ping());
      });
  }

  private static Readable<?> broadcast(Streams streams) {
    Streams.Pair<ConecBroadcast> joined = streams.broadcast(new BroadcastOptions().setRole(BroadcastRole.READER));
    return of(joined.near(), joined.context(), message -> message.body().toString(),
      () -> MESSAGES.forEach(message -> joined.far().write(Buffer.buffer(message))), () -> joined.near().leave(),
      () -> await(streams.roundTrip()));
  }

  Readable<T> withHandlers() {
    stream.handler(this::note).endHandler(v -> log.add("end"));
    return this;
  }

  void note(T message) {
    log.add(text.apply(message));
  }

  void run(Runnable task) {
    Streams.runOn(context, task);
  }

  /** This comes first; the end of a file may be next. */
  void awaitLog(String... expected) {
    awaitUntil(() -> log.size() >= expected.length);
    assertEquals(List.of(expected), List.copyOf(log.subList(0, expected.length)));
  }

  void assertLog(String... expected) {
    assertEquals(List.of(expected), List.copyOf(log));
  }
}
