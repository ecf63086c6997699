package io.conec.broadcast;

import org.junit.jupiter.api.Tag;

/** The same with a thousand clients. */
@Tag("soak")
class ManyParticipantsSoakTest extends ManyParticipantsTest {

  @Override
  int members() {
    return 1000;
  }
}
