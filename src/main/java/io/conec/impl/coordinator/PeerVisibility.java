package io.conec.impl.coordinator;

import io.conec.PeerRule;
import io.conec.impl.identity.PeerId;

import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Who may see whom. The rules are matched with each id once, when it arrives: to compare a client that sees with one
 * that is seen then costs next to nothing, whatever the expressions are.
 */
final class PeerVisibility {

  private record Rule(Predicate<String> viewer, Predicate<String> seen) {
  }

  private final List<Rule> rules;
  /** Whether they are those of a Coordinator that has no rules. */
  private final boolean byDefault;

  /**
   * @param rules {@code null} to let all see all whose certificates are of a client authority
   * @throws IllegalArgumentException when an id in a rule cannot be one, as one that was meant as a pattern
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
   * @param issued whether the client was let in since an authority has issued its certificate
   * @return whether the rules count for this client; otherwise it sees nobody
   */
  boolean isInForce(boolean issued) {
    return issued || !byDefault;
  }

  /**
   * @return the rules that let this client see others
   */
  BitSet viewing(String id) {
    return matching(id, Rule::viewer);
  }

  /**
   * @return the rules that let this client be seen
   */
  BitSet seen(String id) {
    return matching(id, Rule::seen);
  }

  private BitSet matching(String id, Function<Rule, Predicate<String>> side) {
    BitSet matching = new BitSet(rules.size());
    for (int i = 0; i < rules.size(); i++) {
      matching.set(i, side.apply(rules.get(i)).test(id));
    }
    return matching;
  }
}
