package io.conec.impl.coordinator.broadcast;

import io.conec.BroadcastRole;
import io.conec.BroadcastRule;
import io.conec.impl.coordinator.RuleMatcher;

import java.util.List;
import java.util.function.Predicate;

/**
 * Decides which clients may read, write and create which broadcasts. Without rules every client may do everything.
 */
final class BroadcastAccess {

  private record Rule(Predicate<String> name, Predicate<String> peer, boolean read, boolean write,
                      boolean create) {
  }

  private final List<Rule> rules;

  BroadcastAccess(List<BroadcastRule> rules) {
    this.rules = rules.stream()
      .map(rule -> new Rule(RuleMatcher.of(rule.getName(), "nameRegex", rule.getNameRegex()),
        RuleMatcher.of(rule.getPeer(), "peerRegex", rule.getPeerRegex()),
        rule.isRead(), rule.isWrite(), rule.isCreate()))
      .toList();
  }

  boolean permits(String peer, String name, BroadcastRole role) {
    return (!role.reads() || permits(peer, name, Rule::read)) && (!role.sends() || permits(peer, name, Rule::write));
  }

  /** Whether this client may join when no other client is there. */
  boolean permitsCreation(String peer, String name) {
    return permits(peer, name, Rule::create);
  }

  private boolean permits(String peer, String name, Predicate<Rule> kind) {
    return rules.isEmpty() || rules.stream().anyMatch(
      rule -> kind.test(rule) && rule.name().test(name) && rule.peer().test(peer));
  }
}
