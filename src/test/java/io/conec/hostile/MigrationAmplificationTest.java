package io.conec.hostile;

import io.conec.test.NoLeaksExtension;
import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawSocket;
import io.conec.test.raw.RawStream;
import io.conec.test.raw.RawUdp;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client that forges the address of a victim cannot redirect traffic of the Coordinator there. */
@ExtendWith(NoLeaksExtension.class)
class MigrationAmplificationTest {

  /** Before an address is validated (RFC 9000, section 8.1). */
  private static final int FACTOR = 3;
  private static final int MESSAGE = 10_000;

  /** Forwards mallory's datagrams, until they seem to come from a victim that does not answer. */
  private static final class Detour implements AutoCloseable {

    private final AtomicLong forged = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final InetSocketAddress coordinator;
    private final RawUdp outside;
    private final RawUdp victim;
    private final RawUdp inside;
    private volatile InetSocketAddress client;
    private volatile boolean stolen;

    Detour(int port) {
      coordinator = new InetSocketAddress("127.0.0.1", port);
      victim = new RawUdp("127.0.0.1", datagram -> received.addAndGet(datagram.bytes().length));
      inside = new RawUdp("127.0.0.1", this::fromClient);
      outside = new RawUdp("127.0.0.1", datagram -> inside.send(datagram.bytes(), client));
    }

    private void fromClient(RawUdp.Datagram datagram) {
      client = datagram.source();
      if (stolen) {
        forged.addAndGet(datagram.bytes().length);
      }
      (stolen ? victim : outside).send(datagram.bytes(), coordinator);
    }

    @Override
    public void close() {
      inside.close();
      outside.close();
      victim.close();
    }
  }

  @Test
  void broadcastsAreNotSentToAnAddressThatIsNotValidated() {
    RawIdentity identity = RawIdentity.of("mallory");
    try (Audience audience = new Audience(); Detour detour = new Detour(audience.port());
         RawSocket socket = new RawSocket(identity, 16 * 1024 * 1024, 30_000);
         RawClient mallory = RawClient.connect(identity, socket, detour.inside.address().getPort()).hello("mallory")) {
      RawStream stream = mallory.joinBroadcast(
        RawBroadcast.join(Audience.NAME, "READER").put("overflow", "DROP_OLDEST").put("bufferSize", 1000));
      publish(audience, 50);
      assertTrue(stream.poll(5000) != null, "mallory reads");
      detour.stolen = true;
      for (int i = 1; i <= 20; i++) {
        mallory.control().write(RawFrame.ping(i));
        publish(audience, 50);
      }
      assertTrue(detour.forged.get() > 0, "the Coordinator has heard from the victim's address");
      long allowed = FACTOR * detour.forged.get();
      assertTrue(detour.received.get() <= allowed,
        () -> detour.received + " bytes to the victim for " + detour.forged + " from there");
      assertTrue(audience.net.coordinator().clients().stream()
        .noneMatch(client -> client.getAddress().equals(detour.victim.text())), "nothing is relayed there");
      audience.assertServed();
    }
  }

  /** Sends so many bytes, and waits until the well-behaved reader has them. */
  private static void publish(Audience audience, int count) {
    for (int i = 0; i < count; i++) {
      audience.shop.write(Buffer.buffer(new byte[MESSAGE]));
    }
    for (int i = 0; i < count; i++) {
      audience.next();
    }
  }
}
