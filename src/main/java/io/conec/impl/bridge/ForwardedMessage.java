package io.conec.impl.bridge;

import io.conec.impl.wire.BusFrame;
import io.vertx.core.MultiMap;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A message of a peer for consumers of other clients, and maybe for local ones, too. Each import that leads to these
 * clients gets a copy.
 */
final class ForwardedMessage {

  private final ExportStream stream;
  private final ExportDelivery delivery;
  private final String id;
  private final BusFrame.Message frame;
  private final Runnable release;
  private final List<String> clients;
  private final AtomicInteger copies = new AtomicInteger(1);

  /**
   * @param id   of this client
   * @param release called when all copies are released
   */
  ForwardedMessage(ExportStream stream, ExportDelivery delivery, String id, BusFrame.Message frame, Runnable release) {
    this.stream = stream;
    this.delivery = delivery;
    this.id = id;
    this.frame = frame;
    this.release = release;
    this.clients = frame.route().to().stream().filter(client -> !client.equals(id)).toList();
  }

  /** Whether a message is for other clients than this one; most are not. */
  static boolean isNeeded(BusFrame.Message frame, String id) {
    List<String> to = frame.route().to();
    return !to.isEmpty() && to.stream().anyMatch(client -> !client.equals(id));
  }

  /**
   * @param imports the imports that may pass it on
   */
  void forward(List<Import> imports, boolean permitted, Body body, MultiMap headers) {
    List<String> via = Stream.concat(frame.route().via().stream(), Stream.of(stream.peer)).toList();
    Map<Import, List<String>> shares = permitted ? Transit.divide(imports, via, clients) : Map.of();
    shares.forEach((item, ids) -> delivery.deliver(frame, body, headers, copy(), message ->
      item.receive(message, item.to(ids).withVia(via))));
    if (frame.route().to().contains(id)) {
      delivery.deliver(frame, body, headers, copy(), null);
    }
    if (!permitted) {
      stream.refuse(frame, this::copyReleased, Failures.notPermitted(stream.address(), stream.peer));
    } else if (shares.values().stream().mapToInt(List::size).sum() < clients.size()) {
      stream.refuse(frame, this::copyReleased, Failures.noRoute(stream.address(), clients));
    } else {
      copyReleased();
    }
  }

  private Runnable copy() {
    copies.incrementAndGet();
    return this::copyReleased;
  }

  private void copyReleased() {
    if (copies.decrementAndGet() == 0) {
      release.run();
    }
  }
}
