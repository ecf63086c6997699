package io.conec.impl.bridge;

import io.conec.bridge.ExportOptions;
import io.conec.impl.config.OptionException;
import io.conec.impl.identity.PeerId;
import io.conec.impl.util.BoundedMatch;
import io.conec.impl.util.JsonNumbers;
import io.conec.impl.wire.BusCodecId;
import io.vertx.core.json.JsonObject;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An export, with its expressions compiled.
 */
final class ExportRule {

  private final String address;
  private final Pattern pattern;
  private final Set<String> peers;
  private final JsonObject match;
  private final boolean transit;

  ExportRule(ExportOptions options) {
    if (options.getAddress() == null && options.getAddressRegex() == null) {
      throw new IllegalArgumentException("an export needs an address or an addressRegex");
    }
    address = options.getAddress();
    pattern = address == null ? Pattern.compile(options.getAddressRegex()) : null;
    options.getPeers().forEach(ExportRule::requireId);
    peers = Set.copyOf(options.getPeers());
    transit = options.isTransit();
    match = options.getMatch() == null ? null : options.getMatch().copy();
  }

  /** Refuse an id such as {@code office-*}: it is not valid, and was probably meant as a pattern. */
  private static void requireId(String peer) {
    if (!PeerId.isValid(peer)) {
      throw new OptionException("peers", "'" + peer + "' cannot be an id, which has letters, digits, '-', '.' and '_'");
    }
  }

  boolean isFor(String addressOrRegex) {
    return addressOrRegex.equals(address == null ? pattern.pattern() : address);
  }

  boolean permits(String peer, String target) {
    return (peers.isEmpty() || peers.contains(peer))
      && (address == null ? BoundedMatch.matches("addressRegex", pattern, target) : address.equals(target));
  }

  /** Whether permitted messages may be passed on to other peers. */
  boolean givesTransit() {
    return transit;
  }

  /** Whether a body with this codec can be permitted: other bodies are not decoded. */
  boolean permitsCodec(int codecId) {
    return match == null || codecId == BusCodecId.JSON_OBJECT;
  }

  boolean permitsBody(Object body) {
    return match == null || matches(match, body);
  }

  private static boolean matches(JsonObject match, Object body) {
    if (!(body instanceof JsonObject json)) {
      return false;
    }
    for (Map.Entry<String, Object> field : match) {
      Object actual = json.getValue(field.getKey());
      if (field.getValue() instanceof JsonObject inner) {
        if (!matches(inner, actual)) {
          return false;
        }
      } else if (!json.containsKey(field.getKey()) || !equal(field.getValue(), actual)) {
        return false;
      }
    }
    return true;
  }

  /** The parser chooses the type of a number by its size, so 1 and 1L are equal in JSON. */
  private static boolean equal(Object expected, Object actual) {
    if (JsonNumbers.isInteger(expected) && JsonNumbers.isInteger(actual)) {
      return ((Number) expected).longValue() == ((Number) actual).longValue();
    }
    if (expected instanceof Number a && actual instanceof Number b) {
      return a.equals(b) || a.doubleValue() == b.doubleValue();
    }
    return Objects.equals(expected, actual);
  }
}
