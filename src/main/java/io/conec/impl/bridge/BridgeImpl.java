package io.conec.impl.bridge;

import io.conec.ConecClient;
import io.conec.bridge.BridgeStatistics;
import io.conec.bridge.BroadcastMapping;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeEvent;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ConecProducer;
import io.conec.bridge.ExportOptions;
import io.conec.bridge.ImportInfo;
import io.conec.bridge.ImportOptions;
import io.conec.impl.bridge.broadcast.BroadcastMappings;
import io.conec.impl.client.ClientImpl;
import io.conec.impl.client.ProtocolReservation;
import io.conec.impl.util.LimitedWarnings;
import io.conec.impl.wire.BusFrame;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

public final class BridgeImpl implements ConecBridge {

  /** The protocol of bus streams. */
  static final String PROTOCOL = BusFrame.PROTOCOL;

  /** The interval at which expired entries are removed, in milliseconds. */
  private static final long EXPIRY_INTERVAL_MILLIS = 1000;

  private final VertxInternal vertx;
  private final ClientImpl client;
  private final ConecBridgeOptions options;
  private final Exports exports;
  private final Events events = new Events();
  private final Counters counters = new Counters();
  private final ConsumptionInterceptor consumption = new ConsumptionInterceptor();
  private final DirectMessages direct;
  private volatile BridgeState state;
  private Imports imports;
  private ExportStreams exported;
  private BroadcastMappings broadcasts;
  private ProtocolReservation reservation;
  private volatile boolean closed;
  private long expiryTimer;

  public BridgeImpl(Vertx vertx, ConecClient client, ConecBridgeOptions options) {
    this.vertx = (VertxInternal) vertx;
    if (!(client instanceof ClientImpl own)) {
      throw new IllegalArgumentException("a ConecBridge needs a client that ConecClient.create has made");
    }
    this.client = own;
    this.options = new ConecBridgeOptions(options);
    this.exports = new Exports(options.getExports());
    this.direct = new DirectMessages(this.vertx);
  }

  @Override
  public Future<Void> start() {
    List<ImportOptions> items;
    List<BroadcastMapping> mappings;
    synchronized (this) {
      if (state != null || closed) {
        return Future.failedFuture(new IllegalStateException("the bridge was started before"));
      }
      BusInternals internals;
      try {
        internals = new BusInternals(vertx.eventBus());
        reservation = client.reserveProtocol(PROTOCOL);
      } catch (IllegalStateException e) {
        return Future.failedFuture(e);
      }
      BridgeState created = state(internals);
      imports = new Imports(created);
      exported = new ExportStreams(created, imports);
      broadcasts = new BroadcastMappings(created, vertx.eventBus());
      direct.start(created);
      // Last, because other threads read this field first.
      state = created;
      items = List.copyOf(options.getImports());
      mappings = List.copyOf(options.getBroadcasts());
    }
    return onContext(() -> {
      if (closed) {
        return Future.failedFuture(Failures.bridgeClosed());
      }
      vertx.eventBus().addInboundInterceptor(consumption);
      reservation.handler(exported::accept);
      expiryTimer = state.context().setPeriodic(EXPIRY_INTERVAL_MILLIS, timer -> expire(System.nanoTime()));
      return Future.join(Stream.concat(items.stream().map(this::register), mappings.stream().map(this::map)).toList())
        .<Void>mapEmpty()
        .recover(failure -> close().transform(ended -> Future.failedFuture(failure)));
    });
  }

  private BridgeState state(BusInternals internals) {
    ContextInternal context = vertx.getOrCreateContext().unwrap();
    BusHandlers handlers = new BusHandlers(internals);
    BodyCodec bodies = new BodyCodec(internals, options.getSerializableTypes());
    LocalBus bus = new LocalBus(vertx, internals, handlers, bodies, consumption,
      options.getRequestTimeout().toMillis());
    return new BridgeState(context, client, options, bus, bodies,
      new ConsumerLookup(context, handlers), exports, events, counters, new Backlogs(),
      LimitedWarnings.ofPeers(BusStream.class));
  }

  /** Remove everything that has expired at this time, by {@link System#nanoTime()}. */
  void expire(long now) {
    imports.expire(now);
    exported.expire(now);
    state.consumers().expire(now);
    consumption.expire();
    direct.expire(now);
    state.backlogs().expire();
  }

  @Override
  public ConecBridge addExport(ExportOptions export) {
    exports.add(export);
    exportsChanged();
    return this;
  }

