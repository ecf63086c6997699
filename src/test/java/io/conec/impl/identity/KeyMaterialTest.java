package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;
import static io.conec.impl.identity.IdentityException.Reason.WEAK_KEY;
import static io.conec.impl.identity.TestIdentities.DAY;
import static io.conec.impl.identity.TestIdentities.assertRefused;
import static io.conec.impl.identity.TestIdentities.authority;
import static io.conec.impl.identity.TestIdentities.certificate;
import static io.conec.impl.identity.TestIdentities.rsaKeyPair;
import static io.conec.impl.identity.TestIdentities.selfSigned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.test.LogRecorder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.KeyStoreOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class KeyMaterialTest {

  private static final String PASSWORD = "changeit";

  private final Credentials shop = selfSigned("shop");

  @TempDir
  private Path directory;

  @Test
  void readsPemFiles(Vertx vertx) throws Exception {
    Path key = Files.writeString(directory.resolve("shop.key"), Pem.write(shop.key()));
    Path certificate = Files.writeString(directory.resolve("shop.crt"), Pem.write(shop.chain()));
    assertEquals(shop, KeyMaterial.credentials(
      new PemKeyCertOptions().setKeyPath(key.toString()).setCertPath(certificate.toString()), vertx));
  }

  @Test
  void warnsOfAKeyThatEverybodyCanRead(Vertx vertx) throws Exception {
    Path key = Files.writeString(directory.resolve("shop.key"), Pem.write(shop.key()));
    PemKeyCertOptions options = new PemKeyCertOptions().setKeyPath(key.toString())
      .setCertValue(Buffer.buffer(Pem.write(shop.chain())));
    try (LogRecorder log = LogRecorder.of(KeyMaterial.class.getName())) {
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
      KeyMaterial.credentials(options, vertx);
      assertEquals(List.of(), log.messages());
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
      KeyMaterial.credentials(options, vertx);
      assertTrue(log.messages().get(0).contains("chmod 600 " + key), log.messages()::toString);
    }
  }

  @Test
  void readsPemValuesWithTheWholeChain(Vertx vertx) throws Exception {
    CertificateAuthority ca = authority("home");
    Credentials issued = ca.issue(SubjectNames.peer("shop"), DAY);
    Credentials chain = new Credentials(issued.key(), List.of(issued.leaf(), ca.certificate()));
    assertEquals(chain, KeyMaterial.credentials(pem(chain), vertx));
  }

  @Test
  void readsRsaKeys(Vertx vertx) throws Exception {
    Credentials rsa = rsa(2048);
    assertEquals(rsa, KeyMaterial.credentials(pem(rsa), vertx));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JKS", "PKCS12"})
  void readsKeyStores(String type, Vertx vertx) throws Exception {
    KeyStore store = store(type);
    put(store, "shop", shop);
    store.setCertificateEntry("somebody", selfSigned("somebody").leaf());
    String path = save(store);
    assertEquals(shop, KeyMaterial.credentials(
      new KeyStoreOptions().setType(type).setPath(path).setPassword(PASSWORD), vertx));
    KeyCertOptions specific = "JKS".equals(type)
      ? new JksOptions().setPath(path).setPassword(PASSWORD)
      : new PfxOptions().setPath(path).setPassword(PASSWORD);
    assertEquals(shop, KeyMaterial.credentials(specific, vertx));
  }

  @Test
  void readsAnyKeyManagerFactory(Vertx vertx) throws Exception {
    for (String algorithm : List.of("SunX509", "NewSunX509")) {
      KeyStore store = store("PKCS12");
      put(store, "shop", shop);
      KeyManagerFactory factory = KeyManagerFactory.getInstance(algorithm);
      factory.init(store, PASSWORD.toCharArray());
      assertEquals(shop, KeyMaterial.credentials(KeyCertOptions.wrap(factory), vertx), algorithm);
    }
  }

  @Test
  void wantsExactlyOneKey(Vertx vertx) throws Exception {
    KeyStore store = store("PKCS12");
    String empty = save(store);
    String none = assertRefused(UNUSABLE, () -> KeyMaterial.credentials(pfx(empty), vertx));
    assertTrue(none.contains("no EC or RSA private key"), none);

    put(store, "shop", shop);
    put(store, "depot", rsa(2048));
    String two = save(store);
    String message = assertRefused(UNUSABLE, () -> KeyMaterial.credentials(pfx(two), vertx));
    assertTrue(message.contains("2 keys") && message.contains("alias"), message);
    assertEquals(shop, KeyMaterial.credentials(pfx(two).setAlias("shop"), vertx));
  }

  @Test
  void refusesWhatCannotBeRead(Vertx vertx) throws Exception {
    KeyStore store = store("PKCS12");
    put(store, "shop", shop);
    PfxOptions wrongPassword = pfx(save(store)).setPassword("wrong");
    assertRefused(UNUSABLE, () -> KeyMaterial.credentials(wrongPassword, vertx));
    assertRefused(UNUSABLE, () -> KeyMaterial.credentials(pfx(directory.resolve("absent").toString()), vertx));
    assertRefused(UNUSABLE, () -> KeyMaterial.credentials(new PfxOptions(), vertx));
    assertRefused(UNUSABLE, () -> KeyMaterial.credentials(new PemKeyCertOptions(), vertx));
    PemKeyCertOptions garbage = new PemKeyCertOptions()
      .setKeyValue(Buffer.buffer("x")).setCertValue(Buffer.buffer("y"));
    assertRefused(UNUSABLE, () -> KeyMaterial.credentials(garbage, vertx));
  }

  @Test
  void refusesTheKeyOfAnotherCertificate(Vertx vertx) {
    PemKeyCertOptions mixed = pem(new Credentials(selfSigned("shop").key(), shop.chain()));
    String message = assertRefused(UNUSABLE, () -> KeyMaterial.credentials(mixed, vertx));
    assertTrue(message.contains("does not belong"), message);
    PemKeyCertOptions mixedKinds = pem(new Credentials(rsa(2048).key(), shop.chain()));
    assertRefused(UNUSABLE, () -> KeyMaterial.credentials(mixedKinds, vertx));
  }

  @Test
  void refusesAWeakKey(Vertx vertx) {
    PemKeyCertOptions weak = pem(rsa(1024));
    assertRefused(WEAK_KEY, () -> KeyMaterial.credentials(weak, vertx));
  }

  private static Credentials rsa(int bits) {
    KeyPair pair = rsaKeyPair(bits);
    return new Credentials(pair.getPrivate(), List.of(certificate("shop", pair.getPublic(), pair.getPrivate())));
  }

  private static PemKeyCertOptions pem(Credentials credentials) {
    return new PemKeyCertOptions()
      .setKeyValue(Buffer.buffer(Pem.write(credentials.key())))
      .setCertValue(Buffer.buffer(Pem.write(credentials.chain())));
  }

  private static PfxOptions pfx(String path) {
    return new PfxOptions().setPath(path).setPassword(PASSWORD);
  }

  private static KeyStore store(String type) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    return store;
  }

  private static void put(KeyStore store, String alias, Credentials credentials) throws Exception {
    store.setKeyEntry(alias, credentials.key(), PASSWORD.toCharArray(), credentials.chainArray());
  }

  private String save(KeyStore store) throws Exception {
    Path path = Files.createTempFile(directory, "store", "." + store.getType());
    try (var out = Files.newOutputStream(path)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return path.toString();
  }
}
