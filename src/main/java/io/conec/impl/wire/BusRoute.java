package io.conec.impl.wire;

import io.conec.bridge.BusHeaders;
import io.vertx.core.MultiMap;

import java.util.Arrays;
import java.util.List;

/**
 * The route of a message from bridge to bridge. On the wire it is two reserved headers, each with ids that are
 * separated by commas.
 *
 * @param via the clients before the writer of the frame, the original sender first
 * @param to  the destinations; empty for the consumers of the reader only
 */
public record BusRoute(List<String> via, List<String> to) {

  public static final BusRoute NONE = new BusRoute(List.of(), List.of());

  /** The header with the destinations of the message. */
  static final String TO = "conec-to";

  private static final String SEPARATOR = ",";

  public BusRoute withVia(List<String> ids) {
    return new BusRoute(ids, to);
  }

  public BusRoute withTo(List<String> ids) {
    return new BusRoute(via, ids);
  }

  /** Set the headers for a peer. */
  public MultiMap write(MultiMap headers) {
    if (!to.isEmpty()) {
      headers.set(TO, String.join(SEPARATOR, to));
    }
    return show(headers);
  }

  /** Set the header that consumers see. */
  public MultiMap show(MultiMap headers) {
    if (!via.isEmpty()) {
      headers.set(BusHeaders.VIA, String.join(SEPARATOR, via));
    }
    return headers;
  }

  static List<String> read(String header, String value, int max) {
    List<String> ids = Arrays.stream(value.split(SEPARATOR, max + 1)).distinct().toList();
    if (ids.size() > max) {
      throw new WireException("bus frame with more than " + max + " ids in header " + header);
    }
    return ids;
  }
}
