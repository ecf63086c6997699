package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.bridge.ConecBridgeEvent;
import io.conec.bridge.ConecBridgeEventType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;

import java.util.function.Supplier;

final class BridgeEventImpl implements ConecBridgeEvent {

  private final Promise<Boolean> promise;
  private final ConecBridgeEventType type;
  private final EventSubject subject;
  private final ConecError error;
  private final Supplier<JsonObject> original;
  private JsonObject raw;
  private JsonObject replacement;

  BridgeEventImpl(Promise<Boolean> promise, ConecBridgeEventType type, EventSubject subject, ConecError error,
                  Supplier<JsonObject> original) {
    this.promise = promise;
    this.type = type;
    this.subject = subject;
    this.error = error;
    this.original = original;
  }

  @Override
  public ConecBridgeEventType type() {
    return type;
  }

  @Override
  public String peer() {
    return subject.peer();
  }

  @Override
  public String address() {
    return subject.address();
  }

  @Override
  public String broadcast() {
    return subject.broadcast();
  }

  @Override
  public ConecError error() {
    return error;
  }

  @Override
  public synchronized JsonObject getRawMessage() {
    if (raw == null) {
      raw = original.get();
    }
    return raw;
  }

  @Override
  public synchronized ConecBridgeEvent setRawMessage(JsonObject message) {
    raw = message;
    replacement = message;
    return this;
  }

  /** @return the message that the handler has set, {@code null} for no change */
  synchronized JsonObject replacement() {
    return replacement;
  }

  @Override
  public void complete(Boolean result, Throwable failure) {
    promise.complete(result, failure);
  }

  @Override
  public boolean tryComplete(Boolean result) {
    return promise.tryComplete(result);
  }

  @Override
  public boolean tryFail(Throwable cause) {
    return promise.tryFail(cause);
  }

  @Override
  public Future<Boolean> future() {
    return promise.future();
  }
}
