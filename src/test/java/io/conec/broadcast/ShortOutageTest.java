package io.conec.broadcast;

import io.conec.ConecClient;
import io.conec.test.Nat;
import io.conec.test.NoLeaksExtension;
import io.conec.test.TestNet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.conec.BroadcastRole.BOTH;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** An outage that is shorter than the time-out of a ping: no client reconnects. */
@Tag("timing")
@ExtendWith(NoLeaksExtension.class)
class ShortOutageTest {

  /** QUIC alone would wait for two or three seconds more. */
  private static final Duration OUTAGE = Duration.ofSeconds(4);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);
  private static final long MAX_DELAY_MILLIS = 1500;

  private final TestNet net = new TestNet(options -> options.setIdleTimeout(Duration.ofMinutes(2)));
  private final List<Nat> nats = new ArrayList<>();
  private final ConecClient shop = net.connect("shop");

  @AfterEach
  void close() {
    net.close();
    nats.forEach(Nat::close);
  }

  /** The ends of a broadcast of their own. */
  private record Ends(Participant direct, Participant behindNat) {

    void write(String text) {
      direct.write(text);
      behindNat.write(text);
    }

    void await(String text) {
      Awaitility.await().atMost(TestNet.DEADLINE).pollInterval(Duration.ofMillis(10))
        .until(() -> has(direct, text) && has(behindNat, text));
    }

    private static boolean has(Participant member, String text) {
      return member.events().stream().anyMatch(event -> event.toString().endsWith(text));
    }
  }

  private Ends ends(String id) {
    Nat nat = new Nat(net.coordinator().actualPort());
    nats.add(nat);
    ConecClient client = net.connect(net.clientOptions(id).setKeepAliveInterval(KEEP_ALIVE)
      .setIdleTimeout(Duration.ofMinutes(2)).setCoordinators(List.of("localhost:" + nat.port())));
    return new Ends(Participant.join(shop, id, BOTH), Participant.join(client, id, BOTH));
  }

  @Test
  void dataFlowsSoonAfterwards() {
    List<Ends> all = List.of(ends("both"), ends("outgoing"), ends("incoming"));
    all.forEach(ends -> ends.write("before"));
    all.forEach(ends -> ends.await("before"));
    nats.get(0).pass(false, false);
    nats.get(1).pass(false, true);
    nats.get(2).pass(true, false);
    all.forEach(ends -> ends.write("meanwhile"));
    Awaitility.await().pollDelay(OUTAGE).atMost(OUTAGE.multipliedBy(2)).until(() -> true);
    long end = System.nanoTime();
    nats.forEach(nat -> nat.pass(true));
    all.forEach(ends -> ends.await("meanwhile"));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - end);
    assertTrue(millis < MAX_DELAY_MILLIS, () -> millis + " ms");
  }
}
