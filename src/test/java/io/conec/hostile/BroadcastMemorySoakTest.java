package io.conec.hostile;

import org.junit.jupiter.api.Tag;

/** The same with more messages: what is little for each of them would be more than the memory may grow. */
@Tag("soak")
class BroadcastMemorySoakTest extends BroadcastMemoryTest {

  @Override
  int total() {
    return 256 * 1024 * 1024;
  }
}
