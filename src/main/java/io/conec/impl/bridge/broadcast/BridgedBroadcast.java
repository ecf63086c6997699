package io.conec.impl.bridge.broadcast;

import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.bridge.BroadcastMapping;
import io.conec.bridge.ConecBridgeEventType;
import io.conec.impl.bridge.BridgeState;
import io.conec.impl.bridge.EventSubject;
import io.conec.impl.bridge.Failures;
import io.conec.impl.bridge.RetryTimer;
import io.vertx.core.Future;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A joined broadcast that all its mappings share. It is joined again whenever it has ended, and when the mappings need
 * another role.
 */
final class BridgedBroadcast {

  private enum State {
    /** It is being joined, for the first time or in another role: messages wait. */
    JOINING,
    JOINED,
    /** It has ended or could not be joined, and the next attempt is due: messages are dropped. */
    AWAY,
    CLOSED
  }

  private static final Logger LOG = LoggerFactory.getLogger(BridgedBroadcast.class);

  private final BridgeState bridge;
  private final BroadcastMapping shared;
  private final List<BroadcastMapping> mappings = new ArrayList<>();
  private final BroadcastWriter writer;
  private final BroadcastReader reader;
  private final RetryTimer reopening;
  /** Addresses that were reported to the event handler as open. */
  private final List<String> open = new ArrayList<>();
  private State state = State.JOINING;
  /** {@code null} unless it is joined. */
  private ConecBroadcast broadcast;
  /** The last error that was reported to the event handler and the log, so that it is reported once. */
  private ConecError reported;

  /**
   * @param shared the first mapping; the others must have the same overflow policy and sizes
   */
  BridgedBroadcast(BridgeState bridge, BroadcastMapping shared) {
    this.bridge = bridge;
    this.shared = shared;
    this.writer = new BroadcastWriter(bridge, name(), shared.getMaxQueuedBytes());
    this.reader = new BroadcastReader(bridge, shared, this::addressesIn);
    this.reopening = new RetryTimer(bridge, this::join);
    mappings.add(shared);
  }

  void start() {
    join();
  }

  private String name() {
    return shared.getName();
  }

  BroadcastWriter writer() {
    return writer;
  }

  List<BroadcastMapping> mappings() {
    return mappings;
  }

  private List<String> addressesIn() {
    return mappings.stream().filter(mapping -> mapping.getDirection().isIn()).map(BroadcastMapping::getAddress)
      .toList();
  }

  private BroadcastRole neededRole() {
    boolean in = mappings.stream().anyMatch(mapping -> mapping.getDirection().isIn());
    boolean out = mappings.stream().anyMatch(mapping -> mapping.getDirection().isOut());
    return in && out ? BroadcastRole.BOTH : in ? BroadcastRole.READER : BroadcastRole.SENDER;
  }

  // Mappings

  boolean isMapped(String address) {
    return mappings.stream().anyMatch(mapping -> mapping.getAddress().equals(address));
  }

  boolean agreesWith(BroadcastMapping mapping) {
    return mapping.getOverflow() == shared.getOverflow()
      && mapping.getMaxBufferedMessages() == shared.getMaxBufferedMessages()
      && mapping.getMaxQueuedBytes() == shared.getMaxQueuedBytes();
  }

  void add(BroadcastMapping mapping) {
    mappings.add(mapping);
    changed();
  }

  /** The caller has to call {@link #close()} after the last mapping. */
  void remove(String address) {
    mappings.removeIf(mapping -> mapping.getAddress().equals(address));
    if (open.remove(address)) {
      report(ConecBridgeEventType.BROADCAST_LEFT, address, ConecError.CLOSED);
    }
    if (!mappings.isEmpty()) {
      changed();
    }
  }

  private void changed() {
    if (state != State.JOINED) {
      return;
    }
    if (broadcast.role() == neededRole()) {
      tellOpen();
    } else {
      ConecBroadcast left = notJoined(State.JOINING);
      writer.joining();
      tellClosed(ConecError.CLOSED);
      rejoin(left);
    }
  }

  // Joining

  private void join() {
    if (state == State.CLOSED) {
      return;
    }
    BroadcastOptions options = new BroadcastOptions()
      .setRole(neededRole())
      .setReceiveOwnMessages(false)
      .setOverflow(shared.getOverflow())
      .setMaxBufferedMessages(shared.getMaxBufferedMessages())
      .setWriteQueueMaxSize(shared.getMaxQueuedBytes());
    bridge.client().joinBroadcast(name(), options).onComplete((joined, failure) -> bridge.context().emit(v -> {
      if (failure == null) {
        joined(joined);
      } else if (state != State.CLOSED) {
        failed(failure);
      }
    }));
  }

