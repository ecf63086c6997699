package io.conec.impl.wire;

import io.conec.impl.wire.Fields.Writer;

import java.util.List;

/**
 * The control messages about who is connected, between a client and the Coordinator.
 */
public interface PresenceControl {

  /** How many prefixes a client may ask for at a time. */
  int MAX_PREFIXES = 16;

  /**
   * Client to Coordinator: tell me of the clients whose ids begin with one of these, from now on and instead of those
   * before.
   *
   * @param prefixes none to be told of nobody any more
   */
  record Watch(long request, List<String> prefixes) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("request", request).putTexts("prefixes", prefixes);
    }

    static Watch read(Fields json) {
      return new Watch(json.number("request"), json.strings("prefixes"));
    }
  }

  /** Answer to a watch: the list will come. */
  record Watching(long request) implements ControlMessage.Reply {
    @Override
    public void write(Writer json) {
      json.put("request", request);
    }

    static Watching read(Fields json) {
      return new Watching(json.number("request"));
    }
  }

  /**
   * Coordinator to client: these have left, then these have joined.
   *
   * @param watch    the request number of the watch that this is about
   * @param restart  the list begins anew with this message: whoever is not in it until it is complete is not there
   * @param complete with this message the client knows all who are there
   * @param reasons  the error code for each of those who have left
   */
  record Peers(long watch, boolean restart, boolean complete, List<String> left, List<Integer> reasons,
               List<String> joined) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("watch", watch).put("restart", restart).put("complete", complete).putTexts("left", left)
        .putNumbers("reasons", reasons).putTexts("joined", joined);
    }

    static Peers read(Fields json) {
      Peers peers = new Peers(json.number("watch"), json.bool("restart"), json.bool("complete"), json.strings("left"),
        json.integers("reasons"), json.strings("joined"));
      if (peers.left.size() != peers.reasons.size()) {
        throw new WireException("field 'reasons' must be as long as 'left'");
      }
      return peers;
    }
  }
}
