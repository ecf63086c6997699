package io.conec.impl.wire;

import io.conec.bridge.BusHeaders;
import io.vertx.core.MultiMap;

import java.util.Arrays;
import java.util.List;

/**
 * The way of a message from bridge to bridge. On the wire it is two reserved headers, each with ids and commas.
 *
 * @param via the clients that it has passed before the one that writes the frame, the original sender first
 * @param to  the clients whose consumers it is for; none when these are the consumers of the reader alone
 */
public record BusRoute(List<String> via, List<String> to) {

  public static final BusRoute NONE = new BusRoute(List.of(), List.of());

  /** The header with the clients that the message is for. */
  static final String TO = "conec-to";

  private static final String SEPARATOR = ",";

  public BusRoute withVia(List<String> ids) {
    return new BusRoute(ids, to);
  }

  public BusRoute withTo(List<String> ids) {
    return new BusRoute(via, ids);
  }

  /** Sets the headers that a peer reads. */
  public MultiMap write(MultiMap headers) {
    if (!to.isEmpty()) {
      headers.set(TO, String.join(SEPARATOR, to));
    }
    return show(headers);
  }

  /** Sets the header that a consumer sees. */
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
