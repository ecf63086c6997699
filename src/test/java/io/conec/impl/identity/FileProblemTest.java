package io.conec.impl.identity;

import io.vertx.core.Vertx;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;
import static io.conec.impl.identity.TestIdentities.assertRefused;
import static io.conec.impl.identity.TestIdentities.selfSigned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every kind of file in place of another: the message says what it is and what to do. */
@ExtendWith(VertxExtension.class)
class FileProblemTest {

  private static final String PASSWORD = "changeit";

  @TempDir
  static Path directory;

  private static final Map<String, Path> FILES = new HashMap<>();

  @BeforeAll
  static void makeFiles() throws Exception {
    Credentials shop = selfSigned("shop");
    String certificate = Pem.write(shop.chain());
    String key = Pem.write(shop.key());
    write("certificate", certificate.getBytes(StandardCharsets.US_ASCII));
    write("key", key.getBytes(StandardCharsets.US_ASCII));
    write("encrypted", key.replace("PRIVATE", "ENCRYPTED PRIVATE").getBytes(StandardCharsets.US_ASCII));
    write("traditional", key.replace("BEGIN PRIVATE KEY-----", "BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n")
      .getBytes(StandardCharsets.US_ASCII));
    write("request", certificate.replace("CERTIFICATE", "CERTIFICATE REQUEST").getBytes(StandardCharsets.US_ASCII));
    write("damaged", certificate.replace("M", "?").getBytes(StandardCharsets.US_ASCII));
    write("damaged-key", key.replace("M", "?").getBytes(StandardCharsets.US_ASCII));
    write("der", shop.leaf().getEncoded());
    write("der-key", shop.key().getEncoded());
    write("empty", new byte[0]);
    write("text", "hello\n".getBytes(StandardCharsets.US_ASCII));
    write("zero", new byte[] {0x30});
    store("JKS", "JKS", shop);
    store("PKCS12", "PKCS12", shop);
    store("nothing", "JKS", null);
    FILES.put("directory", directory);
    FILES.put("missing", directory.resolve("missing"));
  }

  private static void write(String name, byte[] content) throws IOException {
    FILES.put(name, Files.write(directory.resolve(name), content));
  }

  private static void store(String name, String type, Credentials credentials) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    if (credentials != null) {
      store.setKeyEntry("shop", credentials.key(), PASSWORD.toCharArray(), credentials.chainArray());
    }
    FILES.put(name, directory.resolve(name));
    try (OutputStream out = Files.newOutputStream(FILES.get(name))) {
      store.store(out, PASSWORD.toCharArray());
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "missing | there is no file FILE",
    "directory | FILE is a directory",
    "empty | FILE is empty",
    "text | FILE is not a certificate as PEM",
    "zero | FILE is not a certificate as PEM",
    "key | FILE has a private key where a certificate is expected",
    "encrypted | FILE has a private key where a certificate is expected",
    "request | FILE has a certificate request",
    "der | openssl x509 -inform der -in FILE",
    "JKS | keytool -exportcert -rfc -keystore FILE",
    "PKCS12 | openssl pkcs12 -nokeys -in FILE",
    "damaged | FILE is damaged"
  })
  void whereACertificateIsExpected(String file, String problem, Vertx vertx) {
    String path = FILES.get(file).toString();
    assertProblem(problem, path,
      assertRefused(UNUSABLE, () -> TrustMaterial.trustManager(new PemTrustOptions().addCertPath(path), vertx)));
    assertProblem(file.equals("key") ? "swapped" : problem, path, assertRefused(UNUSABLE,
      () -> KeyMaterial.credentials(keyCert(file, file.equals("key") ? "certificate" : "key"), vertx)));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "missing | there is no file FILE",
    "directory | FILE is a directory",
    "empty | FILE is empty",
    "text | FILE is not a private key as PEM",
    "certificate | FILE has a certificate where a private key is expected",
    "der | FILE has a certificate where a private key is expected",
    "encrypted | openssl pkey -in FILE",
    "traditional | openssl pkey -in FILE",
    "der-key | openssl pkey -inform der -in FILE",
    "JKS | FILE is a key store",
    "PKCS12 | FILE is a key store",
    "damaged-key | FILE is damaged"
  })
  void whereAKeyIsExpected(String file, String problem, Vertx vertx) {
    assertProblem(problem, FILES.get(file).toString(),
      assertRefused(UNUSABLE, () -> KeyMaterial.credentials(keyCert("certificate", file), vertx)));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "missing | there is no file FILE",
    "directory | FILE is a directory",
    "empty | FILE is empty",
    "text | FILE is not a key store",
    "certificate | FILE is PEM where a key store is expected",
    "key | FILE is PEM where a key store is expected",
    "PKCS12 | the password of the key store FILE is wrong"
  })
  void whereAKeyStoreIsExpected(String file, String problem, Vertx vertx) {
    PfxOptions options = new PfxOptions().setPath(FILES.get(file).toString()).setPassword("wrong");
    assertProblem(problem, options.getPath(),
      assertRefused(UNUSABLE, () -> KeyMaterial.credentials(options, vertx)));
    assertProblem(problem, options.getPath(),
      assertRefused(UNUSABLE, () -> TrustMaterial.trustManager(options, vertx)));
  }

  @Test
  void anEmptyKeyStoreTrustsNobody(Vertx vertx) {
    String jks = FILES.get("nothing").toString();
    TrustOptions options = new JksOptions().setPath(jks).setPassword(PASSWORD);
    assertProblem("the key store FILE has no certificate to trust", jks,
      assertRefused(UNUSABLE, () -> TrustMaterial.trustManager(options, vertx)));
  }

  @Test
  void oneFileMayHoldBoth(Vertx vertx) throws Exception {
    Path both = Files.writeString(directory.resolve("both"),
      Files.readString(FILES.get("certificate")) + Files.readString(FILES.get("key")));
    assertEquals(KeyMaterial.credentials(keyCert("certificate", "key"), vertx), KeyMaterial.credentials(
      new PemKeyCertOptions().setCertPath(both.toString()).setKeyPath(both.toString()), vertx));
  }

  private static PemKeyCertOptions keyCert(String certificate, String key) {
    return new PemKeyCertOptions().setCertPath(FILES.get(certificate).toString()).setKeyPath(FILES.get(key).toString());
  }

  private static void assertProblem(String expected, String file, String message) {
    assertTrue(message.contains(expected.replace("FILE", file)), message);
  }
}
