package io.conec.broadcast;

import org.junit.jupiter.api.Tag;

/** The same with a thousand members. */
@Tag("soak")
class ManyMembersSoakTest extends ManyMembersTest {

  @Override
  int members() {
    return 1000;
  }
}
