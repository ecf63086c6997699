package io.conec;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import static io.conec.OptionsTest.assertAllDiffer;
import static io.conec.OptionsTest.assertRefused;
import static io.conec.OptionsTest.overTheWire;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The options of broadcasts, as {@link OptionsTest} looks at the others. */
class BroadcastOptionsTest {

  private static BroadcastOptions options() {
    return new BroadcastOptions().setRole(BroadcastRole.READER).setReceiveOwnMessages(false)
      .setOverflow(OverflowPolicy.BLOCK).setMaxBufferedMessages(1).setWriteQueueMaxSize(2);
  }

  static BroadcastLimits limits() {
    return new BroadcastLimits().setMaxBroadcasts(1).setMaxBroadcastsPerClient(2).setMaxBroadcastsCreatedPerClient(5)
      .setMaxMessageSize(3).setMaxBufferedBytes(4).setStallTimeout(Duration.ofMillis(500)).addRule(rule());
  }

  private static BroadcastRule rule() {
    return new BroadcastRule().setName("prices").setPeerRegex("s.*").setRead(false).setCreate(false);
  }

  @Test
  void everyBroadcastOptionIsInTheJson() {
    JsonObject json = options().toJson();
    assertEquals(Set.of("role", "receiveOwnMessages", "overflow", "maxBufferedMessages", "writeQueueMaxSize"),
      json.fieldNames());
    assertEquals("READER", json.getString("role"));
    assertEquals("BLOCK", json.getString("overflow"));
    assertAllDiffer(json, new BroadcastOptions().toJson());
    assertEquals(json, new BroadcastOptions(overTheWire(json)).toJson());
    assertEquals(json, new BroadcastOptions(options()).toJson());
    assertEquals(new BroadcastOptions().toJson(), new BroadcastOptions(new JsonObject()).toJson());
  }

  @Test
  void aMemberSendsReadsAndStopsNobodyByDefault() {
    BroadcastOptions options = new BroadcastOptions();
    assertEquals(BroadcastRole.BOTH, options.getRole());
    assertTrue(options.isReceiveOwnMessages());
    assertEquals(OverflowPolicy.DROP_OLDEST, options.getOverflow());
    assertEquals(256, options.getMaxBufferedMessages());
    assertEquals(256 * 1024, options.getWriteQueueMaxSize());
  }

  @Test
  void everyBroadcastLimitIsInTheJson() {
    JsonObject json = limits().toJson();
    assertEquals(Set.of("maxBroadcasts", "maxBroadcastsPerClient", "maxBroadcastsCreatedPerClient", "maxMessageSize",
      "maxBufferedBytes", "stallTimeout", "rules"),
      json.fieldNames());
    assertEquals(500, json.getLong("stallTimeout"));
    assertEquals(new JsonArray().add(rule().toJson()), json.getJsonArray("rules"));
    assertAllDiffer(json, new BroadcastLimits().toJson());
    assertEquals(json, new BroadcastLimits(overTheWire(json)).toJson());
    assertEquals(json, new BroadcastLimits(limits()).toJson());
    assertEquals(new BroadcastLimits().toJson(), new BroadcastLimits(new JsonObject()).toJson());
  }

  @Test
  void theDefaultLimits() {
    BroadcastLimits limits = new BroadcastLimits();
    assertEquals(1000, limits.getMaxBroadcasts());
    assertEquals(100, limits.getMaxBroadcastsPerClient());
    assertEquals(50, limits.getMaxBroadcastsCreatedPerClient());
    assertEquals(256 * 1024, limits.getMaxMessageSize());
    assertEquals(512 * 1024, limits.getMaxBufferedBytes());
    assertEquals(Duration.ofSeconds(10), limits.getStallTimeout());
    assertEquals(List.of(), limits.getRules());
    assertEquals(limits.toJson(), new CoordinatorOptions().getBroadcastLimits().toJson());
  }

  @Test
  void everyFieldOfARuleIsInTheJson() {
    JsonObject json = rule().toJson();
    assertEquals(Set.of("name", "peerRegex", "read", "write", "create"), json.fieldNames());
    assertEquals(json, new BroadcastRule(overTheWire(json)).toJson());
    assertEquals(json, new BroadcastRule(rule()).toJson());
    assertEquals(new BroadcastRule().toJson(), new BroadcastRule(new JsonObject()).toJson());
  }

  @Test
  void aRuleIsForEverybodyAndEverythingByDefault() {
    BroadcastRule rule = new BroadcastRule();
    assertNull(rule.getName());
    assertNull(rule.getNameRegex());
    assertNull(rule.getPeer());
    assertNull(rule.getPeerRegex());
    assertTrue(rule.isRead());
    assertTrue(rule.isWrite());
    assertTrue(rule.isCreate());
    assertEquals(Set.of("read", "write", "create"), rule.toJson().fieldNames());
  }

  @Test
  void aCopyIsOnItsOwn() {
    CoordinatorOptions original = new CoordinatorOptions().setBroadcastLimits(limits());
    BroadcastLimits copy = new CoordinatorOptions(original).getBroadcastLimits();
    copy.setMaxBroadcasts(99).addRule(new BroadcastRule()).getRules().get(0).setRead(true).setName("other");
    assertEquals(limits().toJson(), original.getBroadcastLimits().toJson());
    List<BroadcastRule> rules = List.of(rule());
    assertEquals(2, new BroadcastLimits().setRules(rules).addRule(rule()).getRules().size());
  }

