package io.conec.impl.client.broadcast;

import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ClientOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.client.CoordinatorConnection;
import io.conec.impl.config.Require;
import io.conec.impl.stream.FramedStream;
import io.conec.impl.util.EventLoops;
import io.conec.impl.wire.BroadcastControl;
import io.conec.impl.wire.BroadcastControl.Join;
import io.conec.impl.wire.BroadcastControl.Joined;
import io.conec.impl.wire.BroadcastControl.Progress;
import io.conec.impl.wire.BroadcastFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;

/**
 * A broadcast that this client has joined. It outlives its subscriptions, of which there is one for each connection to
 * the Coordinator. The methods of the API may be called from any thread and move to the event loop.
 */
final class BroadcastImpl extends BroadcastHandlers implements ClientSubscription.Listener {

  private final ClientOptions clientOptions;
  private final CoordinatorConnection coordinator;
  private final String name;
  private final BroadcastOptions options;
  private final TakenMessages taken = new TakenMessages();
  private final BroadcastClient broadcasts;
  private final Promise<ConecBroadcast> firstJoin = Promise.promise();
  private final Promise<Void> leavePromise;

  /** The subscription on the present connection, {@code null} while there is none. */
  private volatile ClientSubscription subscription;
  private volatile boolean joined;
  private volatile ConecException closeReason;
  private long broadcast = BroadcastControl.NO_BROADCAST;
  private long position;
  private boolean leaving;
  private volatile boolean closed;

  BroadcastImpl(ContextInternal context, ClientOptions clientOptions, CoordinatorConnection coordinator, String name,
                BroadcastOptions options, BroadcastClient broadcasts) {
    super(context, options);
    this.clientOptions = clientOptions;
    this.coordinator = coordinator;
    this.name = name;
    this.options = options;
    this.broadcasts = broadcasts;
    this.leavePromise = context.promise();
  }

  /**
   * @return completed with this when the Coordinator has admitted it for the first time
   */
  Future<ConecBroadcast> firstJoin() {
    return firstJoin.future();
  }

  /**
   * @return whether the Coordinator has admitted it once, and it has not ended; from any thread
   */
  boolean isAdmitted() {
    return firstJoin.future().succeeded() && !closed;
  }

  /** Subscribe on the present connection. */
  void join() {
    coordinator.openStream((quic, failure) -> {
      if (failure == null) {
        join(new ClientSubscription(context.nettyEventLoop(), quic, sender.writeQueueMaxSize(),
          coordinator::onControlFailure,
          this));
      } else if (failure.error() != ConecError.COORDINATOR_LOST || !isAdmitted()) {
        failed(failure);
      }
    });
  }

  private void join(ClientSubscription opened) {
    if (closed) {
      opened.discard();
      return;
    }
    subscription = opened;
    subscription.join(new Join(name, options.getRole(), options.isOwnMessages(), options.getOverflow(),
      options.getMaxBufferedMessages(), sender.sequence(), broadcast, position), clientOptions.getOpenTimeout());
    sender.attach(subscription.writer());
  }

  @Override
  public void joined(Joined accepted) {
    if (leaving) {
      return;
    }
    int readable = clientOptions.getMaxMessageSize();
    if (options.getRole().reads() && accepted.maxMessageSize() > readable) {
      subscription.giveUp(new ConecException(ConecError.MESSAGE_TOO_LARGE, "a message of a broadcast may have "
        + accepted.maxMessageSize() + " bytes (maxMessageSize in broadcastLimits of the Coordinator), this client "
        + "reads at most " + readable + " (maxMessageSize)", null, "maxMessageSize"));
      return;
    }
    broadcast = accepted.broadcast();
    position = accepted.position();
    sender.setMaxMessageSize(accepted.maxMessageSize());
    taken.reset(accepted.stallTimeout());
    joined = true;
    sourceChanged();
    if (accepted.dropped() > 0) {
      reader.dropped(accepted.dropped());
    }
    if (!firstJoin.tryComplete(this)) {
      emitRejoined();
    }
  }

