package io.conec.impl.channel;

import io.netty.buffer.Unpooled;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.concurrent.InboundMessageQueue;
import io.conec.impl.transport.QuicStream;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The messages on their way to the handler of a stream: demand, back-pressure towards QUIC, and the end after the last.
 */
final class MessageReader extends InboundMessageQueue<byte[]> {

  /** Messages held for a paused reader before QUIC is paused too; each may be as large as the limit. */
  private static final int LOW_WATER_MARK = 1;
  private static final int HIGH_WATER_MARK = 4;

  private final ContextInternal context;
  private final QuicStream stream;
  private final Runnable endDelivered;
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicBoolean endFired = new AtomicBoolean();
  private volatile boolean ended;
  private volatile Handler<Buffer> handler;
  private volatile Handler<Void> endHandler;
  /** What was asked for before there was a handler. */
  private long demand = Long.MAX_VALUE;
  private boolean started;

  /**
   * @param endDelivered told, on the context, when the end handler has been called
   */
  MessageReader(ContextInternal context, QuicStream stream, Runnable endDelivered) {
    super(context.eventLoop(), context.executor(), LOW_WATER_MARK, HIGH_WATER_MARK);
    this.context = context;
    this.stream = stream;
    this.endDelivered = endDelivered;
    super.pause();
  }

  /** Messages flow from the first time that there is a handler, so that none is missed before. */
  synchronized void handler(Handler<Buffer> handler) {
    this.handler = handler;
    if (handler != null && !started) {
      started = true;
      fetch(demand);
    }
  }

  /** Called at once when the end has passed, so that nobody waits for it in vain. */
  void endHandler(Handler<Void> handler) {
    context.execute(() -> {
      endHandler = handler;
      if (handler != null && endFired.get()) {
        context.dispatch(null, handler);
      }
    });
  }

  synchronized void pauseReading() {
    demand = 0;
    pause();
  }

  synchronized void fetchMessages(long amount) {
    if (started) {
      fetch(amount);
    } else {
      demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    }
  }

  /** A message has arrived; on the event loop. */
  void message(byte[] body) {
    queued.incrementAndGet();
    write(body);
  }

  /** The last message has arrived; on the event loop. */
  void end() {
    ended = true;
    context.execute(this::fireEndAfterLast);
  }

  @Override
  protected void handleMessage(byte[] body) {
    Handler<Buffer> current = handler;
    if (current != null) {
      context.dispatch(BufferInternal.buffer(Unpooled.wrappedBuffer(body)), current);
    }
    queued.decrementAndGet();
    fireEndAfterLast();
  }

  private void fireEndAfterLast() {
    if (ended && queued.get() == 0 && endFired.compareAndSet(false, true)) {
      Handler<Void> current = endHandler;
      if (current != null) {
        context.dispatch(null, current);
      }
      endDelivered.run();
    }
  }

  @Override
  protected void handlePause() {
    stream.pause();
  }

  @Override
  protected void handleResume() {
    stream.resume();
  }
}
