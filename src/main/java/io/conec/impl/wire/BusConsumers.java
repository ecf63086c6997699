package io.conec.impl.wire;

import java.util.Map;

/**
 * Whether messages to an address of an exporter reach somebody.
 *
 * @param state        of the address at the exporter itself
 * @param destinations other clients with consumers, to which the exporter passes messages on, by their id, and how many
 *                     bridges after the exporter each of them is
 */
public record BusConsumers(State state, Map<String, Integer> destinations) {

  /** The position is the byte on the wire. */
  public enum State {
    /** It has no consumer there. */
    NONE,
    /** It has at least one. */
    PRESENT,
    /** The peer may not send to it, whether it has one or not. */
    NOT_PERMITTED
  }

  public BusConsumers(State state) {
    this(state, Map.of());
  }
}
