package io.conec.impl.coordinator;

import io.conec.impl.coordinator.ModelExplorer.Choice;
import io.conec.impl.coordinator.ModelExplorer.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/**
 * Who has an id, in all orders of a bounded number of events at several nodes: never two in the end, all nodes know
 * whom, and no client that is left gives up.
 */
class IdModelTest {

  private static final class Ids implements Run {

    private final ModelWorld world;

    Ids(int... skews) {
      world = new ModelWorld(skews);
      world.process("first", "shop", ModelWorld.FIRST);
      world.process("restarted", "shop", ModelWorld.FIRST);
      world.process("other", "shop", ModelWorld.SECOND);
    }

    @Override
    public List<Choice> choices() {
      List<Choice> choices = new ArrayList<>();
      for (int from = 0; from < world.nodes.size(); from++) {
        for (int to = 0; to < world.nodes.size(); to++) {
          addLink(choices, from, to);
        }
      }
      world.processes.forEach(process -> addProcess(choices, process));
      for (int node = 0; node < world.nodes.size(); node++) {
        int index = node;
        if (!world.bus.isCut(node)) {
          add(choices, "split " + node, () -> world.split(index));
        } else {
          add(choices, "heal " + node, () -> world.bus.cut(index, false));
        }
        for (ModelSession session : world.nodes.get(node).sessions) {
          if (!session.isAlive()) {
            add(choices, "expire " + session.process.name + " at " + node, () -> world.expire(session));
          }
        }
      }
      add(choices, "second", this::second);
      return choices;
    }

    /** With more than two nodes the orders of all beats are too many. */
    private void second() {
      for (int node = 0; node < world.nodes.size(); node++) {
        world.bus.tick(node);
      }
      if (world.nodes.size() > 2) {
        world.deliverAll(false);
      }
      world.pass(1000);
    }

    private void addLink(List<Choice> choices, int from, int to) {
      if (world.bus.hasParcel(from, to)) {
        choices.add(new Choice("deliver " + from + to, false, () -> world.run(() -> world.bus.deliver(from, to))));
        add(choices, "lose " + from + to, () -> world.bus.lose(from, to));
      }
      if (from != to && world.nodes.get(from).member.cluster().other(ModelBus.name(to)) != null) {
        add(choices, "gone " + from + to, () -> world.judgeGone(from, to));
      }
    }

    private void addProcess(List<Choice> choices, ModelProcess process) {
      boolean mayConnect = process.isRunning() || process.state == ModelProcess.State.NEW;
      for (int node = 0; node < world.nodes.size(); node++) {
        int index = node;
        if (mayConnect && (process.current == null || process.current.node.index != node)) {
          add(choices, process.name + " at " + node, () -> world.connect(process, index));
        }
      }
      if (process.current != null) {
        add(choices, process.name + " closes", () -> world.close(process));
        add(choices, process.name + " killed", () -> world.kill(process));
      }
    }

    private void add(List<Choice> choices, String name, Runnable event) {
      choices.add(new Choice(name, true, () -> world.run(event)));
    }

    @Override
    public long hash() {
      return world.hash();
    }

    @Override
    public void check() {
    }

    @Override
    public void settle(boolean order) {
      world.settle(order, process -> { });
      world.agreedHolder("shop");
    }

    @Override
    public void close() {
      world.close();
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
    explore(3, 0, 0);
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
  @Test
  void moreEvents() {
    explore(4, 0, 0);
    explore(4, 100, 0);
    explore(3, 0, 100, 0);
  }
}
