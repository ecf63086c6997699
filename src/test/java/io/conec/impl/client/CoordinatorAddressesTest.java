package io.conec.impl.client;

import io.conec.ClientOptions;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CoordinatorAddressesTest {

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
  private final Map<String, InetAddress[]> hosts = new ConcurrentHashMap<>();
  private final AtomicInteger questions = new AtomicInteger();
  private volatile CountDownLatch answering = new CountDownLatch(0);

  @AfterEach
  void close() {
    answering.countDown();
    await(vertx.close());
  }

  private InetAddress[] ask(String name) throws UnknownHostException {
    questions.incrementAndGet();
    try {
      answering.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    InetAddress[] known = hosts.get(name);
    if (known == null) {
      throw new UnknownHostException(name);
    }
    return known;
  }

  private void host(String name, String... ips) {
    hosts.put(name, Stream.of(ips).map(NetUtil::createInetAddressFromIpAddressString).toArray(InetAddress[]::new));
  }

  private CoordinatorAddresses addresses(String... coordinators) {
    return new CoordinatorAddresses(context, new ClientOptions().setCoordinators(List.of(coordinators)), this::ask);
  }

  private void resolve(CoordinatorAddresses addresses) {
    context.nettyEventLoop().execute(() -> addresses.resolve(() -> { }));
    awaitUntil(() -> context.nettyEventLoop().submit(addresses::isComplete).get());
  }

  private static List<String> known(CoordinatorAddresses addresses) {
    return addresses.known().stream().map(Object::toString).toList();
  }

  @Test
  void theFamiliesOfANameAreInTurnAndTheNamesInOrder() {
    host("a.test", "2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1");
    host("b.test", "192.0.2.8", "192.0.2.9");
    CoordinatorAddresses addresses = addresses("b.test:5", "a.test", "192.0.2.77", "[2001:db8::77]:6");
    resolve(addresses);
    assertEquals(List.of("b.test:5 (192.0.2.8)", "b.test:5 (192.0.2.9)", "a.test:1719 ([2001:db8::1])",
      "a.test:1719 (192.0.2.1)", "a.test:1719 ([2001:db8::2])", "a.test:1719 ([2001:db8::3])", "192.0.2.77:1719",
      "[2001:db8::77]:6"), known(addresses));
  }

  @Test
  void whatWasKnownIsKeptWhileTheNameServiceIsAway() {
    host("a.test", "192.0.2.1");
    CoordinatorAddresses addresses = addresses("a.test", "b.test");
    resolve(addresses);
    assertEquals(List.of("b.test"), addresses.unknown());
    hosts.clear();
    resolve(addresses);
    assertEquals(List.of("a.test:1719 (192.0.2.1)"), known(addresses));
    host("a.test", "192.0.2.2");
    resolve(addresses);
    assertEquals(List.of("a.test:1719 (192.0.2.2)"), known(addresses));
  }

  @Test
  void aSlowNameServiceIsAskedOnceAtATimeAndHoldsUpNoAddress() throws Exception {
    host("a.test", "192.0.2.1");
    answering = new CountDownLatch(1);
    CoordinatorAddresses addresses = addresses("a.test", "192.0.2.77");
    AtomicInteger updates = new AtomicInteger();
    context.nettyEventLoop().submit(() -> {
      addresses.resolve(() -> { });
      addresses.resolve(updates::incrementAndGet);
    }).get();
    awaitUntil(() -> questions.get() == 1);
    assertFalse(addresses.isComplete());
    assertEquals(List.of("192.0.2.77:1719"), known(addresses));
    assertEquals(List.of("a.test"), addresses.unknown());
    answering.countDown();
    awaitUntil(() -> updates.get() == 2);
    assertTrue(addresses.isComplete());
    assertEquals(2, addresses.known().size());
    assertEquals(1, questions.get());
  }

  @Test
  void aNameHasNoMoreThanSixteen() {
    host("a.test", Stream.iterate(1, i -> i + 1).limit(40).map(i -> "192.0.2." + i).toArray(String[]::new));
    CoordinatorAddresses addresses = addresses("a.test");
    resolve(addresses);
    assertEquals(16, addresses.known().size());
  }
}
