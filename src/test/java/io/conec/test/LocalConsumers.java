package io.conec.test;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.impl.utils.ConcurrentCyclicSequence;
import java.lang.reflect.Field;
import java.util.Map;

/** The consumers of an address of an event bus, without sending a message, which would have an effect. */
public final class LocalConsumers {

  private static final Field HANDLERS = handlers();

  private LocalConsumers() {
  }

  private static Field handlers() {
    try {
      Field field = EventBusImpl.class.getDeclaredField("handlerMap");
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }

  public static boolean exist(Vertx vertx, String address) {
    return count(vertx, address) > 0;
  }

  public static int count(Vertx vertx, String address) {
    try {
      Object consumers = ((Map<?, ?>) HANDLERS.get(vertx.eventBus())).get(address);
      return consumers == null ? 0 : ((ConcurrentCyclicSequence<?>) consumers).size();
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
