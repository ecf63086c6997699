package io.conec.hostile;

import org.junit.jupiter.api.Tag;

/** The same with ten times as many rounds. */
@Tag("soak")
class FuzzSoakTest extends FuzzTest {

  @Override
  int rounds() {
    return 100;
  }
}
