package io.conec.impl.bridge;

import io.conec.bridge.BusHeaders;
import io.vertx.core.MultiMap;

/**
 * Keeps the headers that say where a message comes from out of what an application sends.
 */
public final class HeaderFilter {

  private HeaderFilter() {
  }

  /** The headers without those that only a bridge may set. */
  public static MultiMap withoutReserved(MultiMap headers) {
    if (headers.isEmpty() || headers.names().stream().noneMatch(BusHeaders::isReserved)) {
      return headers;
    }
    MultiMap rest = MultiMap.caseInsensitiveMultiMap();
    headers.forEach(header -> {
      if (!BusHeaders.isReserved(header.getKey())) {
        rest.add(header.getKey(), header.getValue());
      }
    });
    return rest;
  }
}
