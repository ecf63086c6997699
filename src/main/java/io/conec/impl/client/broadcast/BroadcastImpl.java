package io.conec.impl.client.broadcast;

import io.conec.BroadcastMessage;
import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ClientOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.client.CoordinatorConnection;
import io.conec.impl.config.Require;
import io.conec.impl.stream.ReadQueue;
import io.conec.impl.stream.StreamEvents;
import io.conec.impl.util.EventLoops;
import io.conec.impl.wire.BroadcastControl;
import io.conec.impl.wire.BroadcastControl.Join;
import io.conec.impl.wire.BroadcastControl.Joined;
import io.conec.impl.wire.BroadcastFrame;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;

/**
 * A broadcast that this client has joined. It outlives its subscriptions, of which there is one for each connection to
 * the Coordinator, and so do the messages that wait for its handler. The methods of the API may be called from any
 * thread and move to the event loop.
 */
final class BroadcastImpl implements ConecBroadcast, ClientSubscription.Listener {

  private enum State {
    /** The Coordinator has not admitted this client yet. */
    JOINING,
    JOINED,
    /** The connection was lost, and the Coordinator has not admitted this client again yet. */
    REJOINING,
    /** This side leaves, and the Coordinator has not confirmed it yet. */
    LEAVING,
    ENDED
  }

  private final ContextInternal context;
  private final ClientOptions clientOptions;
  private final CoordinatorConnection coordinator;
  private final String name;
  private final BroadcastOptions options;
  private final BroadcastClient broadcasts;
  private final BroadcastPublisher publisher;
  private final SubscriptionSource source;
  private final ReadQueue<BroadcastMessage> reader;
  private final StreamEvents events;
  private final Promise<ConecBroadcast> firstJoin = Promise.promise();
  private final Promise<Void> leavePromise;

  private volatile State state = State.JOINING;
  /** The subscription on the present connection, {@code null} while there is none. */
  private volatile ClientSubscription subscription;
  private volatile ConecException closeReason;
  private volatile Handler<Throwable> disconnectedHandler;
  private volatile Handler<Void> rejoinedHandler;
  private long broadcast = BroadcastControl.NO_BROADCAST;
  private long position;

  BroadcastImpl(ContextInternal context, ClientOptions clientOptions, CoordinatorConnection coordinator, String name,
                BroadcastOptions options, BroadcastClient broadcasts) {
    this.context = context;
    this.clientOptions = clientOptions;
    this.coordinator = coordinator;
    this.name = name;
    this.options = options;
    this.broadcasts = broadcasts;
    this.publisher = new BroadcastPublisher(context, options.getWriteQueueMaxSize());
    this.source = new SubscriptionSource(context.nettyEventLoop(), coordinator);
    this.reader = new ReadQueue<>(context, options.getOverflow(), options.getMaxBufferedMessages(), source, () -> { });
    this.events = new StreamEvents(context);
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
    return firstJoin.future().succeeded() && state != State.ENDED;
  }

  /** Subscribe on the present connection. */
  void join() {
    coordinator.openStream((quic, failure) -> {
      if (failure == null) {
        join(new ClientSubscription(context.nettyEventLoop(), quic, publisher.writeQueueMaxSize(),
          coordinator::onControlFailure, this));
      } else if (failure.error() != ConecError.COORDINATOR_LOST || state == State.JOINING) {
        failed(failure);
      }
    });
  }

  private void join(ClientSubscription opened) {
    if (state == State.ENDED) {
      opened.discard();
      return;
    }
    subscription = opened;
    subscription.join(new Join(name, options.getRole(), options.isReceiveOwnMessages(), options.getOverflow(),
      options.getMaxBufferedMessages(), publisher.sequence(), broadcast, position), clientOptions.getOpenTimeout());
    publisher.attach(subscription.writer());
  }

  @Override
  public void joined(Joined accepted) {
    int readable = clientOptions.getMaxMessageSize();
    if (options.getRole().reads() && accepted.maxMessageSize() > readable) {
      subscription.fail(new ConecException(ConecError.MESSAGE_TOO_LARGE, "a message of a broadcast may have "
        + accepted.maxMessageSize() + " bytes (maxMessageSize in broadcastLimits of the Coordinator), this client "
        + "reads at most " + readable + " (maxMessageSize)", null, "maxMessageSize"));
      return;
    }
    broadcast = accepted.broadcast();
    position = accepted.position();
    publisher.setMaxMessageSize(accepted.maxMessageSize());
    state = State.JOINED;
    source.attach(subscription, accepted.stallTimeout());
    if (accepted.dropped() > 0) {
      reader.dropped(accepted.dropped());
    }
    if (!firstJoin.tryComplete(this)) {
      events.emit(rejoinedHandler, null);
    }
  }

