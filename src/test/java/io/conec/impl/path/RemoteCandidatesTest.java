package io.conec.impl.path;

import io.conec.PathOptions;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RemoteCandidatesTest {

  private static final Path NONE = new NoPath();

  private final RemoteCandidates remotes =
    new RemoteCandidates(new LocalCandidates(new PathOptions().addExcludedNetwork("10.0.0.0/8")));

  private static InetSocketAddress address(int number) {
    return new InetSocketAddress("192.0.2." + number, 4242);
  }

  private static List<InetSocketAddress> addresses(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(RemoteCandidatesTest::address).toList();
  }

  private List<InetSocketAddress> known() {
    return remotes.all().stream().map(DirectPath::remote).toList();
  }

  @Test
  void signalledCandidatesReplaceEarlierOnes() {
    remotes.signalled(addresses(1, 3), NONE);
    DirectPath second = remotes.get(address(2));
    assertEquals(addresses(1, 3), known());
    assertFalse(second.isPeerReflexive());
    remotes.signalled(List.of(address(2), address(4)), NONE);
    assertEquals(List.of(address(2), address(4)), known());
    assertSame(second, remotes.get(address(2)), "what is known of it is kept");
    remotes.signalled(List.of(), NONE);
    assertEquals(List.of(), known());
  }

  @Test
  void thePathInUseIsKept() {
    remotes.signalled(addresses(1, 3), NONE);
    DirectPath current = remotes.get(address(2));
    remotes.signalled(List.of(address(9)), current);
    assertEquals(List.of(address(2), address(9)), known());
    assertSame(current, remotes.get(address(2)));
  }

  @Test
  void addressesThatAreOutOfTheQuestionAreLeftOut() {
    List<InetSocketAddress> told = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      told.add(new InetSocketAddress("10.0.0." + i, 4242));
      told.add(new InetSocketAddress("127.0.0.1", i));
    }
    told.add(address(1));
    remotes.signalled(told, NONE);
    assertEquals(List.of(address(1)), known());
    assertNull(remotes.addPeerReflexive(new InetSocketAddress("10.0.0.1", 4242), NONE));
    assertNull(remotes.addPeerReflexive(new InetSocketAddress("127.0.0.1", 4242), NONE));
    assertEquals(List.of(address(1)), known());
  }

  @Test
  void sixteenAreTakenWhateverIsTold() {
    remotes.signalled(addresses(1, 200), NONE);
    assertEquals(addresses(1, 16), known());
    remotes.signalled(addresses(101, 200), NONE);
    assertEquals(addresses(101, 116), known());
  }

  @Test
  void whatWasLearnedIsNotToldAway() {
    DirectPath peerReflexive = remotes.addPeerReflexive(address(7), NONE);
    assertTrue(peerReflexive.isPeerReflexive());
    assertSame(peerReflexive, remotes.get(address(7)));
    remotes.signalled(addresses(1, 2), NONE);
    assertEquals(List.of(address(7), address(1), address(2)), known());
    remotes.signalled(List.of(address(7)), NONE);
    assertSame(peerReflexive, remotes.get(address(7)));
  }

  @Test
  void theOldestLearnedMakesRoomForANewOne() {
    remotes.signalled(addresses(200, 202), NONE);
    for (int i = 1; i <= 50; i++) {
      assertNotNull(remotes.addPeerReflexive(address(i), NONE));
    }
    List<InetSocketAddress> expected = new ArrayList<>(addresses(200, 202));
    expected.addAll(addresses(35, 50));
    assertEquals(expected, known());
  }

  @Test
  void thePathInUseMakesNoRoom() {
    DirectPath current = remotes.addPeerReflexive(address(1), NONE);
    for (int i = 2; i <= 50; i++) {
      remotes.addPeerReflexive(address(i), current);
    }
    assertEquals(16, known().size());
    assertSame(current, remotes.get(address(1)));
    assertNull(remotes.get(address(2)));
    assertNotNull(remotes.get(address(50)));
  }

  @Test
  void theOneThatIsDueFirstIsNext() {
    assertNull(remotes.next(path -> true));
    remotes.signalled(addresses(1, 3), NONE);
    // System.nanoTime() may wrap around.
    remotes.get(address(1)).restart(Long.MAX_VALUE - 1);
    remotes.get(address(2)).restart(Long.MAX_VALUE - 10);
    remotes.get(address(3)).restart(Long.MIN_VALUE + 10);
    assertSame(remotes.get(address(2)), remotes.next(path -> true));
    assertSame(remotes.get(address(1)), remotes.next(path -> path != remotes.get(address(2))));
    remotes.get(address(3)).postpone(Long.MAX_VALUE - 20);
    assertSame(remotes.get(address(3)), remotes.next(path -> true));
    assertNull(remotes.next(path -> false));
  }

  @Test
  void theFastestIsTheBest() {
    assertNull(remotes.best(path -> true));
    remotes.signalled(addresses(1, 3), NONE);
    remotes.get(address(1)).answered(0, 300);
    remotes.get(address(2)).answered(0, 100);
    remotes.get(address(3)).answered(0, 200);
    assertSame(remotes.get(address(2)), remotes.best(path -> true));
    assertSame(remotes.get(address(3)), remotes.best(path -> path != remotes.get(address(2))));
    assertNull(remotes.best(path -> false));
  }
}
