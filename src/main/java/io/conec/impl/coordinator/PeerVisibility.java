package io.conec.impl.coordinator;

import io.conec.PeerRule;
import io.conec.impl.identity.PeerId;

import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Decides which client may see which others. The rules are matched with an id once, when the client connects. To decide
 * about two clients then costs next to nothing, however complex the expressions are.
 */
final class PeerVisibility {

  private record Rule(Predicate<String> viewer, Predicate<String> visible) {
  }

  private final List<Rule> rules;
  /** Whether no rules are configured. */
  private final boolean byDefault;

  /**
   * @param rules {@code null} to let all clients with a certificate of a client authority see each other
   * @throws IllegalArgumentException when an id in a rule is not a valid id, for example because it was meant as a
   * pattern
   */
  PeerVisibility(List<PeerRule> rules) {
    this.rules = (rules == null ? List.of(new PeerRule()) : rules).stream()
      .map(rule -> new Rule(RuleMatcher.of(id("peer", rule.getPeer()), "peerRegex", rule.getPeerRegex()),
        RuleMatcher.of(id("sees", rule.getSees()), "seesRegex", rule.getSeesRegex())))
      .toList();
    this.byDefault = rules == null;
  }

  private static String id(String option, String id) {
    if (id != null && !PeerId.isValid(id)) {
      throw new IllegalArgumentException("peerRules: " + option + " '" + id + "' cannot be an id, which has letters, "
        + "digits, '-', '.' and '_'; " + option + "Regex is for expressions");
    }
    return id;
  }

  /**
   * @param issued whether a client authority has issued the certificate of the client
   * @return whether the rules apply to this client; otherwise it sees no other client
   */
  boolean isInForce(boolean issued) {
    return issued || !byDefault;
  }

  /**
   * @return the rules that let this client see others
   */
  BitSet viewerRules(String id) {
    return matching(id, Rule::viewer);
  }

  /**
   * @return the rules that let this client be seen
   */
  BitSet visibleRules(String id) {
    return matching(id, Rule::visible);
  }

  private BitSet matching(String id, Function<Rule, Predicate<String>> side) {
    BitSet matching = new BitSet(rules.size());
    for (int i = 0; i < rules.size(); i++) {
      matching.set(i, side.apply(rules.get(i)).test(id));
    }
    return matching;
  }
}
