package io.conec.impl.bridge;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cluster that answers when it is told to. */
class ConsumerLookupTest {

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Promise<List<RegistrationInfo>>> asked = new LinkedHashMap<>();
  private final ConsumerLookup lookup =
    new ConsumerLookup(context(), new BusHandlers(new BusInternals(vertx.eventBus())));

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private ContextInternal context() {
    ContextInternal real = (ContextInternal) vertx.getOrCreateContext();
    VertxInternal clustered = new VertxWrapper((VertxInternal) vertx) {
      @Override
      public boolean isClustered() {
        return true;
      }

      @Override
      public ClusterManager clusterManager() {
        return proxy(ClusterManager.class, (method, arguments) -> {
          if (method.getName().equals("getRegistrations")) {
            asked.put((String) arguments[0], promiseOf(arguments[1]));
            return null;
          }
          return "self";
        });
      }
    };
    return proxy(ContextInternal.class, (method, arguments) -> switch (method.getName()) {
      case "owner" -> clustered;
      // Without a context, so that handlers run immediately.
      case "promise" -> Promise.promise();
      default -> method.invoke(real, arguments);
    });
  }

  private interface Call {
    Object invoke(Method method, Object[] arguments) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
      (proxy, method, arguments) -> call.invoke(method, arguments)));
  }

  @SuppressWarnings("unchecked")
  private static Promise<List<RegistrationInfo>> promiseOf(Object argument) {
    return (Promise<List<RegistrationInfo>>) argument;
  }

  /** A peer may be attached to a thousand addresses that nobody here consumes. */
  @Test
  void theClusterIsNotAskedForAllAddressesAtOnce() {
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      addresses.add("a" + i);
    }
    for (int answered = 0; answered < 1000; answered += 100) {
      addresses.forEach(address -> lookup.isPresent(address));
      assertEquals(100, asked.size());
      List<Promise<List<RegistrationInfo>>> open = List.copyOf(asked.values());
      asked.clear();
      open.forEach(promise -> promise.complete(List.of(new RegistrationInfo("other", 1, false))));
    }
    assertTrue(addresses.stream().allMatch(address -> lookup.isPresent(address)));
    assertNull(lookup.isPresent("one more"));
  }
}
