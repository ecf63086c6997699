package io.conec.impl.coordinator;

import io.conec.impl.coordinator.ModelExplorer.Choice;

import java.util.ArrayList;
import java.util.List;

/** What may happen to any cluster: messages arrive or are lost, nodes lose each other, connections are given up. */
abstract class ModelRun implements ModelExplorer.Run {

  final ModelWorld world;
  private final boolean faults;

  /** @param faults whether messages are lost, and nodes lose each other */
  ModelRun(ModelWorld world, boolean faults) {
    this.world = world;
    this.faults = faults;
  }

  abstract void addEvents(List<Choice> choices);

  @Override
  public List<Choice> choices() {
    List<Choice> choices = new ArrayList<>();
    for (int from = 0; from < world.nodes.size(); from++) {
      for (int to = 0; to < world.nodes.size(); to++) {
        addLink(choices, from, to);
      }
    }
    addEvents(choices);
    for (int node = 0; node < world.nodes.size(); node++) {
      addNode(choices, node);
    }
    add(choices, "second", this::second);
    return choices;
  }

  private void addLink(List<Choice> choices, int from, int to) {
    if (world.bus.hasParcel(from, to)) {
      choices.add(new Choice("deliver " + from + to, false, () -> world.run(() -> world.bus.deliver(from, to))));
      if (faults) {
        add(choices, "lose " + from + to, () -> world.bus.lose(from, to));
      }
    }
    if (faults && from != to && world.nodes.get(from).member.cluster().other(ModelBus.name(to)) != null) {
      add(choices, "gone " + from + to, () -> world.judgeGone(from, to));
    }
  }

  private void addNode(List<Choice> choices, int node) {
    if (world.bus.isCut(node)) {
      add(choices, "heal " + node, () -> world.bus.cut(node, false));
    } else if (faults) {
      add(choices, "split " + node, () -> world.split(node));
    }
    for (ModelSession session : world.nodes.get(node).sessions) {
      if (!session.isAlive()) {
        add(choices, "expire " + session.process.name + " at " + node, () -> world.expire(session));
      }
    }
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

  void addMove(List<Choice> choices, ModelProcess process, int node) {
    boolean mayConnect = process.isRunning() || process.state == ModelProcess.State.NEW;
    if (mayConnect && (process.current == null || process.current.node.index != node)) {
      add(choices, process.name + " at " + node, () -> world.connect(process, node));
    }
  }

  void add(List<Choice> choices, String name, Runnable event) {
    choices.add(new Choice(name, true, () -> world.run(event)));
  }

  @Override
  public long hash() {
    return world.hash();
  }

  @Override
  public void close() {
    world.close();
  }
}
