package io.conec.impl.coordinator;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;

import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The event bus between the nodes of a model: a queue from each node to each other. The test says when the first
 * message of a queue arrives, or that it is lost.
 */
final class ModelBus {

  /** A message under way. The hash is the same in all runs in which the sender has the same history. */
  record Parcel(long hash, Runnable arrive) {
  }

  private final EventLoop eventLoop;
  private final List<Map<String, Handler<Message<JsonObject>>>> consumers = new ArrayList<>();
  private final List<Handler<Long>> ticks = new ArrayList<>();
  private final List<List<Deque<Parcel>>> links = new ArrayList<>();
  private final boolean[][] cut;
  private final long[] histories;

  ModelBus(EventLoop eventLoop, int nodes) {
    this.eventLoop = eventLoop;
    this.histories = new long[nodes];
    this.cut = new boolean[nodes][nodes];
    for (int node = 0; node < nodes; node++) {
      consumers.add(new HashMap<>());
      ticks.add(null);
      links.add(new ArrayList<>());
      for (int other = 0; other < nodes; other++) {
        links.get(node).add(new ArrayDeque<>());
      }
    }
  }

  int nodes() {
    return histories.length;
  }

  /** Something happens at a node. */
  void event(int node, long what) {
    histories[node] = mix(histories[node], what);
  }

  static long mix(long hash, long value) {
    long mixed = (hash ^ value) * 0x9E3779B97F4A7C15L;
    return mixed ^ mixed >>> 29;
  }

  /** The same for all runs that differ only in the order of what happened independently at several nodes. */
  long hash() {
    long hash = 0;
    for (int from = 0; from < nodes(); from++) {
      hash = mix(hash, histories[from]);
      for (int to = 0; to < nodes(); to++) {
        hash = mix(hash, cut[from][to] ? 1 : 0);
        for (Parcel parcel : links.get(from).get(to)) {
          hash = mix(hash, parcel.hash);
        }
      }
    }
    return hash;
  }

  boolean hasParcel(int from, int to) {
    return !links.get(from).get(to).isEmpty();
  }

  void deliver(int from, int to) {
    Parcel parcel = links.get(from).get(to).remove();
    event(to, parcel.hash);
    parcel.arrive.run();
  }

  void lose(int from, int to) {
    links.get(from).get(to).remove();
  }

  /** Cut, or heal, all links of a node. What is under way is lost. */
  void cut(int node, boolean how) {
    for (int other = 0; other < nodes(); other++) {
      if (other != node) {
        cut[node][other] = how;
        cut[other][node] = how;
        if (how) {
          links.get(node).get(other).clear();
          links.get(other).get(node).clear();
        }
      }
    }
  }

  boolean isCut(int node) {
    for (int other = 0; other < nodes(); other++) {
      if (cut[node][other]) {
        return true;
      }
    }
    return false;
  }

  /** The second of a node is over. */
  void tick(int node) {
    event(node, -1);
    ticks.get(node).handle(1L);
  }

  static String name(int node) {
    return "n" + node;
  }

  private void send(int from, int to, Runnable arrive) {
    event(from, to);
    if (!cut[from][to]) {
      links.get(from).get(to).add(new Parcel(histories[from], arrive));
    }
  }

  /** Let a node get a message that another one has not sent. */
  void inject(int to, String address, JsonObject body) {
    event(to, body.encode().hashCode());
    receive(-1, to, address, body, null);
  }

  private void receive(int from, int to, String address, JsonObject body, Promise<Message<JsonObject>> answer) {
    Handler<Message<JsonObject>> consumer = consumers.get(to).get(address);
    if (consumer != null) {
      consumer.handle(message(from, to, body, answer));
    }
  }

  ContextInternal context(int node) {
    EventBus bus = bus(node);
    VertxInternal vertx = proxy(VertxInternal.class, (method, args) -> switch (method) {
      case "eventBus" -> bus;
      case "setPeriodic" -> {
        ticks.set(node, handler(args[1]));
        yield 1L;
      }
      case "cancelTimer" -> true;
      default -> throw new UnsupportedOperationException(method);
    });
    return proxy(ContextInternal.class, (method, args) -> switch (method) {
      case "owner" -> vertx;
      case "nettyEventLoop" -> eventLoop;
      default -> throw new UnsupportedOperationException(method);
    });
  }

  private EventBus bus(int node) {
    return proxy(EventBus.class, (method, args) -> switch (method) {
      case "consumer" -> consumer(node, (String) args[0], handler(args[1]));
      case "publish" -> {
        for (int to = 0; to < nodes(); to++) {
          if (to != node) {
            send(node, to, (String) args[0], (JsonObject) args[1], null);
          }
        }
        yield null;
      }
      case "send" -> {
        send(node, target((String) args[0]), (String) args[0], (JsonObject) args[1], null);
        yield null;
      }
      case "request" -> request(node, (String) args[0], (JsonObject) args[1], (DeliveryOptions) args[2]);
      default -> throw new UnsupportedOperationException(method);
    });
  }

  private static int target(String address) {
    return address.charAt(address.length() - 1) - '0';
  }

  private void send(int from, int to, String address, JsonObject body, Promise<Message<JsonObject>> answer) {
    send(from, to, () -> receive(from, to, address, body, answer));
  }

  private Future<Message<JsonObject>> request(int from, String address, JsonObject body, DeliveryOptions options) {
    Promise<Message<JsonObject>> answer = Promise.promise();
    send(from, target(address), address, body, answer);
    eventLoop.schedule(() -> answer.tryFail(new ReplyException(ReplyFailure.TIMEOUT, "no answer")),
      options.getSendTimeout(), TimeUnit.MILLISECONDS);
    return answer.future();
  }

  private MessageConsumer<?> consumer(int node, String address, Handler<Message<JsonObject>> handler) {
    consumers.get(node).put(address, handler);
    return proxy(MessageConsumer.class, (method, args) -> {
      if (method.equals("unregister")) {
        consumers.get(node).remove(address);
      }
      return Future.succeededFuture();
    });
  }

  @SuppressWarnings("unchecked")
  private Message<JsonObject> message(int from, int to, JsonObject body, Promise<Message<JsonObject>> answer) {
    return proxy(Message.class, (method, args) -> switch (method) {
      case "body" -> body;
      case "reply" -> {
        send(to, from, () -> answer.tryComplete(message(to, from, (JsonObject) args[0], null)));
        yield null;
      }
      case "address" -> "a node of the model";
      case "fail" -> {
        if (answer == null) {
          throw new AssertionError(args[1]);
        }
        send(to, from, () -> answer.tryFail(
          new ReplyException(ReplyFailure.RECIPIENT_FAILURE, (Integer) args[0], (String) args[1])));
        yield null;
      }
      default -> throw new UnsupportedOperationException(method);
    });
  }

  @SuppressWarnings("unchecked")
  private static <T> Handler<T> handler(Object handler) {
    return (Handler<T>) handler;
  }

  private interface Calls {

    Object call(String method, Object[] args);
  }

  private static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
      (self, method, args) -> method.getName().equals("toString") ? type.getSimpleName()
        : calls.call(method.getName(), args)));
  }

}
