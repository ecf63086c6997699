package io.conec.impl.client;

import io.conec.ConecException;
import io.conec.PeerEvent;
import io.conec.impl.util.BoundedMatch;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A listener of peers whose ids match a pattern; notified on the event loop of the client.
 *
 * @param option   the name of the option that has the pattern
 * @param pattern  the pattern of the ids
 * @param listener the listener
 */
record FilteredPeerListener(String option, Pattern pattern, PeerListener listener) implements PeerListener {

  @Override
  public void event(PeerEvent event) {
    if (matches(event.getId())) {
      listener.event(event);
    }
  }

  @Override
  public void complete(List<String> ids) {
    listener.complete(ids.stream().filter(this::matches).toList());
  }

  @Override
  public void failed(ConecException reason) {
    listener.failed(reason);
  }

  boolean matches(String id) {
    return BoundedMatch.matches(option, pattern, id);
  }

  String regex() {
    return pattern.pattern();
  }
}
