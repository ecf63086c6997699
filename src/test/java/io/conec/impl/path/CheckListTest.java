package io.conec.impl.path;

import io.conec.PathOptions;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class CheckListTest {

  private final RemoteCandidates remotes = new RemoteCandidates(new LocalCandidates(new PathOptions()));
  private final CheckList checks = new CheckList(null, null, null, remotes, 1350, null, null);

  private static InetSocketAddress address(int number) {
    return new InetSocketAddress("192.0.2." + number, 4242);
  }

  @Test
  void peopleAreToldWhatBecameOfEachAddress() {
    assertEquals("the peer has signalled no address that may be checked", checks.describe());
    remotes.signalled(List.of(address(1), address(2), address(3)), new NoPath());
    remotes.get(address(2)).advance(DirectPath.State.REACHABLE, 0);
    remotes.get(address(3)).advance(DirectPath.State.VALIDATED, 0);
    assertEquals("192.0.2.1:4242 did not answer, 192.0.2.2:4242 answered, but not to datagrams of 1350 bytes "
      + "(maxDatagramSize), 192.0.2.3:4242 answered", checks.describe());
  }
}
