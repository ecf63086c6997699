package io.conec.nat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Who is not root has a laboratory too. */
class RootlessLabTest {

  @Test
  void aDatagramPassesANat() {
    try (Lab lab = LabSupport.rootlessLab()) {
      NatBox nat = lab.nat("nat", NatType.PORT_RESTRICTED);
      Host inside = nat.host("inside");
      Host outside = lab.publicHost("outside");
      lab.watch(inside, outside);
      assertEquals(0, lab.watched());
      // A user may not be able to read the class path of ours: no JVM. The watch is for the address of the NAT.
      inside.run("bash -c 'echo hello > /dev/udp/" + outside.address() + "/9'");
      Awaitility.await().until(() -> lab.watched() == 1);
      assertEquals(1, nat.flowsWith(outside));
    }
  }
}
