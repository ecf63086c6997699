package io.conec.contract;

import io.conec.contract.Readable.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.junit.jupiter.api.Assertions.assertThrows;

/** Readers observe the same with the streams of Vert.x and of this library. */
class ReadContractTest {

  private static Streams streams;

  @BeforeAll
  static void open() {
    streams = new Streams();
  }

  @AfterAll
  static void close() {
    streams.close();
  }

  @ParameterizedTest
  @EnumSource
  void theEndWaitsForAPausedReader(Kind kind) {
    theEndWaits(Readable.open(kind, streams));
  }

  private static <T> void theEndWaits(Readable<T> reader) {
    reader.run(() -> reader.withHandlers().stream().pause());
    reader.send().run();
    reader.settle().run();
    reader.assertLog();
    reader.run(() -> reader.stream().fetch(3));
    reader.awaitLog("a", "b", "c");
    reader.end().run();
    reader.settle().run();
    reader.assertLog("a", "b", "c");
    reader.run(() -> reader.stream().fetch(1));
    reader.awaitLog("a", "b", "c", "end");
  }

  /** As a coroutine that receives from the stream does. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "BROADCAST")
  void aSlowReaderGetsAllMessagesBeforeTheEnd(Kind kind) {
    oneAtATime(Readable.open(kind, streams));
  }

  private static <T> void oneAtATime(Readable<T> reader) {
    reader.run(() -> {
      reader.stream().pause();
      reader.stream().endHandler(v -> reader.log().add("end"));
      reader.stream().handler(message -> reader.context().runOnContext(v -> {
        reader.note(message);
        reader.stream().fetch(1);
      }));
      reader.stream().fetch(1);
    });
    reader.send().run();
    reader.end().run();
    reader.awaitLog("a", "b", "c", "end");
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsHandledBeforeTheCallThatAllowsIt(Kind kind) {
    nothingIsHandledBefore(Readable.open(kind, streams));
  }

  private static <T> void nothingIsHandledBefore(Readable<T> reader) {
    reader.run(() -> reader.withHandlers().stream().pause());
    reader.send().run();
    reader.settle().run();
    reader.run(() -> {
      reader.stream().fetch(1);
      reader.log().add("fetched");
    });
    reader.awaitLog("fetched", "a");
    reader.run(() -> {
      reader.stream().resume();
      reader.log().add("resumed");
    });
    reader.awaitLog("fetched", "a", "resumed", "b", "c");
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerThatIsSetWhileTheStreamIsPausedGetsEverything(Kind kind) {
    aLateHandler(Readable.open(kind, streams));
  }

  private static <T> void aLateHandler(Readable<T> reader) {
    reader.run(() -> reader.stream().pause());
    reader.send().run();
    reader.settle().run();
    reader.run(() -> {
      reader.withHandlers();
      reader.log().add("set");
    });
    reader.settle().run();
    reader.assertLog("set");
    reader.run(() -> reader.stream().resume());
    reader.awaitLog("set", "a", "b", "c");
  }

  /** A socket throws messages away instead, so they have to be awaited with a pause. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NET_SOCKET")
  void messagesWaitForTheFirstHandler(Kind kind) {
    messagesWait(Readable.open(kind, streams));
  }

  private static <T> void messagesWait(Readable<T> reader) {
    reader.send().run();
    reader.settle().run();
    reader.run(() -> {
      reader.withHandlers();
      reader.log().add("set");
    });
    reader.awaitLog("set", "a", "b", "c");
  }

  /** A socket throws away what comes meanwhile. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NET_SOCKET")
  void messagesWaitWhileThereIsNoHandler(Kind kind) {
    withoutHandler(Readable.open(kind, streams));
  }

  private static <T> void withoutHandler(Readable<T> reader) {
    reader.run(() -> reader.stream().handler(message -> {
      reader.note(message);
      reader.stream().handler(null);
    }));
    reader.send().run();
    reader.awaitLog("a");
    reader.settle().run();
    reader.assertLog("a");
    reader.run(() -> reader.stream().handler(reader::note));
    reader.awaitLog("a", "b", "c");
  }

  @ParameterizedTest
  @EnumSource
  void aPauseInTheHandlerDelaysTheNextMessage(Kind kind) {
    pauseInTheHandler(Readable.open(kind, streams));
  }

  private static <T> void pauseInTheHandler(Readable<T> reader) {
    reader.run(() -> reader.stream().handler(message -> {
      reader.note(message);
      reader.stream().pause();
    }));
    reader.send().run();
    reader.awaitLog("a");
    reader.settle().run();
    reader.assertLog("a");
    reader.run(() -> reader.stream().fetch(2));
    reader.awaitLog("a", "b");
    reader.settle().run();
    reader.assertLog("a", "b");
  }

  @ParameterizedTest
  @EnumSource
  void onlyAPositiveNumberIsFetched(Kind kind) {
    onlyPositive(Readable.open(kind, streams));
  }

  private static <T> void onlyPositive(Readable<T> reader) {
    reader.run(() -> reader.withHandlers().stream().pause());
    assertThrows(IllegalArgumentException.class, () -> reader.stream().fetch(-1));
    reader.run(() -> reader.stream().fetch(0));
    reader.send().run();
    reader.settle().run();
    reader.assertLog();
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerThatThrowsGetsTheNextMessage(Kind kind) {
    aHandlerThatThrows(Readable.open(kind, streams));
  }

  private static <T> void aHandlerThatThrows(Readable<T> reader) {
    reader.context().exceptionHandler(thrown -> { });
    reader.run(() -> reader.stream().handler(message -> {
      reader.note(message);
      throw new IllegalStateException("a fault of the application");
    }));
    reader.send().run();
    reader.awaitLog("a", "b", "c");
  }

  /** The end of an empty stream waits, too. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "FILE")
  void theEndOfAnEmptyStreamWaitsForAPausedReader(Kind kind) {
    anEmptyStream(Readable.open(kind, streams));
  }

  private static <T> void anEmptyStream(Readable<T> reader) {
    reader.run(() -> reader.withHandlers().stream().pause());
    reader.end().run();
    reader.settle().run();
    reader.assertLog();
    reader.run(() -> reader.stream().resume());
    reader.awaitLog("end");
  }
}
