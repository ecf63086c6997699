package io.conec.impl.coordinator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Cases of {@link IdModelTest} by name. */
class IdRulesTest {

  private ModelWorld world;
  private ModelProcess first;
  private ModelProcess restarted;
  private ModelProcess other;

  private void start(int... skews) {
    world = new ModelWorld(skews);
    first = world.process("first", "shop", ModelWorld.FIRST);
    restarted = world.process("restarted", "shop", ModelWorld.FIRST);
    other = world.process("other", "shop", ModelWorld.SECOND);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void settle() {
    world.settle(false, 0, process -> { });
  }

  @Test
  void aSlowNodeIsAskedAgainBeforeAnotherCertificateGetsTheId() {
    start(0, 0);
    world.connect(first, 0);
    world.deliverAll(false);
    world.connect(other, 1);
    world.bus.lose(1, 0);
    world.pass(2000);
    world.pass(250);
    assertTrue(first.current.isRegistered());
    assertFalse(other.current.isRegistered());
    world.deliverAll(false);
    assertNull(other.current);
    assertSame(first, world.agreedHolder("shop").process);
  }

  @Test
  void aNodeThatIsGoneHasNoLiveClient() {
    start(0, 0);
    world.connect(first, 0);
    world.deliverAll(false);
    world.split(0);
    world.connect(other, 1);
    assertTrue(other.current.isRegistered());
    world.bus.cut(0, false);
    settle();
    assertSame(first, world.agreedHolder("shop").process);
  }

  @Test
  void theNodeOfADeadClientSaysSo() {
    start(0, 0);
    world.connect(first, 0);
    world.deliverAll(false);
    world.kill(first);
    world.connect(other, 1);
    world.deliverAll(false);
    world.pass(1000);
    world.deliverAll(false);
    assertSame(other, world.agreedHolder("shop").process);
  }

  @Test
  void aDeadClientIsForgottenWhenTheStrangerWhoAskedHasLeft() {
    start(0, 0);
    world.connect(first, 0);
    world.deliverAll(false);
    world.kill(first);
    world.connect(other, 1);
    world.deliverAll(false);
    world.run(() -> other.current.close(false));
    world.pass(1000);
    // What node 0 says to all nodes is lost, and its answer to the node of the stranger is not.
    world.bus.lose(0, 1);
    world.deliverAll(false);
    settle();
    assertNull(world.nodes.get(1).registry.get("shop").session());
  }

  @Test
  void aClientMovesToANodeWhoseClockIsBehind() {
    start(100, 0);
    world.connect(first, 0);
    world.deliverAll(false);
    world.kill(first);
    world.connect(restarted, 1);
    world.deliverAll(false);
    assertSame(restarted, world.agreedHolder("shop").process);
  }

  @Test
  void aProcessIsNotReplacedByItsOwnEarlierConnection() {
    start(100, 0);
    world.connect(first, 0);
    world.connect(first, 1);
    world.deliverAll(false);
    assertEquals(ModelProcess.State.RUNNING, first.state);
    settle();
    assertSame(first, world.agreedHolder("shop").process);
  }

  @Test
  void aDeadProcessDoesNotReplaceItsSuccessor() {
    start(100, 0);
    world.connect(first, 0);
    world.kill(first);
    world.connect(restarted, 1);
    world.deliverAll(false);
    settle();
    assertSame(restarted, world.agreedHolder("shop").process);
  }

  /** The clock of a node is ahead, and another node has not heard of the last connection of the first process. */
  @Test
  void aProcessIsNotReplacedByOneThatDidNotKnowIt() {
    start(0, 100, 0);
    world.connect(first, 1);
    world.bus.deliver(1, 0);
    world.bus.deliver(1, 2);
    world.connect(first, 0);
    world.bus.deliver(0, 1);
    world.bus.deliver(1, 0);
    world.bus.deliver(1, 2);
    world.connect(restarted, 2);
    settle();
    assertSame(restarted, world.agreedHolder("shop").process);
  }

  @Test
  void aClientThatHadLessRightToTheIdGetsItWhenTheOtherLeaves() {
    start(0, 0);
    world.connect(first, 0);
    world.bus.lose(0, 1);
    world.connect(other, 1);
    world.bus.deliver(1, 0);
    world.run(() -> world.close(first));
    settle();
    assertSame(other, world.agreedHolder("shop").process);
  }

  @Test
  void aClientWithLessRightThanThatOfAnotherNodeDoesNotStay() {
    start(100, 0);
    world.connect(first, 0);
    world.bus.lose(0, 1);
    world.connect(first, 1);
    world.bus.deliver(1, 0);
    world.connect(other, 0);
    settle();
    assertSame(first, world.agreedHolder("shop").process);
  }

  @Test
  void aPartOfAListThatIsLostIsNoticed() {
    for (int lost = 0; lost < 3; lost++) {
      start(0, 0);
      world.judgeGone(1, 0);
      world.connect(first, 0);
      world.bus.tick(0);
      world.bus.deliver(0, 1);
      while (world.bus.hasParcel(0, 1)) {
        world.bus.deliver(0, 1);
      }
      // Node 1 asks for the list, which has three messages: beginning, part, end.
      while (world.bus.hasParcel(1, 0)) {
        world.bus.deliver(1, 0);
      }
      for (int message = 0; message < lost; message++) {
        world.bus.deliver(0, 1);
      }
      world.bus.lose(0, 1);
      settle();
      assertSame(first, world.agreedHolder("shop").process);
      world.close();
    }
    start(0, 0);
  }

  @Test
  void aRestartedClientKeepsTheTimeOfItsClaim() {
    start(0, 0, 0);
    world.connect(first, 0);
    world.deliverAll(false);
    world.split(2);
    world.connect(other, 2);
    world.connect(restarted, 1);
    world.bus.cut(2, false);
    settle();
    assertSame(restarted, world.agreedHolder("shop").process);
    assertEquals(ModelProcess.State.REPLACED, first.state);
  }
}
