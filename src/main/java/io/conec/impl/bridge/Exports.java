package io.conec.impl.bridge;

import io.conec.bridge.BusAddresses;
import io.conec.bridge.ExportOptions;

import java.util.ArrayList;
import java.util.List;

/**
 * The addresses that peers may reach.
 */
final class Exports {

  /** The present permissions. They are replaced, never changed, so that the object identifies them. */
  record Permissions(List<ExportRule> rules) {

    /** @return the rules that permit a peer to send to an address */
    List<ExportRule> of(String peer, String address) {
      if (address.startsWith(BusAddresses.RESERVED_PREFIX)) {
        return List.of();
      }
      return rules.stream().filter(rule -> rule.permits(peer, address)).toList();
    }
  }

  private volatile Permissions permissions = new Permissions(List.of());

  Exports(List<ExportOptions> options) {
    options.forEach(this::add);
  }

  Permissions permissions() {
    return permissions;
  }

  synchronized void add(ExportOptions options) {
    ExportRule rule = new ExportRule(options);
    List<ExportRule> rules = new ArrayList<>(permissions.rules);
    rules.add(rule);
    permissions = new Permissions(List.copyOf(rules));
  }

  synchronized boolean remove(String addressOrRegex) {
    List<ExportRule> rules = new ArrayList<>(permissions.rules);
    boolean removed = rules.removeIf(rule -> rule.isFor(addressOrRegex));
    permissions = new Permissions(List.copyOf(rules));
    return removed;
  }
}
