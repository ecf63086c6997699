package io.conec.impl.coordinator;

import io.conec.impl.coordinator.ModelExplorer.Choice;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Who has an id, in all orders of a bounded number of events at several nodes: never two in the end, all nodes know
 * whom, and no client that is left gives up.
 */
class IdModelTest {

  private static final class Ids extends ModelRun {

    Ids(int... skews) {
      super(new ModelWorld(skews), true);
      world.process("first", "shop", ModelWorld.FIRST);
      world.process("restarted", "shop", ModelWorld.FIRST);
      world.process("other", "shop", ModelWorld.SECOND);
    }

    @Override
    void addEvents(List<Choice> choices) {
      for (ModelProcess process : world.processes) {
        for (int node = 0; node < world.nodes.size(); node++) {
          addMove(choices, process, node);
        }
        if (process.current != null) {
          add(choices, process.name + " closes", () -> world.close(process));
          add(choices, process.name + " killed", () -> world.kill(process));
        }
      }
    }

    @Override
    public void check() {
    }

    @Override
    public void settle(boolean order) {
      world.settle(order, 0, process -> { });
      world.agreedHolder("shop");
    }
  }

  private static void explore(int events, int... skews) {
    ModelExplorer explorer = new ModelExplorer(() -> new Ids(skews));
    for (int count = 1; count <= events; count++) {
      explorer.explore(count);
    }
    System.out.println(events + " events at " + skews.length + " nodes: " + explorer.figures());
  }

  @Test
  void twoNodes() {
    explore(2, 0, 0);
  }

  @Test
  void twoNodesWithDifferentClocks() {
    explore(2, 100, 0);
  }

  @Test
  void threeNodes() {
    explore(2, 0, 0, 0);
  }

  @Tag("soak")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  @Test
  void moreEvents() {
    explore(3, 0, 0);
    explore(3, 100, 0);
    explore(3, 0, 100, 0);
  }
}
