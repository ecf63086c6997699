package io.conec.impl.coordinator;

import io.conec.impl.coordinator.ModelExplorer.Choice;
import io.conec.impl.wire.ControlMessage.Claim;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A channel whose ends move between nodes, in all orders of a bounded number of events, while a third client claims it:
 * it is relayed between its ends only, and in the end at the nodes of both, or not at all.
 */
class ChannelModelTest {

  private static final long CHANNEL = 7;

  private static final long CLAIM_WAITS = 1 + Claims.PEER_MAY_FOLLOW.toMillis();

  private static final class Channel extends ModelRun {

    private final ModelProcess shop;
    private final ModelProcess depot;
    private final ModelProcess restarted;
    private final ModelProcess thief;
    /** The thief, who knows the id, has a channel to itself with this id: then it is not free for its ends. */
    private boolean squatted;
    private final boolean all;

    /** @param all whether messages and nodes are lost, too, and the thief tries everything */
    Channel(int nodes, boolean all) {
      super(new ModelWorld(new int[nodes]), all);
      this.all = all;
      shop = world.process("shop", "shop", ModelWorld.FIRST);
      depot = world.process("depot", "depot", ModelWorld.ACCEPTOR);
      restarted = world.process("restarted", "depot", ModelWorld.ACCEPTOR);
      thief = world.process("thief", "thief", ModelWorld.HOSTILE);
      shop.channels.put(CHANNEL, new Claim(CHANNEL, "depot", true));
      depot.channels.put(CHANNEL, new Claim(CHANNEL, "shop", false));
      world.connect(shop, 0);
      world.connect(depot, 1);
      world.connect(thief, nodes - 1);
      world.deliverAll(false);
      assertRelayed();
    }

    @Override
    void addEvents(List<Choice> choices) {
      for (int node = 0; node < world.nodes.size(); node++) {
        addMove(choices, shop, node);
        addMove(choices, depot, node);
        if (all) {
          addMove(choices, thief, node);
        }
      }
      addClaim(choices, "depot", true);
      addClaim(choices, "shop", false);
      if (all) {
        addClaim(choices, "depot", false);
        addClaim(choices, "shop", true);
        addClaim(choices, "thief", true);
      }
      if (depot.isRunning()) {
        add(choices, "depot restarts", () -> {
          int node = depot.node.index;
          world.kill(depot);
          world.connect(restarted, node);
        });
      }
    }

    private void addClaim(List<Choice> choices, String peer, boolean initiator) {
      if (thief.current != null && thief.current.isRegistered()) {
        add(choices, "thief claims with " + peer + (initiator ? " as initiator" : ""),
          () -> world.claim(thief, new Claim(CHANNEL, peer, initiator)));
      }
    }

    /** Nobody but its ends has any part of the channel, unless both parts. */
    @Override
    public void check() {
      for (ModelNode node : world.nodes) {
        RelayedChannel channel = node.relay.get(CHANNEL);
        if (channel != null) {
          String ends = channel.initiator().id() + " " + channel.acceptor().id();
          squatted |= ends.equals("thief thief");
          assertTrue(ends.equals("thief thief") || ends.equals("shop depot"), ends);
        }
      }
    }

    @Override
    public void settle(boolean order) {
      world.settle(order, CLAIM_WAITS, this::sendOverRelay);
      check();
      if (squatted) {
        return;
      }
      if (depot.isRunning()) {
        assertRelayed();
      } else {
        assertNull(shop.channels.get(CHANNEL), "the channel to a process that is gone has not ended");
        world.nodes.forEach(node -> assertNull(node.relay.get(CHANNEL)));
      }
    }

    /** A client whose datagrams the relay refuses claims the channel again. */
    private void sendOverRelay(ModelProcess process) {
      ModelSession session = process.current;
      for (Claim claim : List.copyOf(process.channels.values())) {
        if (session != null && session.isRegistered() && !isAccepted(session, claim)) {
          world.claim(process, claim);
        }
      }
    }

    private static boolean isAccepted(ModelSession session, Claim claim) {
      RelayedChannel channel = session.node.relay.get(claim.channel());
      return channel != null && (claim.initiator() ? channel.initiator() : channel.acceptor()) == session.client();
    }

    private void assertRelayed() {
      assertNotNull(shop.channels.get(CHANNEL), "the channel of the initiator has ended");
      assertNotNull(depot.channels.get(CHANNEL), "the channel of the acceptor has ended");
      assertRelayedAt(shop);
      assertRelayedAt(depot);
    }

    private void assertRelayedAt(ModelProcess process) {
      RelayedChannel channel = process.current.node.relay.get(CHANNEL);
      assertNotNull(channel, "not relayed at the node of '" + process.name + "'");
      assertEnd(process.current.node, shop, channel.initiator());
      assertEnd(process.current.node, depot, channel.acceptor());
    }

    private static void assertEnd(ModelNode node, ModelProcess process, RegisteredClient end) {
      if (process.current.node == node) {
        assertSame(process.current, end.session());
      } else {
        assertEquals(ModelBus.name(process.current.node.index), end.remoteSession().node().id());
      }
    }
  }

  private static void explore(int events, int nodes, boolean all) {
    ModelExplorer explorer = new ModelExplorer(() -> new Channel(nodes, all));
    for (int count = 1; count <= events; count++) {
      explorer.explore(count);
    }
    System.out.println(events + " events at " + nodes + " nodes: " + explorer.figures());
  }

  private static void replay(String... path) {
    new ModelExplorer(() -> new Channel(3, true)).replay(path);
  }

  /** Each is confirmed by the node that the other has left. */
  @Test
  void bothEndsChangePlaces() {
    replay("depot at 0", "deliver 02", "shop at 1");
  }

  @Test
  void anAnswerIsLostInASplit() {
    replay("shop at 2", "deliver 20", "deliver 02", "deliver 21", "deliver 12", "split 1");
  }

  @Test
  void threeNodes() {
    explore(2, 3, false);
  }

  @Tag("soak")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  @Test
  void moreEvents() {
    explore(3, 2, true);
    explore(2, 3, true);
  }
}
