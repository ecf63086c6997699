package io.conec.channel;

import org.junit.jupiter.api.Tag;

/** The same a thousand times: what is little each time is more than the heap may grow. */
@Tag("soak")
class NoLeakSoakTest extends NoLeakTest {

  @Override
  int times() {
    return 1000;
  }
}
