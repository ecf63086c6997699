package io.conec.test;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.impl.EventBusImpl;
import java.lang.reflect.Field;
import java.util.Map;

/** Who consumes an address of an event bus, which only the event bus knows: to ask it with a message has an effect. */
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

  public static boolean exist(Vertx vertx, String address) throws IllegalAccessException {
    return ((Map<?, ?>) HANDLERS.get(vertx.eventBus())).containsKey(address);
  }
}
