package io.conec.impl.client;

import io.conec.ConecException;
import io.conec.PeerEvent;
import io.conec.impl.util.BoundedMatch;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A local listener for a set of peers.
 *
 * @param option   the name of the option that has the pattern
 * @param pattern  a pattern of the ids of these peers
 * @param listener the listener
 */
record PeerInterest(String option, Pattern pattern, Listener listener) {

  /** Notified on the event loop of the client. */
  interface Listener {

    void event(PeerEvent event);

    /** These are all peers that are connected now. */
    default void complete(List<String> ids) {
    }

    /** The Coordinator refuses to list the peers for this reason, or is not connected. */
    void failed(ConecException reason);
  }

  boolean matches(String id) {
    return BoundedMatch.matches(option, pattern, id);
  }

  String regex() {
    return pattern.pattern();
  }
}