  @Test
  void aRoleSaysWhetherAMemberSendsAndReads() {
    assertTrue(BroadcastRole.BOTH.sends() && BroadcastRole.BOTH.reads());
    assertTrue(BroadcastRole.SENDER.sends());
    assertFalse(BroadcastRole.SENDER.reads());
    assertTrue(BroadcastRole.READER.reads());
    assertFalse(BroadcastRole.READER.sends());
  }

  @Test
  void anInvalidBroadcastOptionIsRefusedWithItsName() {
    assertRefused("role", () -> new BroadcastOptions().setRole(null));
    assertRefused("overflow", () -> new BroadcastOptions().setOverflow(null));
    assertRefused("maxBufferedMessages", () -> new BroadcastOptions().setMaxBufferedMessages(0));
    assertRefused("maxBufferedMessages", () ->
      new BroadcastOptions().setMaxBufferedMessages(BroadcastOptions.MAX_BUFFERED_MESSAGES + 1));
    assertRefused("writeQueueMaxSize", () -> new BroadcastOptions().setWriteQueueMaxSize(0));
    assertRefused("maxBufferedMessages", () -> new BroadcastOptions(new JsonObject().put("maxBufferedMessages", -1)));
    assertEquals(1024 * 1024, new BroadcastOptions().setMaxBufferedMessages(1024 * 1024).getMaxBufferedMessages());
  }

  @Test
  void anInvalidLimitIsRefusedWithItsName() {
    assertRefused("maxBroadcasts", () -> new BroadcastLimits().setMaxBroadcasts(-1));
    assertRefused("maxBroadcastsPerClient", () -> new BroadcastLimits().setMaxBroadcastsPerClient(-1));
    assertRefused("maxBroadcastsCreatedPerClient", () -> new BroadcastLimits().setMaxBroadcastsCreatedPerClient(-1));
    assertRefused("maxMessageSize", () -> new BroadcastLimits().setMaxMessageSize(0));
    assertRefused("maxMessageSize", () -> new BroadcastLimits().setMaxMessageSize((1 << 30) + 1));
    assertRefused("maxBufferedBytes", () -> new BroadcastLimits().setMaxBufferedBytes(0));
    assertRefused("maxBufferedBytes", () -> new BroadcastLimits().setMaxBufferedBytes((1 << 30) + 1));
    assertRefused("stallTimeout", () -> new BroadcastLimits().setStallTimeout(null));
    assertRefused("stallTimeout", () -> new BroadcastLimits().setStallTimeout(Duration.ofMillis(99)));
    assertRefused("stallTimeout", () -> new BroadcastLimits().setStallTimeout(Duration.ofDays(1).plusMillis(1)));
    assertRefused("stallTimeout", () -> new BroadcastLimits(new JsonObject().put("stallTimeout", 0)));
    assertRefused("stallTimeout", () -> new CoordinatorOptions(
      new JsonObject().put("broadcastLimits", new JsonObject().put("stallTimeout", Long.MAX_VALUE))));
    assertEquals(0, new BroadcastLimits().setMaxBroadcasts(0).setMaxBroadcastsPerClient(0).getMaxBroadcasts());
  }

  /** Others may take it for one that forbids. */
  @Test
  void aRuleThatPermitsNothingIsRefused() {
    BroadcastRule none = new BroadcastRule().setPeer("shop").setRead(false).setWrite(false);
    assertRefused("rules: permits neither", () -> new BroadcastLimits().addRule(none));
    assertRefused("rules[1]: permits neither", () -> new BroadcastLimits().setRules(List.of(rule(), none)));
  }

  @Test
  void aNameAndAPatternExcludeEachOther() {
    assertRefused("nameRegex: cannot be given together with name", () -> rule().setNameRegex("p.*"));
    assertRefused("peer: cannot be given together with peerRegex", () -> rule().setPeer("shop"));
    assertRefused("name: cannot", () -> new BroadcastRule().setNameRegex("p.*").setName("prices"));
    assertRefused("peerRegex: cannot", () -> new BroadcastRule().setPeer("shop").setPeerRegex("s.*"));
  }

  @Test
  void anInvalidRuleIsRefusedWithTheNameOfItsField() {
    assertRefused("name", () -> new BroadcastRule().setName(""));
    assertRefused("nameRegex", () -> new BroadcastRule().setNameRegex(""));
    assertRefused("peer", () -> new BroadcastRule().setPeer(""));
    assertRefused("peerRegex", () -> new BroadcastRule().setPeerRegex(""));
    for (String bad : new String[] {"(", "[a", "*", "a{2"}) {
      assertRefused("nameRegex", () -> new BroadcastRule().setNameRegex(bad));
      assertRefused("peerRegex", () -> new BroadcastRule().setPeerRegex(bad));
      JsonObject json = new JsonObject().put("rules", new JsonArray().add(new JsonObject().put("nameRegex", bad)));
      assertRefused("nameRegex", () -> new BroadcastLimits(json));
    }
  }
}
