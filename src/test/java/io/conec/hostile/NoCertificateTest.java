package io.conec.hostile;

import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawConnection;
import io.conec.test.raw.RawConnection.Close;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawSocket;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** TLS refuses a client without a certificate, before any message of the protocol. */
class NoCertificateTest {

  /** The TLS alert certificate_required (RFC 8446, section 6) as a QUIC error (RFC 9001, section 4.8). */
  private static final int CERTIFICATE_REQUIRED = 0x100 + 116;

  @Test
  void aClientAtTheCoordinator() throws InterruptedException {
    try (Victims victims = new Victims(); RawSocket socket = new RawSocket(RawIdentity.of("mallory"))) {
      socket.presentNothing();
      assertTurnedAway(socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), victims.port())));
      assertEquals(2, victims.net.coordinator().clientCount());
      victims.assertServed();
    }
  }

  @Test
  void aPeerAtAnAcceptor() throws InterruptedException {
    try (Victims victims = new Victims(); RawClient mallory = RawClient.join("mallory", victims.port())) {
      mallory.socket().presentNothing();
      assertTurnedAway(mallory.connectPeer("depot"));
      victims.assertServed();
    }
  }

  private static void assertTurnedAway(RawConnection connection) {
    Close close = connection.awaitClose();
    assertFalse(close.application(), close::toString);
    assertEquals(CERTIFICATE_REQUIRED, close.code(), close::toString);
  }
}
