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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static io.conec.test.OpenSslChains.CA;
import static io.conec.test.OpenSslChains.EC;
import static io.conec.test.OpenSslChains.client;
import static io.conec.test.TestCertificates.pem;
import static io.conec.test.TestCertificates.pemTrust;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Certificates and chains made by OpenSSL, shown to a Coordinator and to peers. */
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

  private static void assertRefused(TestNet net, String id, Credentials credentials, ConecError error, String hint) {
    try (RawSocket socket = new RawSocket(RawIdentity.of("x"))) {
      socket.present(credentials.keyManagers());
      RawClient client = RawClient.connect(RawIdentity.of("x"), socket, net.coordinator().actualPort());
      client.control().write(RawFrame.hello(id));
      Close close = client.connection().expectClose(error.code());
      assertTrue(close.reason().contains(hint), close::toString);
    }
  }
}
