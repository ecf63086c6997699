package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;
import static io.conec.impl.identity.TestIdentities.DAY;
import static io.conec.impl.identity.TestIdentities.assertRefused;
import static io.conec.impl.identity.TestIdentities.authority;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyStoreOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class TrustMaterialTest {

  private final CertificateAuthority home = authority("home");
  private final CertificateAuthority work = authority("work");

  @Test
  void readsPemFiles(Vertx vertx, @TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("ca.crt"),
      Pem.write(List.of(home.certificate(), work.certificate())));
    assertTrusts(new PemTrustOptions().addCertPath(file.toString()), vertx);
  }

  @ParameterizedTest
  @ValueSource(strings = {"JKS", "PKCS12"})
  void readsKeyStores(String type, Vertx vertx) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    store.setCertificateEntry("home", home.certificate());
    store.setCertificateEntry("work", work.certificate());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, "changeit".toCharArray());
    assertTrusts(
      new KeyStoreOptions().setType(type).setValue(Buffer.buffer(bytes.toByteArray())).setPassword("changeit"), vertx);
  }

  private void assertTrusts(TrustOptions options, Vertx vertx) throws Exception {
    assertEquals(Set.of(home.certificate(), work.certificate()), Set.copyOf(TrustMaterial.roots(options, vertx)));
    assertTrusts(TrustMaterial.trustManager(options, vertx));
  }

  private void assertTrusts(X509TrustManager trust) throws Exception {
    trust.checkClientTrusted(chain(home), "EC");
    trust.checkClientTrusted(chain(work), "EC");
    assertThrows(CertificateException.class, () -> trust.checkClientTrusted(chain(authority("home")), "EC"));
  }

  private static X509Certificate[] chain(CertificateAuthority ca) {
    return ca.issue(SubjectNames.peer("shop"), DAY).chainArray();
  }

  @Test
  void trustsTheRootsThatWereHandedOver() throws Exception {
    assertTrusts(TrustMaterial.fromRoots(List.of(home.certificate(), work.certificate())));
    assertRefused(UNUSABLE, () -> TrustMaterial.fromRoots(List.of()));
  }

  @Test
  void systemKnowsPublicCasOnly() throws Exception {
    X509TrustManager system = TrustMaterial.systemDefault();
    assertTrue(system.getAcceptedIssuers().length > 0);
    assertThrows(CertificateException.class, () -> system.checkServerTrusted(chain(home), "UNKNOWN"));
  }

  @Test
  void refusesWhatCannotBeRead(Vertx vertx) {
    assertRefused(UNUSABLE,
      () -> TrustMaterial.trustManager(new PemTrustOptions().addCertPath("/absent/ca.crt"), vertx));
    assertRefused(UNUSABLE,
      () -> TrustMaterial.trustManager(new PemTrustOptions().addCertValue(Buffer.buffer("x")), vertx));
    assertRefused(UNUSABLE,
      () -> TrustMaterial.trustManager(new KeyStoreOptions().setType("JKS").setPath("/absent/ca.jks"), vertx));
    assertRefused(UNUSABLE, () -> TrustMaterial.roots(new PemTrustOptions(), vertx));
    TrustOptions notX509 = TrustOptions.wrap(new TrustManager() { });
    assertRefused(UNUSABLE, () -> TrustMaterial.trustManager(notX509, vertx));
  }

  @Test
  void refusesToHandOverRootsOfATrustManagerThatHasNone(Vertx vertx) {
    TrustOptions trustsEverybody = TrustOptions.wrap(new X509TrustManager() {
      @Override
      public void checkClientTrusted(X509Certificate[] chain, String authType) {
      }

      @Override
      public void checkServerTrusted(X509Certificate[] chain, String authType) {
      }

      @Override
      public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
      }
    });
    assertRefused(UNUSABLE, () -> TrustMaterial.roots(trustsEverybody, vertx));
  }
}
