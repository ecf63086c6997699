package io.conec.contract;

import io.conec.contract.Writable.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.util.ArrayList;
import java.util.List;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Writers observe the same with the streams of Vert.x and of this library. */
class WriteContractTest {

  private static final Buffer MESSAGE = Buffer.buffer("a message");
  private static final int MESSAGES = 10;

  private static Streams streams;

  @BeforeAll
  static void open() {
    streams = new Streams();
  }

  @AfterAll
  static void close() {
    streams.close();
  }

  /** Whether the writer has asked if the queue is full, or not. */
  @ParameterizedTest
  @EnumSource
  void theDrainHandlerIsCalledWhenTheQueueHasBeenFull(Kind kind) {
    Writable writer = Writable.open(kind, streams);
    writer.run(() -> {
      writer.stream().drainHandler(v -> writer.log().add("drained"));
      writer.fill().get();
      writer.log().add("written");
    });
    awaitUntil(() -> writer.log().contains("drained"));
    assertEquals(List.of("written", "drained"), List.copyOf(writer.log()));
    assertFalse(writer.stream().writeQueueFull());
  }

  @ParameterizedTest
  @EnumSource
  void theDrainHandlerIsNotCalledWithoutNeed(Kind kind) {
    Writable writer = Writable.open(kind, streams);
    List<Future<Void>> writes = new ArrayList<>();
    writer.run(() -> {
      writer.stream().setWriteQueueMaxSize(1024 * 1024).drainHandler(v -> writer.log().add("drained"));
      for (int i = 0; i < MESSAGES; i++) {
        writes.add(writer.stream().write(MESSAGE));
      }
    });
    await(Future.all(writes));
    writer.run(() -> { });
    assertEquals(List.of(), List.copyOf(writer.log()));
  }

  /** The writer did not see the queue full, so it does not wait. */
  @ParameterizedTest
  @EnumSource
  void theDrainHandlerIsNotCalledForEarlierWrites(Kind kind) {
    Writable writer = Writable.open(kind, streams);
    List<Future<Void>> writes = new ArrayList<>();
    writer.run(() -> writes.add(writer.fill().get()));
    await(writes.get(0));
    writer.run(() -> { });
    writer.run(() -> writer.stream().setWriteQueueMaxSize(1024 * 1024).drainHandler(v -> writer.log().add("drained")));
    writer.run(() -> writes.add(writer.stream().write(MESSAGE)));
    await(writes.get(1));
    writer.run(() -> { });
    assertEquals(List.of(), List.copyOf(writer.log()));
  }

  @ParameterizedTest
  @EnumSource
  void aQueueHasAPositiveSize(Kind kind) {
    Writable writer = Writable.open(kind, streams);
    assertThrows(IllegalArgumentException.class, () -> writer.stream().setWriteQueueMaxSize(-1));
  }

  /** A file throws instead. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "FILE")
  void endingTwiceIsEndingOnce(Kind kind) {
    WriteStream<Buffer> stream = Writable.open(kind, streams).stream();
    Future<Void> first = stream.end();
    Future<Void> second = stream.end();
    await(first);
    await(second);
    await(stream.end());
  }

  /** A file throws instead. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "FILE")
  void nothingIsWrittenAfterTheEnd(Kind kind) {
    WriteStream<Buffer> stream = Writable.open(kind, streams).stream();
    await(stream.end());
    assertThrows(Exception.class, () -> await(stream.write(MESSAGE)));
    assertFalse(stream.writeQueueFull());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "PRODUCER")
  void nullIsNotAMessage(Kind kind) {
    Writable writer = Writable.open(kind, streams);
    assertThrows(NullPointerException.class, () -> writer.stream().write(null));
  }

  @ParameterizedTest
  @EnumSource
  void aLastMessageIsWrittenBeforeTheEnd(Kind kind) {
    Writable writer = Writable.open(kind, streams);
    Future<Void> written = writer.stream().write(MESSAGE);
    await(writer.stream().end(MESSAGE));
    assertTrue(written.succeeded());
  }
}
