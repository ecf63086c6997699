package io.conec.nat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The check of a transfer finds each kind of fault. */
class CheckedReceiverTest {

  private static final int SIZE = 64;

  private final CheckedReceiver receiver = new CheckedReceiver(SIZE);

  private void receive(long... numbers) {
    for (long number : numbers) {
      receiver.received(CheckedMessage.of(number, SIZE));
    }
  }

  private void assertFaults(int lost, int repeated, int reordered, int corrupted) {
    receiver.received(CheckedMessage.last(5));
    JsonObject report = receiver.report();
    assertEquals(lost, report.getInteger("lost"), "lost");
    assertEquals(repeated, report.getInteger("repeated"), "repeated");
    assertEquals(reordered, report.getInteger("reordered"), "reordered");
    assertEquals(corrupted, report.getInteger("corrupted"), "corrupted");
    assertTrue(report.getBoolean("complete"));
  }

  @Test
  void nothingIsWrong() {
    receive(0, 1, 2, 3, 4);
    assertFaults(0, 0, 0, 0);
  }

  @Test
  void oneIsLostInTheMiddleAndOneAtTheEnd() {
    receive(0, 2, 3);
    assertFaults(2, 0, 0, 0);
  }

  @Test
  void oneIsRepeated() {
    receive(0, 1, 2, 1, 3, 4);
    assertFaults(0, 1, 0, 0);
  }

  @Test
  void oneIsLate() {
    receive(0, 2, 1, 3, 4);
    assertFaults(0, 0, 1, 0);
  }

  @Test
  void oneBitIsWrong() {
    receive(0, 1, 2, 3);
    Buffer message = CheckedMessage.of(4, SIZE);
    message.setByte(SIZE - 1, (byte) (message.getByte(SIZE - 1) ^ 1));
    receiver.received(message);
    assertFaults(1, 0, 0, 1);
  }

  @Test
  void oneIsTooShort() {
    receive(0, 1, 2, 3);
    receiver.received(CheckedMessage.of(4, SIZE - Long.BYTES));
    assertFaults(1, 0, 0, 1);
  }
}
