package io.conec.impl.client;

import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ClientOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.channel.FramedStream;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.wire.BroadcastControl;
import io.conec.impl.wire.BroadcastControl.Join;
import io.conec.impl.wire.BroadcastControl.Joined;
import io.conec.impl.wire.BroadcastFrame;
import io.conec.impl.wire.FrameReader;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;

import java.util.function.Consumer;

/**
 * A client's part in a broadcast, over all the memberships that it takes: one for each connection to the Coordinator.
 * The methods of the API come from any thread and move to the event loop.
 */
final class BroadcastImpl extends BroadcastHandlers implements BroadcastStream.Listener {

  private final ClientOptions clientOptions;
  private final String name;
  private final BroadcastOptions options;
  private final Consumer<BroadcastImpl> ended;
  private final Promise<ConecBroadcast> firstJoin = Promise.promise();
  private final Promise<Void> leavePromise;

  /** The membership on the present connection, {@code null} while there is none. */
  private volatile BroadcastStream stream;
  private volatile boolean joined;
  private volatile int maxMessageSize;
  private volatile int writeQueueMaxSize;
  private volatile ConecException closeReason;
  private long broadcast = BroadcastControl.NO_BROADCAST;
  private long position;
  private long sequence;
  private boolean leaving;
  private boolean closed;

  /**
   * @param ended told when this is over
   */
  BroadcastImpl(ContextInternal context, ClientOptions clientOptions, String name, BroadcastOptions options,
                Consumer<BroadcastImpl> ended) {
    super(context, options.getOverflow(), options.getBufferSize());
    this.clientOptions = clientOptions;
    this.name = name;
    this.options = options;
    this.ended = ended;
    this.leavePromise = context.promise();
    this.writeQueueMaxSize = options.getWriteQueueMaxSize();
  }

  /**
   * @return this, when the Coordinator has let it in for the first time
   */
  Future<ConecBroadcast> firstJoin() {
    return firstJoin.future();
  }

  /** Become a member on the present connection. */
  void join(CoordinatorLink link) {
    link.openStream((quic, failure) -> {
      if (failure != null) {
        failed(failure);
      } else if (closed) {
        quic.end(FrameReader.ABANDONED_MARK);
      } else {
        join(quic);
      }
    });
  }

  private void join(QuicStream quic) {
    BroadcastStream membership =
      new BroadcastStream(context.nettyEventLoop(), quic, writeQueueMaxSize, this);
    stream = membership;
    membership.join(new Join(name, options.getRole(), options.isOwnMessages(), options.getOverflow(),
      options.getBufferSize(), sequence, broadcast, position), clientOptions.getOpenTimeout());
  }

  @Override
  public void joined(Joined accepted) {
    int readable = clientOptions.getMaxMessageSize();
    if (options.getRole().reads() && accepted.maxMessageSize() > readable) {
      stream.giveUp(new ConecException(ConecError.MESSAGE_TOO_LARGE, "a message of a broadcast may have "
        + accepted.maxMessageSize() + " bytes (maxMessageSize in broadcastLimits of the Coordinator), this client reads "
        + "at most " + readable + " (maxMessageSize)"));
      return;
    }
    broadcast = accepted.broadcast();
    position = accepted.position();
    maxMessageSize = accepted.maxMessageSize();
    joined = true;
    sourceChanged();
    if (accepted.missed() > 0) {
      reader.missed(accepted.missed());
    }
    firstJoin.tryComplete(this);
  }

  @Override
  public void frame(BroadcastFrame frame) {
    position = frame.position();
    if (frame.sender() == null) {
      reader.missed(frame.number());
    } else {
      reader.add(new ReceivedMessage(frame.sender(), frame.number(), frame.body()));
    }
  }

  @Override
  public void drained() {
    events.drained();
  }

  /** The Coordinator has ended the membership on this stream, if it is ours. */
  void cutOff(long streamId, ConecException reason) {
    BroadcastStream current = stream;
    if (current != null && current.id() == streamId) {
      current.giveUp(reason);
    }
  }

