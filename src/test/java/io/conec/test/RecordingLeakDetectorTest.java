package io.conec.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingLeakDetectorTest {

  @Test
  void aBufferThatIsNeverReleasedIsReportedWithTheMethodThatTouchedIt() {
    RecordingLeakDetector.drain();
    leak();
    List<String> reports = RecordingLeakDetector.drain();
    assertEquals(1, reports.size(), () -> "reports: " + reports);
    assertTrue(reports.get(0).contains(getClass().getName() + ".leak("), reports.get(0));
  }

  @Test
  void aReleasedBufferIsNotReported() {
    RecordingLeakDetector.drain();
    allocate().release();
    assertEquals(List.of(), RecordingLeakDetector.drain());
  }

  private static void leak() {
    allocate().touch();
  }

  private static ByteBuf allocate() {
    return PooledByteBufAllocator.DEFAULT.directBuffer(64).writeLong(1);
  }
}
