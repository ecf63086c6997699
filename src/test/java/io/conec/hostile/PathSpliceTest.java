package io.conec.hostile;

import io.conec.PathKind;
import io.conec.test.NoLeaksExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A peer that signals the probe id, the key and the address of another client. */
@ExtendWith(NoLeaksExtension.class)
class PathSpliceTest {

  private static final long WATCH = TimeUnit.MILLISECONDS.toNanos(800);

  private static Victims victims;

  @BeforeAll
  static void start() {
    victims = new Victims();
  }

  @AfterAll
  static void stop() {
    victims.close();
  }

  private static JsonObject as(PathPeer other, InetSocketAddress address) {
    return new JsonObject().put("id", other.signalled.getString("id")).put("key", other.signalled.getString("key"))
      .put("addresses", new JsonArray().add("127.0.0.1:" + address.getPort()));
  }

  private static void assertStaysRelayed(PathPeer peer) {
    long until = System.nanoTime() + WATCH;
    while (System.nanoTime() < until) {
      assertEquals(PathKind.RELAYED, peer.channel.path().getKind(), () -> peer.channel.path().toString());
      peer.control.poll(20);
    }
    peer.assertUndisturbed(PathKind.RELAYED, 0);
  }

  /** Otherwise data that one sends to the peer floods the other. */
  @Test
  void twoClientsAreNotMadeThePathsOfEachOther() {
    try (PathPeer toDepot = PathPeer.open(victims.net, victims.depot);
         PathPeer toShop = PathPeer.open(victims.net, victims.shop)) {
      toDepot.signal(as(toShop, toShop.target));
      toShop.signal(as(toDepot, toDepot.target));
      assertStaysRelayed(toDepot);
      assertStaysRelayed(toShop);
    }
  }

  @Test
  void aClientIsNotMadeItsOwnPath() {
    try (PathPeer peer = PathPeer.open(victims.net, victims.depot)) {
      peer.signal(as(peer, peer.target));
      assertStaysRelayed(peer);
    }
  }
}
