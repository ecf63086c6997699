package io.conec.nat;

import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Sockets on a host of the laboratory. */
final class Udp extends RemoteAgent {

  private static final AtomicInteger TEXTS = new AtomicInteger();

  private final Host host;

  Udp(Host host) {
    super(host, UdpAgent.class, new JsonObject());
    this.host = host;
  }

  /** Where a datagram came from, as the receiver sees it. */
  record Source(String address, int port) {
  }

  /** What was received, and when. */
  record Datagram(String text, long at) {
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
      send(to, text, 1);
      return text;
    }

    /**
     * Send at once.
     *
     * @param format of the texts: a {@code %d} in it is the number of the datagram
     * @return when the first was sent
     */
    long send(Source to, String format, int count) {
      return agent.ask(UdpAgent.SEND, new JsonObject().put(UdpAgent.SOCKET, index).put(UdpAgent.COUNT, count)
        .put(UdpAgent.ADDRESS, to.address).put(UdpAgent.PORT, to.port).put(UdpAgent.TEXT, format)).getLong(Agent.AT);
    }

    /** Wait until that text has come. */
    Source receive(String text) {
      JsonObject event = agent.awaitEvent(UdpAgent.RECEIVED, e -> isHere(e, text));
      return new Source(event.getString(UdpAgent.ADDRESS), event.getInteger(UdpAgent.PORT));
    }

    /** All that have come to this socket, in order. */
    List<Datagram> received() {
      return agent.events(UdpAgent.RECEIVED).stream().filter(e -> e.getInteger(UdpAgent.SOCKET) == index)
        .map(e -> new Datagram(e.getString(UdpAgent.TEXT), e.getLong(Agent.AT))).toList();
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