  @Override
  public void frame(BroadcastFrame frame) {
    position = frame.position();
    if (!options.getRole().reads()) {
      subscription.giveUp(new ConecException(ConecError.PROTOCOL_VIOLATION,
        "a message came for a SENDER of a broadcast"));
    } else if (frame.sender() == null) {
      reader.dropped(frame.number());
    } else {
      reader.add(new ReceivedMessage(frame.sender(), frame.number(), frame.body()));
    }
  }

  @Override
  public void framesRead() {
    coordinator.heard();
  }

  @Override
  void takenWhilePaused() {
    long count = taken.taken();
    if (count > 0) {
      context.nettyEventLoop().execute(() -> {
        if (joined) {
          coordinator.send(new Progress(subscription.id(), count));
        }
      });
    }
  }

  @Override
  public void drained() {
    events.drained();
  }

  /** The Coordinator has ended the subscription on this stream, if it belongs to this broadcast. */
  void cutOff(long streamId, ConecException reason) {
    ClientSubscription current = subscription;
    if (current != null && current.id() == streamId) {
      current.giveUp(reason);
    }
  }

  /** The connection is lost: unless it is leaving, the client joins again on the next connection. */
  void lost(ConecException reason) {
    ConecException lost = new ConecException(ConecError.COORDINATOR_LOST,
      "the connection to the Coordinator was lost: " + reason.getMessage(), reason);
    boolean wasJoined = joined;
    drop(lost);
    if (!firstJoin.future().isComplete()) {
      failed(lost);
    } else if (leaving) {
      finish(null);
      leavePromise.tryFail(lost);
    } else if (wasJoined) {
      emitDisconnected(lost);
    }
  }

  /** The client closes. */
  void close(ConecException reason) {
    drop(reason);
    failed(reason);
  }

  private void drop(ConecException reason) {
    ClientSubscription current = subscription;
    detach(reason);
    if (current != null) {
      current.lost(reason);
    }
  }

  private void detach(ConecException reason) {
    subscription = null;
    joined = false;
    sender.detach(reason);
  }

  @Override
  public void failed(ConecException reason) {
    if (reason.error() == ConecError.BROADCAST_UNKNOWN && isAdmitted() && !leaving) {
      detach(reason);
      broadcasts.notCreated(this);
      return;
    }
    finish(reason);
    firstJoin.tryFail(reason);
    leavePromise.tryFail(reason);
  }

  @Override
  public void left() {
    finish(null);
    firstJoin.tryFail(new ConecException(ConecError.CLOSED, "the client was closed"));
    leavePromise.tryComplete();
  }

  private void finish(ConecException reason) {
    if (closed) {
      return;
    }
    closed = true;
    closeReason = reason;
    detach(reason != null ? reason
      : new ConecException(ConecError.STREAM_CLOSED, "this side has left the broadcast '" + name + "'"));
    // First, because a handler may join again.
    broadcasts.ended(this);
    reader.close();
    if (reason == null) {
      reader.end();
    }
    events.closed(reason);
  }

  @Override
  public Future<Void> leave() {
    EventLoops.run(context, this::leaveNow);
    return leavePromise.future();
  }

  private void leaveNow() {
    if (closed || leaving) {
      return;
    }
    leaving = true;
    reader.close();
    if (subscription != null) {
      subscription.leave();
    } else {
      finish(null);
      leavePromise.tryFail(new ConecException(ConecError.COORDINATOR_LOST,
        "there is no connection to the Coordinator, which may not have passed on everything"));
    }
  }

  @Override
  public Future<Void> write(Buffer data) {
    return options.getRole().sends() ? sender.write(data)
      : context.failedFuture(new IllegalStateException("this side has joined the broadcast '" + name
        + "' as a READER: join it with the role BOTH or SENDER to write"));
  }

  @Override
  public boolean writeQueueFull() {
    return sender.isFull();
  }

  @Override
  public ConecBroadcast setWriteQueueMaxSize(int maxSize) {
    sender.setWriteQueueMaxSize(Require.positive("maxSize", maxSize));
    return this;
  }

  @Override
  FramedStream source() {
    ClientSubscription current = subscription;
    return current == null ? null : current.source();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public BroadcastRole role() {
    return options.getRole();
  }

  @Override
  public boolean isJoined() {
    return joined;
  }

  @Override
  public Throwable closeReason() {
    return closeReason;
  }
}
