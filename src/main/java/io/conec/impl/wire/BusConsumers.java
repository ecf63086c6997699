package io.conec.impl.wire;

import java.util.Map;

/**
 * The frame with which an exporter reports the consumers of its address.
 *
 * @param state        the consumers at the exporter itself
 * @param destinations other clients with consumers, to which the exporter passes messages on: their ids, and how many
 *                     bridges after the exporter each of them is
 */
public record BusConsumers(State state, Map<String, Integer> destinations) implements BusFrame {

  /** With its byte on the wire. */
  public enum State {
    /** The address has no consumer there. */
    NONE(0),
    /** The address has at least one consumer there. */
    PRESENT(1),
    /** The peer may not send to the address, whether it has consumers or not. */
    NOT_PERMITTED(2);

    private final int code;

    State(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static State of(int code) {
      for (State state : values()) {
        if (state.code == code) {
          return state;
        }
      }
      throw new WireException("bus frame with unknown state " + code + " of consumers");
    }
  }

  public BusConsumers(State state) {
    this(state, Map.of());
  }

  @Override
  public int type() {
    return CONSUMERS;
  }
}
