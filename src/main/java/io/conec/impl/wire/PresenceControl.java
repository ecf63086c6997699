package io.conec.impl.wire;

import io.conec.impl.wire.Fields.Writer;

import java.util.List;

/**
 * The control messages for presence, between a client and the Coordinator.
 */
public interface PresenceControl {

  /** The most prefixes of a watch. */
  int MAX_PREFIXES = 16;

  /**
   * From a client to the Coordinator: watches the clients whose ids begin with one of these prefixes. It replaces the
   * watch before.
   *
   * @param prefixes empty to end the watch
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

  /** The answer to a watch: the list follows. */
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
   * From the Coordinator to a client: these clients have left, then these have joined.
   *
   * @param watch    the request number of the watch
   * @param restart  a new list begins with this message: clients that are not in it when it is complete are not
   *                 connected
   * @param complete the list is complete with this message
   * @param reasons  the error code for each client that has left
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
