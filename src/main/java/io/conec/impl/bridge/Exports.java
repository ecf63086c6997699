package io.conec.impl.bridge;

import io.conec.bridge.ExportOptions;

import java.util.ArrayList;
import java.util.List;

/**
 * What peers may reach. The list is replaced, never changed: who has seen it knows by its identity whether it has
 * changed.
 */
final class Exports {

  private volatile List<ExportRule> rules = List.of();

  Exports(List<ExportOptions> options) {
    options.forEach(this::add);
  }

  List<ExportRule> rules() {
    return rules;
  }

  synchronized void add(ExportOptions options) {
    List<ExportRule> changed = new ArrayList<>(rules);
    changed.add(new ExportRule(options));
    rules = List.copyOf(changed);
  }

  synchronized boolean remove(String addressOrRegex) {
    List<ExportRule> changed = new ArrayList<>(rules);
    boolean removed = changed.removeIf(rule -> rule.isFor(addressOrRegex));
    rules = List.copyOf(changed);
    return removed;
  }
}
