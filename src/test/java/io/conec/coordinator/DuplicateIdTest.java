package io.conec.coordinator;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.PathPolicy;
import io.conec.test.Child;
import io.conec.test.Inbox;
import io.conec.test.StreamPair;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DuplicateIdTest {

  @Test
  void anotherCertificateDoesNotTakeTheIdOfALiveClient() {
    try (TestNet net = new TestNet()) {
      ConecClient shop = net.connect("shop");
      ConecException failure =
        assertFails(ConecError.ID_IN_USE, net.client(net.clientOptions("shop")).connect());
      assertTrue(failure.getMessage().contains("'id'"), failure.getMessage());
      assertTrue(shop.isConnected());
      assertEquals(1, net.coordinator().clientCount());
      await(shop.openChannel("shop"));
    }
  }

  @Test
  void theIdIsFreeWhenItsHolderHasLeft() {
    try (TestNet net = new TestNet()) {
      await(net.connect("shop").close());
      net.connect("shop");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RELAY_ONLY", "DIRECT_ONLY"})
  void aHolderThatWasKilledLosesTheIdWithinThreeSeconds(PathPolicy policy) {
    try (TestNet net = new TestNet(); Child holder = Child.echo(net.clientOptions("depot"))) {
      ConecClient shop = net.connect("shop", policy);
      ConecChannel old = await(shop.openChannel("depot"));
      Promise<Void> ended = Promise.promise();
      old.closeHandler(v -> ended.complete());
      holder.kill();
      long start = System.nanoTime();
      net.connect("depot").streamHandler(stream -> stream.pipeTo(stream));
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      assertTrue(millis < 3000, millis + " ms");
      await(ended.future());
      millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      assertTrue(millis < 6000, millis + " ms");
      assertError(ConecError.PEER_LOST, old.closeReason());
      ConecChannel again = await(shop.openChannel("depot"));
      assertNotEquals(old.peerFingerprint(), again.peerFingerprint());
      await(again.openStream());
    }
  }

  @Test
  void aHolderThatHangsLosesTheIdToo() {
    try (TestNet net = new TestNet(); Child holder = Child.echo(net.clientOptions("depot"))) {
      holder.stop();
      ConecClient depot = net.connect("depot");
      holder.resume();
      await(depot.openChannel("depot"));
      awaitUntil(() -> net.coordinator().clientCount() == 1);
      assertTrue(depot.isConnected());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RELAY_ONLY", "DIRECT_ONLY"})
  void theSameCertificateTakesTheIdOver(PathPolicy policy) {
    List<Throwable> disconnects = Collections.synchronizedList(new ArrayList<>());
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    try (TestNet net = new TestNet()) {
      net.coordinator().clientRegisteredHandler(info -> events.add("+" + info.getId()));
      net.coordinator().clientUnregisteredHandler(info -> events.add("-" + info.getId()));
      ClientOptions options = net.clientOptions("depot").setKeyCertOptions(
        TestCertificates.pem(TestCertificates.selfSigned("depot", TestCertificates.now())));
      ConecClient old = net.client(options).disconnectedHandler(disconnects::add);
      await(old.connect());
      ConecClient shop = net.connect("shop", policy);
      StreamPair pair = StreamPair.open(shop, old);
      Inbox inbox = new Inbox(pair.near());
      long start = System.nanoTime();
      ConecClient successor = net.connect(options);
      assertError(ConecError.PEER_LOST, await(inbox.failed()));
      awaitUntil(() -> pair.near().channel().isClosed());
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(2), "not at once");
      awaitUntil(() -> disconnects.size() == 1);
      assertError(ConecError.REPLACED, disconnects.get(0));
      assertFalse(old.isConnected());
      awaitUntil(() -> events.size() == 4);
      assertEquals(List.of("+depot", "+shop", "-depot", "+depot"), events);

      successor.streamHandler(stream -> { });
      assertTrue(await(shop.openStream("depot")).peer().equals("depot"));
      assertEquals(1, disconnects.size());
      assertTrue(successor.isConnected());
      assertEquals(2, net.coordinator().clientCount());
    }
  }
}
