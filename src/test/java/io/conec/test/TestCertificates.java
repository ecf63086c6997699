package io.conec.test;

import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.Pem;
import io.conec.impl.identity.SelfSigned;
import io.conec.impl.identity.SubjectNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.KeyStoreOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Certificates in every form that the options take. */
public final class TestCertificates {

  public static final Duration DAY = Duration.ofDays(1);
  /** Long enough that there are no expiry warnings. */
  private static final Duration VALIDITY = DAY.multipliedBy(100);
  public static final String PASSWORD = "secret";

  private TestCertificates() {
  }

  public static Clock now() {
    return Clock.systemUTC();
  }

  public static Clock daysAgo(int days) {
    return Clock.offset(now(), DAY.multipliedBy(-days));
  }

  public static Clock inDays(int days) {
    return Clock.offset(now(), DAY.multipliedBy(days));
  }

  /** An authority that was made some days ago and is still valid. */
  public static CertificateAuthority authority(String name, Clock clock) {
    return CertificateAuthority.create(name, VALIDITY, clock);
  }

  public static CertificateAuthority authority(String name) {
    return authority(name, now());
  }

  public static Credentials selfSigned(String id, Clock clock) {
    return SelfSigned.create(SubjectNames.peer(id), DAY, clock);
  }

  public static Credentials host(String... hosts) {
    return SelfSigned.create(SubjectNames.hosts(List.of(hosts)), VALIDITY, now());
  }

  public static Credentials peer(CertificateAuthority authority, String id) {
    return authority.issue(SubjectNames.peer(id), VALIDITY);
  }

  /** For a client in another JVM: to make one there, which loads BouncyCastle, takes a third of its start. */
  public static PemKeyCertOptions pemOfPeer(String id) {
    return pem(SelfSigned.create(SubjectNames.peer(id), VALIDITY, now()));
  }

  public static PemKeyCertOptions pem(Credentials credentials) {
    return new PemKeyCertOptions()
      .addKeyValue(Buffer.buffer(Pem.write(credentials.key())))
      .addCertValue(Buffer.buffer(Pem.write(credentials.chain())));
  }

  public static JksOptions jks(Credentials credentials) {
    return fill(new JksOptions(), keyStore("JKS", credentials));
  }

  public static PfxOptions pkcs12(Credentials credentials) {
    return fill(new PfxOptions(), keyStore("PKCS12", credentials));
  }

  public static PemTrustOptions pemTrust(X509Certificate... roots) {
    return new PemTrustOptions().addCertValue(Buffer.buffer(Pem.write(List.of(roots))));
  }

  public static JksOptions jksTrust(X509Certificate root) {
    return fill(new JksOptions(), trustStore("JKS", root));
  }

  public static PfxOptions pkcs12Trust(X509Certificate root) {
    return fill(new PfxOptions(), trustStore("PKCS12", root));
  }

  private static <T extends KeyStoreOptionsBase> T fill(T options, Buffer store) {
    options.setValue(store);
    options.setPassword(PASSWORD);
    return options;
  }

  private static Buffer keyStore(String type, Credentials credentials) {
    return store(type, store ->
      store.setKeyEntry("me", credentials.key(), PASSWORD.toCharArray(), credentials.chainArray()));
  }

  private static Buffer trustStore(String type, X509Certificate root) {
    return store(type, store -> store.setCertificateEntry("root", root));
  }

  private interface Filler {

    void fill(KeyStore store) throws GeneralSecurityException;
  }

  private static Buffer store(String type, Filler filler) {
    try {
      KeyStore store = KeyStore.getInstance(type);
      store.load(null, null);
      filler.fill(store);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      store.store(bytes, PASSWORD.toCharArray());
      return Buffer.buffer(bytes.toByteArray());
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }
}