  @Override
  public boolean removeExport(String address) {
    boolean removed = exports.remove(address);
    exportsChanged();
    return removed;
  }

  private void exportsChanged() {
    BridgeState started = state;
    if (started != null) {
      started.context().emit(v -> exported.reportConsumers());
    }
  }

  @Override
  public Future<Void> addImport(ImportOptions item) {
    ImportOptions copy = new ImportOptions(item);
    synchronized (this) {
      if (closed) {
        return Future.failedFuture(Failures.closed(item.getLocalAddress()));
      }
      if (state == null) {
        options.addImport(copy);
        return Future.succeededFuture();
      }
    }
    return onContext(() -> register(copy));
  }

  private Future<Void> register(ImportOptions item) {
    if (closed) {
      return Future.failedFuture(Failures.closed(item.getLocalAddress()));
    }
    return imports.add(item);
  }

  @Override
  public Future<Boolean> removeImport(String localAddress) {
    return removeImports(item -> localAddress.equals(item.getLocalAddress()));
  }

  @Override
  public Future<Boolean> removeImport(ImportOptions item) {
    ImportKey key = ImportKey.of(item);
    return removeImports(other -> ImportKey.of(other).equals(key));
  }

  private Future<Boolean> removeImports(Predicate<ImportOptions> which) {
    synchronized (this) {
      if (state == null) {
        return Future.succeededFuture(options.getImports().removeIf(which));
      }
    }
    return onContext(() -> imports.remove(which));
  }

  @Override
  public List<ImportInfo> imports() {
    return state == null ? List.of() : imports.list();
  }

  @Override
  public Future<Void> addBroadcast(BroadcastMapping mapping) {
    BroadcastMapping copy = new BroadcastMapping(mapping);
    synchronized (this) {
      if (closed) {
        return Future.failedFuture(Failures.bridgeClosed());
      }
      if (state == null) {
        options.addBroadcast(copy);
        return Future.succeededFuture();
      }
    }
    return onContext(() -> map(copy));
  }

  private Future<Void> map(BroadcastMapping mapping) {
    if (closed) {
      return Future.failedFuture(Failures.bridgeClosed());
    }
    try {
      broadcasts.add(mapping);
      return Future.succeededFuture();
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  public Future<Boolean> removeBroadcast(String name, String address) {
    synchronized (this) {
      if (state == null) {
        return Future.succeededFuture(options.getBroadcasts().removeIf(mapping ->
          name.equals(mapping.getName()) && address.equals(mapping.getAddress())));
      }
    }
    return onContext(() -> broadcasts.remove(name, address));
  }

  @Override
  public <T> Future<Message<T>> request(String peer, String address, Object body, DeliveryOptions options) {
    return direct.request(peer, address, body, options);
  }

  @Override
  public Future<Void> send(String peer, String address, Object body, DeliveryOptions options) {
    return direct.deliver(false, peer, address, body, options);
  }

  @Override
  public Future<Void> publish(String peer, String address, Object body, DeliveryOptions options) {
    return direct.deliver(true, peer, address, body, options);
  }

  @Override
  public <T> ConecProducer<T> sender(String peer, String address, DeliveryOptions options) {
    return direct.producer(false, peer, address, options);
  }

  @Override
  public <T> ConecProducer<T> publisher(String peer, String address, DeliveryOptions options) {
    return direct.producer(true, peer, address, options);
  }

  @Override
  public ConecBridge bridgeEventHandler(Handler<ConecBridgeEvent> handler) {
    events.handler(handler);
    return this;
  }

  @Override
  public BridgeStatistics counters() {
    return counters.snapshot();
  }

  @Override
  public Future<Void> close() {
    synchronized (this) {
      if (state == null || closed) {
        closed = true;
        return Future.succeededFuture();
      }
      closed = true;
    }
    return onContext(() -> {
      reservation.release();
      return Future.join(imports.remove(item -> true), direct.close(), broadcasts.close(), exported.close())
        .<Void>mapEmpty().onComplete(ended -> {
          vertx.cancelTimer(expiryTimer);
          vertx.eventBus().removeInboundInterceptor(consumption);
        });
    });
  }

  private <T> Future<T> onContext(Supplier<Future<T>> action) {
    PromiseInternal<T> promise = vertx.promise();
    state.context().emit(v -> {
      try {
        action.get().onComplete(promise);
      } catch (RuntimeException e) {
        promise.tryFail(e);
      }
    });
    return promise.future();
  }
}
