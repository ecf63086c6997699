package io.conec.impl.client;

import io.conec.ConecException;
import io.conec.PeerEvent;
import io.conec.impl.util.BoundedMatch;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Somebody here who wants to know which peers are there.
 *
 * @param option   where the pattern comes from
 * @param pattern  what the ids of these peers match
 * @param listener who is told
 */
record PeerInterest(String option, Pattern pattern, Listener listener) {

  /** What is told, on the event loop of the client. */
  interface Listener {

    void event(PeerEvent event);

    /** These are all who are there now. */
    default void complete(List<String> ids) {
    }

    /** The Coordinator does not say who is there, for this reason, or is away. */
    void failed(ConecException reason);
  }

  boolean matches(String id) {
    return BoundedMatch.matches(option, pattern, id);
  }

  String regex() {
    return pattern.pattern();
  }
}