  private void joined(ConecBroadcast joined) {
    if (state == State.CLOSED) {
      joined.leave();
    } else if (joined.role() != neededRole()) {
      rejoin(joined);
    } else {
      state = State.JOINED;
      broadcast = joined;
      reported = null;
      reopening.opened();
      joined.disconnectedHandler(reason -> bridge.context().emit(joined, this::disconnected));
      joined.rejoinedHandler(v -> bridge.context().emit(e -> tellOpen()));
      joined.closeHandler(v -> bridge.context().emit(joined, this::lost));
      if (joined.role().reads()) {
        reader.start(joined);
      }
      writer.joined(joined);
      tellOpen();
    }
  }

  /**
   * @return what was joined before, {@code null} if nothing was
   */
  private ConecBroadcast notJoined(State next) {
    ConecBroadcast left = broadcast;
    broadcast = null;
    state = next;
    return left;
  }

  private void rejoin(ConecBroadcast left) {
    left.leave().onComplete((v, failure) -> bridge.context().emit(e -> join()));
  }

  /** The broadcast joins again by itself; meanwhile its writes fail. */
  private void disconnected(ConecBroadcast disconnected) {
    if (broadcast == disconnected) {
      tellClosed(ConecError.COORDINATOR_LOST);
    }
  }

  private void lost(ConecBroadcast lost) {
    if (broadcast == lost) {
      notJoined(State.AWAY);
      Throwable reason = lost.closeReason();
      reported = reason == null ? ConecError.STREAM_CLOSED : Failures.error(reason);
      tellClosed(reported);
      away(reported);
    }
  }

  private void failed(Throwable failure) {
    state = State.AWAY;
    ConecError error = Failures.error(failure);
    if (error != reported) {
      reported = error;
      LOG.warn("Cannot join broadcast '" + name() + "', trying again: " + failure.getMessage());
      List.copyOf(mappings).forEach(mapping -> report(ConecBridgeEventType.BROADCAST_LEFT, mapping.getAddress(),
        error));
    }
    away(error);
  }

  private void away(ConecError reason) {
    writer.away(reason);
    reopening.schedule();
  }

  /**
   * Settle the messages that wait for a decision or for the broadcast first. Without a mapping no more messages are
   * received.
   */
  Future<Void> close() {
    Future<Void> read = mappings.isEmpty() ? bridge.context().succeededFuture() : reader.settle();
    return Future.join(writer.settle(), read).compose(settled -> closeNow());
  }

  private Future<Void> closeNow() {
    ConecBroadcast left = notJoined(State.CLOSED);
    reopening.stop();
    tellClosed(ConecError.CLOSED);
    mappings.clear();
    writer.away(ConecError.CLOSED);
    return left == null ? bridge.context().succeededFuture() : leave(left);
  }

  private Future<Void> leave(ConecBroadcast left) {
    boolean joined = left.isJoined();
    Future<Void> ended = left.leave().timeout(BridgeState.CLOSE_SECONDS, TimeUnit.SECONDS);
    if (!joined) {
      // Messages that were published have been dropped and reported already.
      return ended.otherwiseEmpty();
    }
    return ended.recover(failure -> Future.failedFuture(failure instanceof TimeoutException
      ? new ConecException(ConecError.TIMEOUT, "the Coordinator has not confirmed within " + BridgeState.CLOSE_SECONDS
        + " s what was published for broadcast '" + name() + "'", failure)
      : failure));
  }

  // Events

  /** The event handler may add and remove mappings. */
  private void tellOpen() {
    for (BroadcastMapping mapping : List.copyOf(mappings)) {
      String address = mapping.getAddress();
      if (state == State.JOINED && broadcast.isJoined() && isMapped(address) && !open.contains(address)) {
        open.add(address);
        report(ConecBridgeEventType.BROADCAST_JOINED, address, null);
      }
    }
  }

  private void tellClosed(ConecError error) {
    List<String> addresses = List.copyOf(open);
    open.clear();
    addresses.forEach(address -> report(ConecBridgeEventType.BROADCAST_LEFT, address, error));
  }

  private void report(ConecBridgeEventType type, String address, ConecError error) {
    bridge.events().report(bridge.context(), type, new EventSubject(null, address, name()), error, () -> null);
  }
}
