package io.conec.hostile;

import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.PathPolicy;
import io.conec.test.Inbox;
import io.conec.test.StreamPair;
import io.conec.test.TestNet;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The data that an observer between clients and their Coordinator, or the relay, can read. */
class PlaintextTest {

  private static final String SECRET = "attack at dawn, ";
  private static final int TIMES = 5000;

  @Test
  void idsNamesAndMessagesAreNotReadable() {
    try (TestNet net = new TestNet(); ManInTheMiddle first = new ManInTheMiddle(net.coordinator().actualPort());
         ManInTheMiddle second = new ManInTheMiddle(net.coordinator().actualPort())) {
      ConecClient shop = net.connect(first.before(net.clientOptions("shop-of-anna", PathPolicy.RELAY_ONLY)));
      ConecClient depot = net.connect(second.before(net.clientOptions("depot-of-bob", PathPolicy.RELAY_ONLY)));
      StreamPair pair = StreamPair.open(shop, depot);
      Inbox inbox = new Inbox(pair.far());
      await(pair.near().write(Buffer.buffer(SECRET.repeat(TIMES))));
      assertTrue(inbox.next().toString().startsWith(SECRET));
      await(pair.far().write(Buffer.buffer(SECRET)));
      new Inbox(pair.near()).assertNext(SECRET);
      broadcast(shop, depot);

      List<byte[]> datagrams = new ArrayList<>();
      drain(first, datagrams);
      drain(second, datagrams);
      long relayed = datagrams.stream().filter(ManInTheMiddle::isRelayed).mapToLong(datagram -> datagram.length).sum();
      assertTrue(relayed > (long) SECRET.length() * TIMES, relayed + " bytes are not the whole message");
      for (String plain : List.of(SECRET, SECRET.substring(3, 11), "shop-of", "depot-of", "war-room", "Hello")) {
        assertFalse(datagrams.stream().anyMatch(datagram -> text(datagram).contains(plain)), plain);
      }
    }
  }

  private static void broadcast(ConecClient from, ConecClient to) {
    Promise<String> heard = Promise.promise();
    ConecBroadcast reader = await(to.joinBroadcast("war-room"));
    reader.handler(message -> heard.tryComplete(message.body().toString()));
    await(await(from.joinBroadcast("war-room")).write(Buffer.buffer(SECRET)));
    await(heard.future());
  }

  private static void drain(ManInTheMiddle mitm, List<byte[]> datagrams) {
    for (byte[] datagram = mitm.poll(0); datagram != null; datagram = mitm.poll(0)) {
      datagrams.add(datagram);
    }
  }

  private static String text(byte[] datagram) {
    return new String(datagram, StandardCharsets.ISO_8859_1);
  }
}
