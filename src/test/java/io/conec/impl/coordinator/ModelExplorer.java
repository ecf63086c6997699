package io.conec.impl.coordinator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Runs a model in all orders of a bounded number of events, with all orders of the deliveries before the last of them.
 * Orders that differ only in what happened independently at several nodes count once.
 */
final class ModelExplorer {

  /**
   * What may happen next.
   *
   * @param event whether it counts, because it is not a delivery
   */
  record Choice(String name, boolean event, Runnable run) {
  }

  /** One run of the model, from its beginning. */
  interface Run extends AutoCloseable {

    /** The same choices in the same order, after the same choices before. */
    List<Choice> choices();

    /** Equal for states that are equal. */
    long hash();

    /** What holds at any time. */
    void check();

    /**
     * Let everything come to rest, and check what holds then.
     *
     * @param order the messages arrive in another order
     */
    void settle(boolean order);

    @Override
    void close();
  }

  private final Supplier<Run> model;
  private final Set<Long> seen = new HashSet<>();
  private long steps;
  private int settled;

  ModelExplorer(Supplier<Run> model) {
    this.model = model;
  }

  /**
   * @param events how many events that are no deliveries happen
   */
  void explore(int events) {
    visit(model.get(), List.of(), events);
  }

  /**
   * @return the number of different states
   */
  int states() {
    return seen.size();
  }

  String figures() {
    return states() + " states, " + steps + " steps, " + settled + " brought to rest";
  }

  private void visit(Run run, List<String> path, int events) {
    try (run) {
      if (!seen.add(ModelBus.mix(run.hash(), events))) {
        return;
      }
      if (events == 0) {
        settle(run, path);
        return;
      }
      List<String> names = run.choices().stream().map(Choice::name).toList();
      for (int next = 1; next < names.size(); next++) {
        step(replay(path), path, names.get(next), events);
      }
      if (!names.isEmpty()) {
        step(run, path, names.get(0), events);
      }
    }
  }

  /**
   * Let this happen, and then come to rest.
   *
   * @param path the names of choices
   */
  void replay(String... path) {
    try (Run run = replay(List.of(path))) {
      run.settle(false);
    }
  }

  private Run replay(List<String> path) {
    Run run = model.get();
    path.forEach(name -> choose(run, name));
    return run;
  }

  private boolean choose(Run run, String name) {
    steps++;
    Choice choice = run.choices().stream().filter(other -> other.name.equals(name)).findFirst().orElseThrow();
    choice.run.run();
    return choice.event;
  }

  private void step(Run run, List<String> path, String name, int events) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    boolean event = blaming(longer, () -> {
      boolean counts = choose(run, name);
      run.check();
      return counts;
    });
    visit(run, longer, event ? events - 1 : events);
  }

  private void settle(Run run, List<String> path) {
    settled++;
    boolean delivers = run.choices().stream().anyMatch(choice -> !choice.event);
    blaming(path, () -> {
      run.settle(false);
      return true;
    });
    if (delivers) {
      blaming(path, () -> {
        try (Run again = replay(path)) {
          again.settle(true);
          return true;
        }
      });
    }
  }

  private static boolean blaming(List<String> path, Supplier<Boolean> action) {
    try {
      return action.get();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("after " + String.join(", ", path) + ": " + e, e);
    }
  }
}