  /** The connection is lost: a member that is not leaving joins again on the next. */
  void lost(ConecException reason) {
    ConecException lost = new ConecException(ConecError.COORDINATOR_LOST,
      "the connection to the Coordinator was lost: " + reason.getMessage(), reason);
    drop(lost);
    if (!firstJoin.future().isComplete()) {
      failed(lost);
    } else if (leaving) {
      leavePromise.tryFail(lost);
      finish(null);
    }
  }

  private void drop(ConecException reason) {
    BroadcastStream current = stream;
    stream = null;
    joined = false;
    if (current != null) {
      current.lost(reason);
    }
  }

  /** The client closes. */
  void close(ConecException reason) {
    drop(reason);
    failed(reason);
  }

  @Override
  public void failed(ConecException reason) {
    firstJoin.tryFail(reason);
    leavePromise.tryFail(reason);
    finish(reason);
  }

  @Override
  public void left() {
    leavePromise.tryComplete();
    finish(null);
  }

  private void finish(ConecException reason) {
    if (closed) {
      return;
    }
    closed = true;
    closeReason = reason;
    stream = null;
    joined = false;
    reader.close();
    if (reason == null) {
      reader.end();
    }
    events.closed(reason);
    ended.accept(this);
  }

  @Override
  public Future<Void> leave() {
    execute(() -> {
      if (closed || leaving) {
        return;
      }
      leaving = true;
      reader.close();
      if (stream == null) {
        left();
      } else {
        stream.leave();
      }
    });
    return leavePromise.future();
  }

  @Override
  public Future<Void> write(Buffer data) {
    if (!options.getRole().sends()) {
      return context.failedFuture(new IllegalStateException("this side has joined the broadcast '" + name
        + "' as a READER: join it with the role BOTH or SENDER to write"));
    }
    ByteBuf body = ((BufferInternal) data).getByteBuf();
    int length = body.readableBytes();
    if (length > maxMessageSize) {
      return context.failedFuture(new ConecException(ConecError.MESSAGE_TOO_LARGE, "a message of " + length
        + " bytes: broadcasts take at most " + maxMessageSize + " (maxMessageSize in broadcastLimits of the "
        + "Coordinator)"));
    }
    Promise<Void> promise = context.promise();
    BroadcastStream current = stream;
    if (current != null) {
      current.writer().announce(length);
    }
    execute(() -> send(current, body, promise));
    return promise.future();
  }

  /**
   * @param announced where the message was counted when it was written; another membership may have begun meanwhile
   */
  private void send(BroadcastStream announced, ByteBuf body, Promise<Void> promise) {
    sequence++;
    BroadcastStream current = stream;
    if (current == null) {
      promise.fail(unsent());
      return;
    }
    if (current != announced) {
      current.writer().announce(body.readableBytes());
    }
    current.writer().write(body, promise);
  }

  private ConecException unsent() {
    if (!closed) {
      return new ConecException(ConecError.COORDINATOR_LOST,
        "the message was not sent: there is no connection to the Coordinator now");
    }
    return closeReason != null ? closeReason
      : new ConecException(ConecError.STREAM_CLOSED, "this side has left the broadcast '" + name + "'");
  }

  @Override
  public boolean writeQueueFull() {
    BroadcastStream current = stream;
    boolean full = current != null && current.writer().isFull();
    if (full) {
      execute(current.writer()::awaitDrain);
    }
    return full;
  }

  @Override
  public ConecBroadcast setWriteQueueMaxSize(int maxSize) {
    writeQueueMaxSize = maxSize;
    BroadcastStream current = stream;
    if (current != null) {
      current.writer().setMaxQueuedBytes(maxSize);
    }
    return this;
  }

  @Override
  FramedStream source() {
    BroadcastStream current = stream;
    return current == null ? null : current.source();
  }

  private void execute(Runnable task) {
    if (context.nettyEventLoop().inEventLoop()) {
      task.run();
    } else {
      context.nettyEventLoop().execute(task);
    }
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
