package io.conec.impl.wire;

import io.conec.impl.wire.PresenceControl.Peers;
import io.conec.impl.wire.PresenceControl.Watch;
import io.conec.impl.wire.PresenceControl.Watching;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static io.conec.impl.wire.ControlCodecTest.assertNames;
import static io.conec.impl.wire.ControlCodecTest.body;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** {@link ControlCodecTest} covers these messages, too; here is what is particular to them. */
class PresenceControlTest {

  private static final String PEERS = "{\"watch\":3,\"restart\":false,\"complete\":true,\"left\":[\"depot\"],"
    + "\"reasons\":[51],\"joined\":[\"shop\",\"office\"]}";

  /** Each message with its type and JSON as SPEC.md has them. */
  static Stream<Arguments> golden() {
    return Stream.of(
      arguments(new Watch(3, List.of("gateway-", "shop")), 0x1d,
        "{\"request\":3,\"prefixes\":[\"gateway-\",\"shop\"]}"),
      arguments(new Watching(3), 0x1e, "{\"request\":3}"),
      arguments(new Peers(3, false, true, List.of("depot"), List.of(51), List.of("shop", "office")), 0x1f, PEERS),
      arguments(new Peers(Long.MAX_VALUE, true, false, List.of(), List.of(), List.of()), 0x1f,
        "{\"watch\":9223372036854775807,\"restart\":true,\"complete\":false,"
          + "\"left\":[],\"reasons\":[],\"joined\":[]}"));
  }

  @Test
  void everyMessageHasGoldenBytes() {
    Set<Class<?>> covered = golden().map(arguments -> arguments.get()[0].getClass()).collect(Collectors.toSet());
    Set<Class<?>> all = Arrays.stream(PresenceControl.class.getDeclaredClasses()).filter(Class::isRecord)
      .collect(Collectors.toSet());
    assertEquals(all, covered);
  }

  @Test
  void aWatchIsAnsweredByAWatching() {
    assertEquals(3, assertInstanceOf(ControlMessage.Reply.class,
      ControlCodec.decode(body(0x1e, "{\"request\":3}"))).request());
  }

  @Test
  void theElementsOfListsAreChecked() {
    for (Object bad : new Object[] {null, true, 1.5, new JsonObject(), new JsonArray()}) {
      assertNames("left", with("left", bad));
      assertNames("joined", with("joined", bad));
      assertNames("reasons", with("reasons", bad));
    }
    assertNames("joined", with("joined", 1));
    assertNames("reasons", with("reasons", "51"));
    assertNames("reasons", with("reasons", -1));
    assertNames("reasons", with("reasons", 1L << 31));
  }

  @Test
  void whoHasLeftHasAReason() {
    assertNames("reasons", body(0x1f, new JsonObject(PEERS).put("reasons", new JsonArray()).encode()));
    assertNames("reasons", body(0x1f, new JsonObject(PEERS).put("left", new JsonArray()).encode()));
  }

  private static byte[] with(String field, Object element) {
    return body(0x1f, new JsonObject(PEERS).put(field, new JsonArray().add(element)).encode());
  }
}
