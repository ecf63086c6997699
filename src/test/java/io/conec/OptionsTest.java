package io.conec;

import io.conec.impl.identity.Credentials;
import io.conec.test.TestCertificates;
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
    return new ClientOptions().setId("shop").setHost("127.0.0.1").setPort(1).addCoordinator("a.example:1")
      .addCoordinator("[::1]").setConnectTimeout(Duration.ofMillis(2)).setOpenTimeout(Duration.ofMillis(3))
      .setReconnectDelay(Duration.ofMillis(4)).setMaxReconnectDelay(Duration.ofMillis(5)).setAcceptChannels(false)
      .setMaxChannels(6).setMaxMessageSize(7).setIdleTimeout(Duration.ofMillis(8000))
      .setKeepAliveInterval(Duration.ofMillis(900)).setMaxDatagramSize(1210).setMaxStreams(11).setKeyLogFile("keys")
      .setKeyCertOptions(TestCertificates.pem(SHOP)).setTrustOptions(TestCertificates.pemTrust(SHOP.leaf()))
      .setPeerTrustOptions(JKS_TRUST);
  }

  private static CoordinatorOptions coordinator() {
    return new CoordinatorOptions().setHost("127.0.0.1").setPort(1).setServerNames(List.of("a.example", "::1"))
      .setRetry(false).setMaxClients(2).setMaxChannelsPerClient(3).setMaxRelayedBytesPerSecond(4_000_000)
      .setMaxControlMessagesPerSecond(50).setHelloTimeout(Duration.ofMillis(600))
      .setIdleTimeout(Duration.ofMillis(8000)).setMaxDatagramSize(1210).setKeyLogFile("keys").setKeyCertOptions(PKCS12)
      .setClientTrustOptions(TestCertificates.pemTrust(SHOP.leaf()));
  }

  @Test
  void everyClientOptionIsInTheJson() {
    JsonObject json = client().toJson();
    assertEquals(Set.of("id", "host", "port", "coordinators", "connectTimeout", "openTimeout", "reconnectDelay",
      "maxReconnectDelay", "acceptChannels", "maxChannels", "maxMessageSize", "idleTimeout", "keepAliveInterval",
      "maxDatagramSize", "maxStreams", "keyLogFile", "pemKeyCertOptions", "pemTrustOptions", "peerTrust"),
      json.fieldNames());
    assertEquals(8000, json.getLong("idleTimeout"));
    assertAllDiffer(json, new ClientOptions().toJson());
    assertEquals(json, new ClientOptions(overTheWire(json)).toJson());
    assertEquals(json, new ClientOptions(client()).toJson());
    assertEquals(new ClientOptions().toJson(), new ClientOptions(new JsonObject()).toJson());
  }

  @Test
  void everyCoordinatorOptionIsInTheJson() {
    JsonObject json = coordinator().toJson();
    assertEquals(Set.of("host", "port", "serverNames", "retry", "maxClients", "maxChannelsPerClient",
      "maxRelayedBytesPerSecond", "maxControlMessagesPerSecond", "helloTimeout", "idleTimeout",
      "maxDatagramSize", "keyLogFile", "keyStoreOptions", "clientTrust"), json.fieldNames());
    assertAllDiffer(json, new CoordinatorOptions().toJson());
    assertEquals(json, new CoordinatorOptions(overTheWire(json)).toJson());
    assertEquals(json, new CoordinatorOptions(coordinator()).toJson());
    assertEquals(new CoordinatorOptions().toJson(), new CoordinatorOptions(new JsonObject()).toJson());
    assertEquals(1719, new CoordinatorOptions(new JsonObject()).getPort());
  }

  @Test
  void everyStreamOptionIsInTheJson() {
    StreamOptions options =
      new StreamOptions().setId(1).setProtocol("p").setMaxMessageSize(2).setWriteQueueMaxSize(3);
    JsonObject json = options.toJson();
    assertEquals(Set.of("id", "protocol", "maxMessageSize", "writeQueueMaxSize"), json.fieldNames());
    assertAllDiffer(json, new StreamOptions().toJson());
    assertEquals(json, new StreamOptions(overTheWire(json)).toJson());
    assertEquals(json, new StreamOptions(options).toJson());
  }

  @Test
  void aCopyIsOnItsOwn() {
    ClientOptions original = client();
    ClientOptions copy = new ClientOptions(original);
    assertNotSame(original.getKeyCertOptions(), copy.getKeyCertOptions());
    assertNotSame(original.getTrustOptions(), copy.getTrustOptions());
    copy.addCoordinator("b.example").setMaxChannels(99);
    ((PemTrustOptions) copy.getTrustOptions()).addCertPath("another");
    assertEquals(client().getCoordinators(), original.getCoordinators());
    assertEquals(6, original.getMaxChannels());
    assertEquals(0, ((PemTrustOptions) original.getTrustOptions()).getCertPaths().size());
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
  void aValueThatCanNotBeIsRefusedWithTheNameOfItsOption() {
    assertRefused("id", () -> new ClientOptions().setId(""));
    assertRefused("coordinator", () -> new ClientOptions().addCoordinator(""));
    assertRefused("connectTimeout", () -> new ClientOptions().setConnectTimeout(Duration.ZERO));
    assertRefused("openTimeout", () -> new ClientOptions().setOpenTimeout(null));
    assertRefused("reconnectDelay", () -> new ClientOptions().setReconnectDelay(Duration.ZERO));
    assertRefused("maxReconnectDelay", () -> new ClientOptions().setMaxReconnectDelay(Duration.ofMillis(-1)));
    assertRefused("maxChannels", () -> new ClientOptions().setMaxChannels(0));
    assertRefused("maxMessageSize", () -> new ClientOptions().setMaxMessageSize(-1));
    assertRefused("host", () -> new ClientOptions().setHost(null));
    assertRefused("port", () -> new ClientOptions().setPort(65_536));
    assertRefused("idleTimeout", () -> new ClientOptions().setIdleTimeout(Duration.ofMillis(999)));
    assertRefused("keepAliveInterval", () -> new ClientOptions().setKeepAliveInterval(Duration.ofMillis(99)));
    assertRefused("maxDatagramSize", () -> new ClientOptions().setMaxDatagramSize(1199));
    assertRefused("maxStreams", () -> new ClientOptions().setMaxStreams(0));
    assertRefused("maxClients", () -> new CoordinatorOptions().setMaxClients(0));
    assertRefused("maxChannelsPerClient", () -> new CoordinatorOptions().setMaxChannelsPerClient(0));
    assertRefused("maxRelayedBytesPerSecond", () -> new CoordinatorOptions().setMaxRelayedBytesPerSecond(0));
    assertRefused("maxControlMessagesPerSecond", () -> new CoordinatorOptions().setMaxControlMessagesPerSecond(0));
    assertRefused("helloTimeout", () -> new CoordinatorOptions().setHelloTimeout(Duration.ofMillis(99)));
    assertRefused("id", () -> new StreamOptions().setId(-2));
    assertRefused("id", () -> new StreamOptions().setId(StreamOptions.MAX_ID + 1));
    assertRefused("protocol", () -> new StreamOptions().setProtocol("x".repeat(256)));
    assertRefused("maxMessageSize", () -> new StreamOptions().setMaxMessageSize(-1));
    assertRefused("writeQueueMaxSize", () -> new StreamOptions().setWriteQueueMaxSize(0));
    assertRefused("port", () -> new ClientOptions(new JsonObject().put("port", -1)));
  }

  @Test
  void errorCodesAreUniqueAndFoundAgain() {
    for (ConecError error : ConecError.values()) {
      assertEquals(error, ConecError.of(error.code()));
      assertTrue(error.sentence().length() > 5, error.name());
    }
    assertEquals(ConecError.INTERNAL, ConecError.of(4711));
  }

  private static JsonObject overTheWire(JsonObject json) {
    return new JsonObject(json.encode());
  }

  private static void assertAllDiffer(JsonObject json, JsonObject defaults) {
    json.forEach(entry -> assertTrue(!entry.getValue().equals(defaults.getValue(entry.getKey())),
      entry.getKey() + " has its default in this test"));
  }

  private static void assertRefused(String option, Executable setter) {
    String message = assertThrows(IllegalArgumentException.class, setter).getMessage();
    assertTrue(message.contains(option), message);
  }
}
