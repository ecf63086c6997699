package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.impl.util.FairShare;
import io.conec.impl.util.RateLimit;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits how much one client may ask of another through the Coordinator. The acceptor has not asked for an
 * introduction, so when a limit is reached, the initiator is at fault and is refused. Confined to the event loop.
 */
final class IntroductionLimits {

  /**
   * The most unanswered introductions of an initiator. Acceptors answer within a round trip, so this allows many peers
   * at a time.
   */
  private static final int MAX_UNANSWERED = 256;

  /** Bytes of a certificate that count as one introduction: most certificates have less than 2 KiB. */
  private static final int CERTIFICATE_UNIT = 2048;

  private record Pair(String initiator, String acceptor) {
  }

  private final CoordinatorOptions options;
  private final Claims claims;
  /**
   * The rates of recent introductions, the least recently used first. The key is the id, so registering again does not
   * reset the rate.
   */
  private final Map<Pair, RateLimit> rates = new LinkedHashMap<>(16, 0.75f, true);

  IntroductionLimits(CoordinatorOptions options, Claims claims) {
    this.options = options;
    this.claims = claims;
  }

  /**
   * Each node checks what it knows: that of the initiator, and that of the acceptor.
   *
   * @param certificate the certificate of the initiator, DER
   * @throws ConecException when the initiator may not be introduced to the acceptor now
   */
  void check(RegisteredClient initiator, RegisteredClient acceptor, byte[] certificate) {
    if (acceptor.session().writeQueueFull()) {
      throw exceeded("'" + acceptor.id() + "' does not read what the Coordinator sends: try again later");
    }
    if (initiator.unanswered() >= MAX_UNANSWERED) {
      throw exceeded("'" + initiator.id() + "' waits for " + MAX_UNANSWERED + " introductions already: try again when"
        + " some are answered");
    }
    if (isFull(initiator)) {
      throw full(initiator);
    }
    int forOthers = FairShare.forOthers(options.getMaxChannelsPerClient());
    int free = forOthers - used(acceptor);
    if (acceptor != initiator && free <= 0) {
      throw full(acceptor);
    }
    if (!rate(initiator, acceptor).tryTake(1 + certificate.length / CERTIFICATE_UNIT)) {
      throw exceeded("'" + initiator.id() + "' opens channels to '" + acceptor.id() + "' too fast: keep channels open "
        + "and share them, or try again in a second (maxIntroductionsPerSecond of the Coordinator)");
    }
    int share = FairShare.of(options.getMaxChannelsPerPeer(), forOthers, free);
    if (opened(initiator, acceptor) >= share) {
      throw exceeded("'" + initiator.id() + "' has opened " + share + " channels to '" + acceptor.id()
        + "' already: share them (maxChannelsPerPeer of the Coordinator)");
    }
  }

  boolean isFull(RegisteredClient client) {
    return used(client) >= options.getMaxChannelsPerClient();
  }

  private int used(RegisteredClient client) {
    return client.channels().size() + claims.countOf(client);
  }

  private static long opened(RegisteredClient initiator, RegisteredClient acceptor) {
    return acceptor.channels().stream()
      .filter(channel -> channel.initiator() == initiator && channel.acceptor() == acceptor).count();
  }

  private RateLimit rate(RegisteredClient initiator, RegisteredClient acceptor) {
    Iterator<RateLimit> oldest = rates.values().iterator();
    while (oldest.hasNext() && oldest.next().isFull()) {
      oldest.remove();
    }
    return rates.computeIfAbsent(new Pair(initiator.id(), acceptor.id()),
      pair -> new RateLimit(options.getMaxIntroductionsPerSecond(), System::nanoTime));
  }

  private ConecException full(RegisteredClient client) {
    return exceeded("'" + client.id() + "' has " + used(client)
      + " channels already (maxChannelsPerClient of the Coordinator)");
  }

  private static ConecException exceeded(String message) {
    return new ConecException(ConecError.LIMIT_EXCEEDED, message);
  }
}
