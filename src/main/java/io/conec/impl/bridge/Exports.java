package io.conec.impl.bridge;

import io.conec.bridge.BusAddresses;
import io.conec.bridge.ExportOptions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What peers may reach.
 */
final class Exports {

  /**
   * What peers may reach now. It is replaced, never changed: another set is another object.
   *
   * @param imported the local addresses of imports: what a peer sends there would go on to another peer, or come back
   */
  record Permissions(List<ExportRule> rules, Set<String> imported) {

    /** The rules that let a peer send to an address. */
    List<ExportRule> of(String peer, String address) {
      if (BusAddresses.isReserved(address) || imported.contains(address)) {
        return List.of();
      }
      return rules.stream().filter(rule -> rule.permits(peer, address)).toList();
    }
  }

  private volatile Permissions permissions = new Permissions(List.of(), Set.of());

  Exports(List<ExportOptions> options) {
    options.forEach(this::add);
  }

  Permissions permissions() {
    return permissions;
  }

  synchronized void add(ExportOptions options) {
    ExportRule rule = new ExportRule(options);
    permissions.imported.stream().filter(rule::names).forEach(Exports::refuse);
    List<ExportRule> rules = new ArrayList<>(permissions.rules);
    rules.add(rule);
    permissions = new Permissions(List.copyOf(rules), permissions.imported);
  }

  synchronized boolean remove(String addressOrRegex) {
    List<ExportRule> rules = new ArrayList<>(permissions.rules);
    boolean removed = rules.removeIf(rule -> rule.isFor(addressOrRegex));
    permissions = new Permissions(List.copyOf(rules), permissions.imported);
    return removed;
  }

  synchronized void addImport(String localAddress) {
    if (permissions.rules.stream().anyMatch(rule -> rule.names(localAddress))) {
      refuse(localAddress);
    }
    Set<String> imported = new HashSet<>(permissions.imported);
    imported.add(localAddress);
    permissions = new Permissions(permissions.rules, Set.copyOf(imported));
  }

  synchronized void removeImport(String localAddress) {
    Set<String> imported = new HashSet<>(permissions.imported);
    imported.remove(localAddress);
    permissions = new Permissions(permissions.rules, Set.copyOf(imported));
  }

  /** With both, messages of one peer would go on to another peer, or round in circles. */
  private static void refuse(String address) {
    throw new IllegalArgumentException("address '" + address + "' is exported and the localAddress of an import: choose"
      + " another localAddress, or remove the export");
  }
}
