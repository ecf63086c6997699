package io.conec.client;

import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.test.Child;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every operation ends: with an answer, at its deadline, or with its connection. */
class PendingTest {

  @Test
  void aPeerThatHangsDelaysNoLongerThanTheDeadline() {
    try (TestNet net = new TestNet(); Child depot = Child.echo(net.clientOptions("depot"))) {
      ConecClient shop = net.connect(net.clientOptions("shop").setOpenTimeout(Duration.ofMillis(700)));
      depot.stop();
      ConecException failure = assertFails(ConecError.TIMEOUT, shop.openChannel("depot"));
      assertTrue(failure.getMessage().contains("openTimeout"), failure.getMessage());
      depot.resume();
      ConecChannel channel = await(shop.openChannel("depot").recover(late -> shop.openChannel("depot")));
      await(channel.openStream());
      depot.stop();
      Future<ConecStream> opening = channel.openStream();
      Future<Long> ping = channel.ping();
      assertTrue(assertFails(ConecError.TIMEOUT, opening).getMessage().contains("openTimeout"));
      assertTrue(assertFails(ConecError.TIMEOUT, ping).getMessage().contains("openTimeout"));
      assertFalse(channel.isClosed());
      depot.resume();
      await(channel.ping());
      await(channel.openStream());
    }
  }

  @Test
  void anOpeningEndsWithTheClient() {
    try (TestNet net = new TestNet(); Child depot = Child.echo(net.clientOptions("depot"))) {
      ConecClient shop = net.connect("shop");
      depot.stop();
      Future<ConecChannel> opening = shop.openChannel("depot");
      Future<ConecStream> waiting = shop.openStream("depot");
      await(shop.close());
      assertFails(ConecError.CLOSED, opening);
      assertFails(ConecError.CLOSED, waiting);
    }
  }

  @Test
  void anOpeningEndsWithTheCoordinator() {
    try (TestNet net = new TestNet(); Child depot = Child.echo(net.clientOptions("depot"))) {
      ConecClient shop = net.connect("shop");
      depot.stop();
      Future<ConecChannel> opening = shop.openChannel("depot");
      await(net.coordinator().close());
      assertFails(ConecError.COORDINATOR_LOST, opening);
    }
  }
}
