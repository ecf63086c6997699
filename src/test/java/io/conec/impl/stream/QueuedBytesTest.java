package io.conec.impl.stream;

import io.conec.impl.wire.FrameReader;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class QueuedBytesTest {

  private static final int MESSAGE = 100 - FrameReader.HEADER_LENGTH;

  private int drained;
  private final QueuedBytes queued = new QueuedBytes(400, () -> drained++);

  private void add(int messages) {
    for (int i = 0; i < messages; i++) {
      queued.announce(MESSAGE);
      queued.added();
    }
  }

  @Test
  void aMessageCountsBeforeItIsQueued() {
    add(3);
    assertFalse(queued.isFull());
    queued.announce(MESSAGE);
    assertTrue(queued.isFull());
    queued.retract(MESSAGE);
    assertFalse(queued.isFull());
  }

  @Test
  void aFullQueueDrainsOnceWhenItIsHalfEmpty() {
    add(4);
    queued.remove(100);
    assertFalse(queued.isFull());
    assertEquals(0, drained);
    queued.remove(100);
    assertEquals(1, drained);
    queued.remove(200);
    assertEquals(1, drained);
  }

  @Test
  void aQueueThatWasNeverFullDoesNotDrain() {
    add(3);
    queued.remove(300);
    queued.handlerSet();
    assertEquals(0, drained);
  }

  /** Another thread has seen the full queue, and sets its handler when the queue is empty again. */
  @Test
  void aHandlerThatIsSetTooLateIsCalled() {
    add(4);
    queued.awaitDrain();
    queued.remove(400);
    assertEquals(1, drained);
    queued.handlerSet();
    assertEquals(2, drained);
    queued.handlerSet();
    assertEquals(2, drained);
  }

  /** The queue is full again when the handler is set: it is called later. */
  @Test
  void aHandlerThatIsSetWhenTheQueueIsFullAgainWaits() {
    add(4);
    queued.awaitDrain();
    queued.remove(400);
    add(4);
    queued.handlerSet();
    assertEquals(1, drained);
    queued.remove(400);
    assertEquals(2, drained);
  }

  @Test
  void aSmallerLimitMakesTheQueueFull() {
    add(2);
    queued.setMax(200);
    assertTrue(queued.isFull());
    queued.awaitDrain();
    queued.remove(100);
    assertEquals(1, drained);
  }
}
