package io.conec.nat;

import io.vertx.core.json.JsonObject;

import java.util.concurrent.atomic.AtomicInteger;

/** Sockets on a host of the laboratory. */
final class Udp extends AgentProcess {

  private static final AtomicInteger TEXTS = new AtomicInteger();

  private final Host host;

  Udp(Host host) {
    super(host, UdpAgent.class, new JsonObject());
    this.host = host;
  }

  /** Where a datagram came from, as the receiver sees it. */
  record Source(String address, int port) {
  }

  /** A socket of this host. */
  record Socket(Udp agent, int index, int port) {

    /** The address that belongs to no NAT. */
    Source own() {
      return new Source(agent.host.address(), port);
    }

    /** @return the text that was sent, different each time */
    String send(Source to) {
      String text = "text " + TEXTS.incrementAndGet();
      agent.ask(UdpAgent.SEND, new JsonObject().put(UdpAgent.SOCKET, index)
        .put(UdpAgent.ADDRESS, to.address).put(UdpAgent.PORT, to.port).put(UdpAgent.TEXT, text));
      return text;
    }

    /** Wait until that text has come. */
    Source receive(String text) {
      JsonObject event = agent.awaitEvent(UdpAgent.RECEIVED, e -> isHere(e, text));
      return new Source(event.getString(UdpAgent.ADDRESS), event.getInteger(UdpAgent.PORT));
    }

    boolean hasReceived(String text) {
      return agent.events(UdpAgent.RECEIVED).stream().anyMatch(e -> isHere(e, text));
    }

    private boolean isHere(JsonObject event, String text) {
      return event.getInteger(UdpAgent.SOCKET) == index && event.getString(UdpAgent.TEXT).equals(text);
    }
  }

  Socket open() {
    JsonObject socket = ask(UdpAgent.OPEN, new JsonObject());
    return new Socket(this, socket.getInteger(UdpAgent.SOCKET), socket.getInteger(UdpAgent.PORT));
  }
}
