package io.conec;

import io.conec.impl.identity.Credentials;
import io.conec.test.TestCertificates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.KeyStoreOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OptionsTest {

  private static final Credentials SHOP = TestCertificates.selfSigned("shop", TestCertificates.now());

  /** Made once: no two key stores are the same bytes. */
  private static final JksOptions JKS_TRUST = TestCertificates.jksTrust(SHOP.leaf());
  private static final PfxOptions PKCS12 = TestCertificates.pkcs12(SHOP);

  private static ClientOptions client() {
    return new ClientOptions().setId("shop").setLocalAddress("127.0.0.1").setLocalPort(1).addCoordinator("a.example:1")
      .addCoordinator("[::1]").setConnectTimeout(Duration.ofMillis(2)).setOpenTimeout(Duration.ofMillis(3))
      .setMaxReconnectDelay(Duration.ofMillis(5)).setAcceptChannels(false)
      .setMaxChannels(6).setMaxChannelsPerPeer(5).setMaxMessageSize(7).setIdleTimeout(Duration.ofMillis(8000))
      .setKeepAliveInterval(Duration.ofMillis(900)).setMaxDatagramSize(1210).setMaxStreamsPerChannel(11)
        .setKeyLogFile("keys")
      .setKeyCertOptions(TestCertificates.pem(SHOP)).setTrustOptions(TestCertificates.pemTrust(SHOP.leaf()))
      .setPeerTrustOptions(JKS_TRUST).setPathOptions(paths())
      .setPeerFilter("gateway-.*").setMaxPeers(12);
  }

  private static PathOptions paths() {
    return new PathOptions().setPathPolicy(PathPolicy.DIRECT_ONLY).setHostCandidates(false)
      .addExcludedNetwork("172.17.0.0/16").addExcludedNetwork("::/0").setProbeInterval(Duration.ofMillis(100))
      .setRetryDelay(Duration.ofMillis(200)).setMaxRetryDelay(Duration.ofMillis(300));
  }

  private static CoordinatorOptions coordinator() {
    return new CoordinatorOptions().setHost("127.0.0.1").setPort(1).setServerNames(List.of("a.example", "::1"))
      .setRetry(false).setMaxClients(2).setMaxClientsPerAddress(9).setMaxChannelsPerClient(3).setMaxChannelsPerPeer(4)
      .setMaxIntroductionsPerSecond(5).setMaxRelayedBytesPerSecond(4_000_000)
      .setMaxControlMessagesPerSecond(50).setRegistrationTimeout(Duration.ofMillis(600))
      .setMaxPendingConnections(60).setMaxPendingConnectionsPerAddress(70).setMaxNewConnectionsPerSecond(80)
      .setIdleTimeout(Duration.ofMillis(8000)).setMaxDatagramSize(1210).setKeyLogFile("keys").setKeyCertOptions(PKCS12)
      .setClientTrustOptions(TestCertificates.pemTrust(SHOP.leaf())).addCrlPath("crl.pem").setDenyListPath("denied")
      .setBroadcastLimits(BroadcastOptionsTest.limits())
      .addPeerRule(new PeerRule().setPeer("shop").setSeesRegex("gateway-.*"))
      .setClustered(true).setNodeHost("192.0.2.9");
  }

  @Test
  void everyClientOptionIsInTheJson() {
    JsonObject json = client().toJson();
    assertEquals(Set.of("id", "localAddress", "localPort", "coordinators", "connectTimeout", "openTimeout",
      "maxReconnectDelay", "acceptChannels", "maxChannels", "maxChannelsPerPeer", "maxMessageSize", "idleTimeout",
      "keepAliveInterval", "maxDatagramSize", "maxStreamsPerChannel", "keyLogFile", "pemKeyCertOptions",
        "pemTrustOptions",
      "peerTrustOptions", "pathOptions", "peerFilter", "maxPeers"), json.fieldNames());
    assertEquals(paths().toJson(), json.getJsonObject("pathOptions"));
    assertEquals(8000, json.getLong("idleTimeout"));
    assertAllDiffer(json, new ClientOptions().toJson());
    assertEquals(json, new ClientOptions(overTheWire(json)).toJson());
    assertEquals(json, new ClientOptions(client()).toJson());
    assertEquals(new ClientOptions().toJson(), new ClientOptions(new JsonObject()).toJson());
  }

  @Test
  void everyCoordinatorOptionIsInTheJson() {
    JsonObject json = coordinator().toJson();
    assertEquals(Set.of("host", "port", "serverNames", "retry", "maxClients", "maxClientsPerAddress",
      "maxChannelsPerClient", "maxChannelsPerPeer", "maxIntroductionsPerSecond", "maxRelayedBytesPerSecond",
        "maxControlMessagesPerSecond",
      "registrationTimeout", "maxPendingConnections", "maxPendingConnectionsPerAddress", "maxNewConnectionsPerSecond",
        "idleTimeout",
      "maxDatagramSize", "keyLogFile", "keyStoreOptions", "clientTrustOptions", "crlPaths", "denyListPath",
      "broadcastLimits", "peerRules", "clustered", "nodeHost"), json.fieldNames());
    assertAllDiffer(json, new CoordinatorOptions().toJson());
    assertEquals(json, new CoordinatorOptions(overTheWire(json)).toJson());
    assertEquals(json, new CoordinatorOptions(coordinator()).toJson());
    assertEquals(new CoordinatorOptions().toJson(), new CoordinatorOptions(new JsonObject()).toJson());
    assertEquals(1719, new CoordinatorOptions(new JsonObject()).getPort());
  }

  /** It is for nobody, and no rules may be for everybody. */
  @Test
  void anEmptyListOfPeerRulesIsNotNone() {
    assertNull(new CoordinatorOptions().getPeerRules());
    JsonObject json = new JsonObject().put("peerRules", new JsonArray());
    CoordinatorOptions options = new CoordinatorOptions(json);
    assertEquals(List.of(), options.getPeerRules());
    assertEquals(new JsonArray(), options.toJson().getJsonArray("peerRules"));
    assertEquals(List.of(), new CoordinatorOptions(options).getPeerRules());
  }

  @Test
  void everyStreamOptionIsInTheJson() {
    StreamOptions options =
      new StreamOptions().setId(1).setProtocol("p").setOverflow(OverflowPolicy.DROP_OLDEST).setMaxBufferedMessages(9)
        .setMaxMessageSize(2).setWriteQueueMaxSize(3);
    JsonObject json = options.toJson();
    assertEquals(Set.of("id", "protocol", "overflow", "maxBufferedMessages", "maxMessageSize", "writeQueueMaxSize"),
      json.fieldNames());
    assertAllDiffer(json, new StreamOptions().toJson());
    assertEquals(json, new StreamOptions(overTheWire(json)).toJson());
    assertEquals(json, new StreamOptions(options).toJson());
  }

  @Test
  void everyPathOptionIsInTheJson() {
    JsonObject json = paths().toJson();
    assertEquals(Set.of("pathPolicy", "hostCandidates", "excludedNetworks", "probeInterval", "retryDelay",
      "maxRetryDelay"), json.fieldNames());
    assertEquals("DIRECT_ONLY", json.getString("pathPolicy"));
    assertEquals(new JsonArray().add("172.17.0.0/16").add("::/0"), json.getJsonArray("excludedNetworks"));
    assertEquals(300, json.getLong("maxRetryDelay"));
    assertAllDiffer(json, new PathOptions().toJson());
    assertEquals(json, new PathOptions(overTheWire(json)).toJson());
    assertEquals(json, new PathOptions(paths()).toJson());
    assertEquals(new PathOptions().toJson(), new PathOptions(new JsonObject()).toJson());
    assertEquals(PathPolicy.AUTO, new PathOptions().getPathPolicy());
    assertTrue(new PathOptions().isHostCandidates());
  }

  @Test
  void everyChannelOptionIsInTheJson() {
    assertEquals(Set.of(), new ChannelOptions().toJson().fieldNames(), "the client's policy holds");
    assertNull(new ChannelOptions(new JsonObject()).getPathPolicy());
    for (PathPolicy policy : PathPolicy.values()) {
      ChannelOptions options = new ChannelOptions().setPathPolicy(policy);
      JsonObject json = options.toJson();
      assertEquals(new JsonObject().put("pathPolicy", policy.name()), json);
      assertEquals(policy, new ChannelOptions(overTheWire(json)).getPathPolicy());
      assertEquals(policy, new ChannelOptions(options).getPathPolicy());
      assertNull(new ChannelOptions(options).setPathPolicy(null).getPathPolicy());
    }
  }

  @Test
  void aCopyIsOnItsOwn() {
    ClientOptions original = client();
    ClientOptions copy = new ClientOptions(original);
    assertNotSame(original.getKeyCertOptions(), copy.getKeyCertOptions());
    assertNotSame(original.getTrustOptions(), copy.getTrustOptions());
    copy.addCoordinator("b.example").setMaxChannels(99);
    ((PemTrustOptions) copy.getTrustOptions()).addCertPath("another");
    copy.getPathOptions().setPathPolicy(PathPolicy.AUTO).addExcludedNetwork("10.0.0.0/8");
    assertEquals(client().getCoordinators(), original.getCoordinators());
    assertEquals(6, original.getMaxChannels());
    assertEquals(paths().toJson(), original.getPathOptions().toJson());
    assertEquals(0, ((PemTrustOptions) original.getTrustOptions()).getCertPaths().size());
  }

  @Test
  void optionsInsideOptionsAreCopied() {
    PathOptions paths = paths();
    ClientOptions client = new ClientOptions().setPathOptions(paths);
    paths.setProbeInterval(Duration.ofSeconds(7));
    assertEquals(paths().toJson(), client.getPathOptions().toJson());
    BroadcastLimits limits = BroadcastOptionsTest.limits();
    CoordinatorOptions coordinator = new CoordinatorOptions().setBroadcastLimits(limits);
    limits.setMaxBroadcasts(1);
    assertEquals(BroadcastOptionsTest.limits().toJson(), coordinator.getBroadcastLimits().toJson());
    assertRefused("pathOptions", () -> new ClientOptions().setPathOptions(null));
    assertRefused("broadcastLimits", () -> new CoordinatorOptions().setBroadcastLimits(null));
  }

  @Test
  void certificatesOfEveryFormSurviveJson() {
    List<KeyCertOptions> keys = List.of(
      new PemKeyCertOptions().addKeyPath("key.pem").addCertPath("cert.pem"),
      new JksOptions().setPath("a.jks").setPassword("secret").setAlias("me").setAliasPassword("mine"),
      new PfxOptions().setPath("a.p12").setPassword("secret"),
      new KeyStoreOptions().setType("PKCS12").setPath("a.p12").setPassword("secret"));
    for (KeyCertOptions key : keys) {
      JsonObject json = new ClientOptions().setKeyCertOptions(key).setTrustOptions(
        key instanceof TrustOptions trust ? trust : new PemTrustOptions().addCertPath("ca.pem")).toJson();
      assertEquals(json, new ClientOptions(overTheWire(json)).toJson());
      assertTrue(json.containsKey(key instanceof PemKeyCertOptions ? "pemKeyCertOptions" : "keyStoreOptions"));
    }
    assertNull(new ClientOptions(new JsonObject()).getKeyCertOptions());
    assertNull(new ClientOptions(new JsonObject()).getTrustOptions());
  }

  @Test
  void anInvalidValueIsRefusedWithTheNameOfItsOption() {
    assertRefused("id", () -> new ClientOptions().setId(""));
    assertRefused("coordinators: ", () -> new ClientOptions().addCoordinator(""));
    assertRefused("connectTimeout", () -> new ClientOptions().setConnectTimeout(Duration.ofNanos(1)));
    assertRefused("connectTimeout", () -> new ClientOptions().setConnectTimeout(Duration.ofMillis(-1)));
    assertRefused("openTimeout", () -> new ClientOptions().setOpenTimeout(null));
    assertRefused("maxReconnectDelay", () -> new ClientOptions().setMaxReconnectDelay(Duration.ofMillis(-1)));
    assertRefused("maxChannels", () -> new ClientOptions().setMaxChannels(0));
    assertRefused("maxChannelsPerPeer", () -> new ClientOptions().setMaxChannelsPerPeer(0));
    assertRefused("maxMessageSize", () -> new ClientOptions().setMaxMessageSize(-1));
    assertRefused("localAddress", () -> new ClientOptions().setLocalAddress(null));
    assertRefused("localPort", () -> new ClientOptions().setLocalPort(65_536));
    assertRefused("idleTimeout", () -> new ClientOptions().setIdleTimeout(Duration.ofMillis(999)));
    assertRefused("keepAliveInterval", () -> new ClientOptions().setKeepAliveInterval(Duration.ofMillis(99)));
    assertRefused("maxDatagramSize", () -> new ClientOptions().setMaxDatagramSize(1199));
    assertRefused("maxStreamsPerChannel", () -> new ClientOptions().setMaxStreamsPerChannel(0));
    assertRefused("maxClients", () -> new CoordinatorOptions().setMaxClients(0));
    assertRefused("maxClientsPerAddress", () -> new CoordinatorOptions().setMaxClientsPerAddress(0));
    assertRefused("maxChannelsPerClient", () -> new CoordinatorOptions().setMaxChannelsPerClient(0));
    assertRefused("maxChannelsPerPeer", () -> new CoordinatorOptions().setMaxChannelsPerPeer(0));
    assertRefused("maxIntroductionsPerSecond", () -> new CoordinatorOptions().setMaxIntroductionsPerSecond(0));
    assertRefused("maxRelayedBytesPerSecond", () -> new CoordinatorOptions().setMaxRelayedBytesPerSecond(0));
    assertRefused("maxControlMessagesPerSecond", () -> new CoordinatorOptions().setMaxControlMessagesPerSecond(0));
    assertRefused("registrationTimeout", () -> new CoordinatorOptions().setRegistrationTimeout(Duration.ofMillis(99)));
    assertRefused("maxPendingConnections", () -> new CoordinatorOptions().setMaxPendingConnections(0));
    assertRefused("maxPendingConnectionsPerAddress", () ->
      new CoordinatorOptions().setMaxPendingConnectionsPerAddress(0));
    assertRefused("maxNewConnectionsPerSecond", () -> new CoordinatorOptions().setMaxNewConnectionsPerSecond(1));
    assertRefused("id", () -> new StreamOptions().setId(-2));
    assertRefused("id", () -> new StreamOptions().setId(StreamOptions.MAX_ID + 1));
    assertRefused("protocol", () -> new StreamOptions().setProtocol("x".repeat(256)));
    assertRefused("maxMessageSize", () -> new StreamOptions().setMaxMessageSize(-1));
    assertRefused("writeQueueMaxSize", () -> new StreamOptions().setWriteQueueMaxSize(0));
    assertRefused("localPort", () -> new ClientOptions(new JsonObject().put("localPort", -1)));
  }

  /** A timer of nearly endless length overflows somewhere. */
  @Test
  void aDurationOfMoreThanADayIsRefusedWithTheNameOfItsOption() {
    Duration day = Duration.ofDays(1);
    for (Duration tooLong : List.of(day.plusMillis(1), Duration.ofMillis(Long.MAX_VALUE))) {
      assertRefused("connectTimeout", () -> new ClientOptions().setConnectTimeout(tooLong));
      assertRefused("openTimeout", () -> new ClientOptions().setOpenTimeout(tooLong));
      assertRefused("maxReconnectDelay", () -> new ClientOptions().setMaxReconnectDelay(tooLong));
      assertRefused("keepAliveInterval", () -> new ClientOptions().setKeepAliveInterval(tooLong));
      assertRefused("idleTimeout", () -> new ClientOptions().setIdleTimeout(tooLong));
      assertRefused("idleTimeout", () -> new CoordinatorOptions().setIdleTimeout(tooLong));
      assertRefused("registrationTimeout", () -> new CoordinatorOptions().setRegistrationTimeout(tooLong));
      assertRefused("probeInterval", () -> new PathOptions().setProbeInterval(tooLong));
      assertRefused("retryDelay", () -> new PathOptions().setRetryDelay(tooLong));
      assertRefused("maxRetryDelay", () -> new PathOptions().setMaxRetryDelay(tooLong));
    }
    JsonObject json = new JsonObject().put("openTimeout", Long.MAX_VALUE);
    assertRefused("openTimeout", () -> new ClientOptions(json));
    assertEquals(day, new ClientOptions().setOpenTimeout(day).getOpenTimeout());
    assertEquals(day, new CoordinatorOptions().setIdleTimeout(day).getIdleTimeout());
    assertEquals(day, new PathOptions().setMaxRetryDelay(day).getMaxRetryDelay());
  }

  @Test
  void anInvalidPathOptionIsRefusedWithItsName() {
    assertRefused("pathPolicy", () -> new PathOptions().setPathPolicy(null));
    assertRefused("probeInterval", () -> new PathOptions().setProbeInterval(Duration.ofMillis(99)));
    assertRefused("retryDelay", () -> new PathOptions().setRetryDelay(null));
    assertRefused("maxRetryDelay", () -> new PathOptions().setMaxRetryDelay(Duration.ZERO));
    for (String network : new String[] {null, "", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1",
      "10.0.0.0/a", "::/129", "::", "10.0.0.0/8/8", "no network"}) {
      assertRefused("excludedNetworks", () -> new PathOptions().addExcludedNetwork(network));
      List<String> networks = Collections.singletonList(network);
      assertRefused("excludedNetworks", () -> new PathOptions().setExcludedNetworks(networks));
    }
    JsonObject json = new JsonObject().put("excludedNetworks", new JsonArray().add("10.0.0.0/99"));
    assertRefused("excludedNetworks", () -> new PathOptions(json));
    assertRefused("excludedNetworks", () -> new ClientOptions(new JsonObject().put("pathOptions", json)));
    assertRefused("retryDelay", () -> new PathOptions(new JsonObject().put("retryDelay", 0)));
  }

  /** A name would be looked up, and Java reads 10.1 as 10.0.0.1. */
  @Test
  void excludedNetworksAreAddressesAndNotNames() {
    for (String network : new String[] {"localhost/8", "/8", "10.1/16", "10/8", "[::1]/128"}) {
      assertRefused("excludedNetworks", () -> new PathOptions().addExcludedNetwork(network));
    }
  }

  @Test
  void errorCodesAreUniqueAndFoundAgain() {
    for (ConecError error : ConecError.values()) {
      assertEquals(error, ConecError.of(error.code()));
      assertTrue(error.description().length() > 5, error.name());
    }
    assertEquals(ConecError.INTERNAL, ConecError.of(4711));
  }

  static JsonObject overTheWire(JsonObject json) {
    return new JsonObject(json.encode());
  }

  static void assertAllDiffer(JsonObject json, JsonObject defaults) {
    json.forEach(entry -> assertTrue(!entry.getValue().equals(defaults.getValue(entry.getKey())),
      entry.getKey() + " has its default in this test"));
  }

  static void assertRefused(String option, Executable setter) {
    String message = assertThrows(IllegalArgumentException.class, setter).getMessage();
    assertTrue(message.contains(option), message);
  }
}
