package io.conec.hostile;

import org.junit.jupiter.api.Tag;

/** The same more often: what a client does at the worst moment depends on the moment. */
@Tag("soak")
class BroadcastGhostSoakTest extends BroadcastGhostTest {

  @Override
  int rounds() {
    return 90;
  }
}
