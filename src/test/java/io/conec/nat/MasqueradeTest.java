package io.conec.nat;

import io.conec.PathKind;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two NATs that give a way to who sends first: both ends have to send before anything of the other arrives. */
class MasqueradeTest {

  /** Of each of the two links, in each direction. A busy machine adds some. */
  private static final Duration DELAY = Duration.ofMillis(50);

  @Test
  void bothEndsProbeAtOnce() {
    try (Lab lab = LabSupport.lab()) {
      NatBox nearNat = lab.nat("near-nat", NatType.MASQUERADE);
      NatBox farNat = lab.nat("far-nat", NatType.MASQUERADE);
      for (NatBox nat : List.of(nearNat, farNat)) {
        lab.emulate(nat).set(LinkConditions.PERFECT.delay(DELAY));
      }
      try (LabNode coordinator = LabNode.coordinator(lab);
           LabNode near = LabNode.client(nearNat.host("near"), LabNode.clientOptions());
           LabNode far = LabNode.client(farNat.host("far"), LabNode.clientOptions())) {
        coordinator.ready();
        near.ready();
        far.ready();
        long start = near.open(far).start();
        near.awaitPath(far, PathKind.DIRECT, start);
        far.awaitPath(near, PathKind.DIRECT, start);
      }
    }
  }
}