  @Override
  public void frame(BroadcastFrame frame) {
    position = frame.position();
    if (!options.getRole().reads()) {
      subscription.fail(new ConecException(ConecError.PROTOCOL_VIOLATION,
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
  public void drained() {
    events.drained();
  }

  /** The Coordinator has ended the subscription on this stream, if it belongs to this broadcast. */
  void cutOff(long streamId, ConecException reason) {
    ClientSubscription current = subscription;
    if (current != null && current.id() == streamId) {
      current.fail(reason);
    }
  }

  /** The connection is lost: once admitted, and unless it is leaving, the client joins again on the next one. */
  void lost(ConecException reason) {
    ConecException lost = new ConecException(ConecError.COORDINATOR_LOST,
      "the connection to the Coordinator was lost: " + reason.getMessage(), reason);
    switch (state) {
      case JOINING -> end(lost, lost);
      case JOINED -> {
        // First, because the failure of a write may call leave().
        state = State.REJOINING;
        detach(lost);
        events.emit(disconnectedHandler, lost);
      }
      case REJOINING -> detach(lost);
      case LEAVING -> {
        detach(lost);
        end(null, lost);
      }
      case ENDED -> { }
    }
  }

  /** The client closes. */
  void close(ConecException reason) {
    end(reason, reason);
  }

  @Override
  public void failed(ConecException reason) {
    if (reason.error() == ConecError.BROADCAST_UNKNOWN && state == State.REJOINING) {
      detach(reason);
      broadcasts.notCreated(this);
    } else {
      end(reason, reason);
    }
  }

  @Override
  public void left() {
    end(null, null);
  }

  /**
   * @param reason why this has ended before its time, {@code null} when this side has left
   * @param doubt  why the Coordinator may not have passed on everything, {@code null} when it has
   */
  private void end(ConecException reason, ConecException doubt) {
    if (state == State.ENDED) {
      return;
    }
    closeReason = reason;
    state = State.ENDED;
    detach(reason != null ? reason
      : new ConecException(ConecError.STREAM_CLOSED, "this side has left the broadcast '" + name + "'"));
    // First, because a handler may join again.
    broadcasts.ended(this);
    reader.close();
    if (reason == null) {
      reader.end();
    }
    events.closed(reason);
    firstJoin.tryFail(reason != null ? reason : new ConecException(ConecError.CLOSED, "the client was closed"));
    if (doubt == null) {
      leavePromise.complete();
    } else {
      leavePromise.fail(doubt);
    }
  }

  /** There is no subscription now. */
  private void detach(ConecException reason) {
    ClientSubscription current = subscription;
    subscription = null;
    source.detach();
    publisher.detach(reason);
    if (current != null) {
      current.lost(reason);
    }
  }

  @Override
  public Future<Void> leave() {
    EventLoops.run(context, this::leaveNow);
    return leavePromise.future();
  }

  private void leaveNow() {
    if (state == State.LEAVING || state == State.ENDED) {
      return;
    }
    reader.close();
    if (subscription != null) {
      state = State.LEAVING;
      subscription.leave();
    } else {
      end(null, new ConecException(ConecError.COORDINATOR_LOST,
        "there is no connection to the Coordinator, which may not have passed on everything"));
    }
  }

  @Override
  public Future<Void> write(Buffer data) {
    return options.getRole().sends() ? publisher.write(data)
      : context.failedFuture(new IllegalStateException("this side has joined the broadcast '" + name
        + "' as a READER: join it with the role BOTH or SENDER to write"));
  }

  @Override
  public boolean writeQueueFull() {
    return publisher.isFull();
  }

  @Override
  public ConecBroadcast setWriteQueueMaxSize(int maxSize) {
    publisher.setWriteQueueMaxSize(Require.positive("maxSize", maxSize));
    return this;
  }

  @Override
  public ConecBroadcast drainHandler(Handler<Void> handler) {
    events.drainHandler(handler);
    if (handler != null) {
      publisher.drainHandlerSet();
    }
    return this;
  }

  @Override
  public ConecBroadcast handler(Handler<BroadcastMessage> handler) {
    reader.handler(handler);
    return this;
  }

  @Override
  public ConecBroadcast droppedHandler(Handler<Long> handler) {
    reader.droppedHandler(handler);
    return this;
  }

  @Override
  public ConecBroadcast endHandler(Handler<Void> handler) {
    reader.endHandler(handler);
    return this;
  }

  @Override
  public ConecBroadcast pause() {
    reader.pause();
    return this;
  }

  @Override
  public ConecBroadcast fetch(long amount) {
    reader.fetch(amount);
    return this;
  }

  @Override
  public ConecBroadcast disconnectedHandler(Handler<Throwable> handler) {
    disconnectedHandler = handler;
    return this;
  }

  @Override
  public ConecBroadcast rejoinedHandler(Handler<Void> handler) {
    rejoinedHandler = handler;
    return this;
  }

  @Override
  public ConecBroadcast exceptionHandler(Handler<Throwable> handler) {
    events.exceptionHandler(handler);
    return this;
  }

  @Override
  public ConecBroadcast closeHandler(Handler<Void> handler) {
    events.closeHandler(handler);
    return this;
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
    return state == State.JOINED || state == State.LEAVING && subscription != null;
  }

  @Override
  public Throwable closeReason() {
    return closeReason;
  }
}
