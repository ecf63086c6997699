package io.conec.hostile;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.impl.identity.Credentials;
import io.conec.test.OpenSslChains;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawConnection.Close;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawSocket;
import io.netty.handler.ssl.util.LazyX509Certificate;
import io.netty.handler.ssl.util.SimpleKeyManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

import static io.conec.test.OpenSslChains.CA;
import static io.conec.test.OpenSslChains.EC;
import static io.conec.test.OpenSslChains.client;
import static io.conec.test.TestCertificates.now;
import static io.conec.test.TestCertificates.pem;
import static io.conec.test.TestCertificates.pemTrust;
import static io.conec.test.TestCertificates.selfSigned;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Certificates and chains of OpenSSL, presented to a Coordinator and to peers. */
class CertificateRulesTest {

  @TempDir
  private Path directory;

  @Test
  void withoutAuthority() {
    OpenSslChains openSsl = new OpenSslChains(directory)
      .leaf("good", "good")
      .issue("server", EC, "server", "subjectAltName=DNS:server\nextendedKeyUsage=serverAuth\n")
      .issue("sha1", EC, "sha1", client("sha1"), "-sha1");
    try (TestNet net = new TestNet()) {
      net.connect(net.clientOptions("good").setKeyCertOptions(pem(openSsl.credentials("good"))));
      assertRefused(net, "server", openSsl.credentials("server"), ConecError.CERTIFICATE_UNTRUSTED, "clientAuth");
      assertRefused(net, "sha1", openSsl.credentials("sha1"), ConecError.CERTIFICATE_UNTRUSTED, "SHA1");
      assertEquals(1, net.coordinator().clientCount());
    }
  }

  @Test
  void withAuthorities() {
    OpenSslChains openSsl = new OpenSslChains(directory)
      .root("root").expiredRoot("old").leaf("pinned", "pinned")
      .issue("one", EC, "root", CA).issue("two", "ed25519", "one", CA).leaf("shop", "two").leaf("depot", "root")
      .issue("weak", "rsa:1024", "root", CA).leaf("below", "weak")
      .leaf("late", "old").leaf("forged", "pinned");
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(
      openSsl.certificate("root"), openSsl.certificate("old"), openSsl.certificate("pinned"))))) {
      net.connect(net.clientOptions("depot").setKeyCertOptions(pem(openSsl.credentials("depot"))));
      net.connect(net.clientOptions("pinned").setKeyCertOptions(pem(openSsl.credentials("pinned"))));
      ConecClient shop =
        net.connect(net.clientOptions("shop").setKeyCertOptions(pem(openSsl.credentials("shop", "two", "one"))));
      await(shop.openChannel("depot"));
      assertRefused(net, "late", openSsl.credentials("late"), ConecError.CERTIFICATE_EXPIRED, "authority");
      assertRefused(net, "below", openSsl.credentials("below", "weak"), ConecError.CERTIFICATE_UNTRUSTED, "1024");
      assertRefused(net, "forged", openSsl.credentials("forged", "pinned"), ConecError.CERTIFICATE_UNTRUSTED,
        "not that of a certificate authority");
      assertEquals(3, net.coordinator().clientCount());
    }
  }

  /** Code that needs only the first certificate parses the others later, when the client is registered. */
  @Test
  void aChainWithACertificateThatCannotBeRead() {
    try (TestNet net = new TestNet()) {
      assertRefused(net, "mallory", new OneMore(selfSigned("mallory", now()), unreadable()),
        ConecError.CERTIFICATE_UNTRUSTED, "cannot be read");
      assertEquals(0, net.coordinator().clientCount());
    }
  }

  /** TLS accepts it, and Java does not: a critical extension is empty. */
  private static X509Certificate unreadable() {
    try {
      RawIdentity identity = RawIdentity.of("x");
      X500Name name = new X500Name("CN=x");
      return new LazyX509Certificate(new JcaX509v3CertificateBuilder(name, BigInteger.ONE,
        identity.certificate().getNotBefore(), identity.certificate().getNotAfter(), name,
        identity.certificate().getPublicKey())
        .addExtension(Extension.basicConstraints, true, new byte[0])
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(identity.key())).getEncoded());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Shows one certificate more than the credentials have; Java's own key managers would parse it. */
  private static final class OneMore extends SimpleKeyManagerFactory {

    private final KeyManager manager;

    OneMore(Credentials credentials, X509Certificate more) {
      manager = new X509ExtendedKeyManager() {
        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
          return "key";
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
          return "key";
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
          return new String[] {"key"};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
          return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
          return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
          return new X509Certificate[] {credentials.leaf(), more};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
          return credentials.key();
        }
      };
    }

    @Override
    protected void engineInit(KeyStore store, char[] password) {
      // has everything
    }

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) {
      // has everything
    }

    @Override
    protected KeyManager[] engineGetKeyManagers() {
      return new KeyManager[] {manager};
    }
  }

  private static void assertRefused(TestNet net, String id, Credentials credentials, ConecError error, String hint) {
    assertRefused(net, id, credentials.keyManagers(), error, hint);
  }

  private static void assertRefused(TestNet net, String id, KeyManagerFactory keyManagers, ConecError error,
                                    String hint) {
    try (RawSocket socket = new RawSocket(RawIdentity.of("x"))) {
      socket.present(keyManagers);
      RawClient client = RawClient.connect(RawIdentity.of("x"), socket, net.coordinator().actualPort());
      client.control().write(RawFrame.hello(id));
      Close close = client.connection().expectClose(error.code());
      assertTrue(close.reason().contains(hint), close::toString);
    }
  }
}
