package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.bridge.ConecBridgeEvent;
import io.conec.bridge.ConecBridgeEventType;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;

import java.util.function.Supplier;

/**
 * Calls the event handler, if there is one.
 */
public final class Events {

  /** The decision on a message. */
  @FunctionalInterface
  public interface Decision {
    /**
     * @param refusal     why the message is refused, {@code null} when it is permitted
     * @param replacement the changes of the handler, {@code null} for none
     */
    void handle(ConecError refusal, Replacement replacement);
  }

  private volatile Handler<ConecBridgeEvent> handler;

  void handler(Handler<ConecBridgeEvent> handler) {
    this.handler = handler;
  }

  public boolean isWatched() {
    return handler != null;
  }

  void ask(ContextInternal context, ConecBridgeEventType type, EventSubject subject, Supplier<JsonObject> raw,
           Decision decision) {
    BridgeEventImpl event = new BridgeEventImpl(context.promise(), type, subject, null, raw);
    event.future().onComplete((permitted, failure) -> {
      if (failure == null && Boolean.TRUE.equals(permitted)) {
        permit(context, event.replacement(), raw, decision);
      } else {
        decision.handle(ConecError.BUS_NOT_PERMITTED, null);
      }
    });
    emit(context, event);
  }

  private static void permit(ContextInternal context, JsonObject replacement, Supplier<JsonObject> original,
                             Decision decision) {
    Replacement read;
    try {
      read = replacement == null ? null : RawMessage.read(replacement, original.get());
    } catch (RuntimeException | StackOverflowError e) {
      context.reportException(new IllegalArgumentException(
        "the event handler has set a message whose headers are no JSON object: the message is denied", e));
      decision.handle(ConecError.BUS_NOT_PERMITTED, null);
      return;
    }
    decision.handle(null, read);
  }

  public void report(ContextInternal context, ConecBridgeEventType type, EventSubject subject, ConecError error,
            Supplier<JsonObject> raw) {
    if (isWatched()) {
      emit(context, new BridgeEventImpl(context.promise(), type, subject, error, raw));
    }
  }

  private void emit(ContextInternal context, BridgeEventImpl event) {
    Handler<ConecBridgeEvent> current = handler;
    if (current == null) {
      event.tryComplete(true);
      return;
    }
    try {
      current.handle(event);
    } catch (Throwable t) {
      context.reportException(t);
      event.tryFail("the event handler has failed");
    }
  }
}
