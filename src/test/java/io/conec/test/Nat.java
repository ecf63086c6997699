package io.conec.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The NAT of a home router for one client: its datagrams have another source port, which can be changed. */
public final class Nat implements AutoCloseable {

  private static final int MAX_DATAGRAM = 65_535;

  private final InetSocketAddress target;
  private final DatagramSocket inside;
  private volatile DatagramSocket outside = bind(InetAddress.getLoopbackAddress());
  private volatile SocketAddress client;
  private volatile boolean passToTarget = true;
  private volatile boolean passToClient = true;

  public Nat(int targetPort) {
    this(InetAddress.getLoopbackAddress(), targetPort);
  }

  /**
   * @param address where the client finds this; the target sees all of it on loopback
   */
  public Nat(InetAddress address, int targetPort) {
    inside = bind(address);
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    start(inside, this::fromInside);
    start(outside, this::fromOutside);
  }

  private interface Forwarder {
    void forward(DatagramPacket packet) throws IOException;
  }

  private static DatagramSocket bind(InetAddress address) {
    try {
      return new DatagramSocket(new InetSocketAddress(address, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port that stands for the target. */
  public int port() {
    return inside.getLocalPort();
  }

  /** The port that the target sees. */
  public int outsidePort() {
    return outside.getLocalPort();
  }

  /** Give the client another source port; datagrams to the old one are lost. */
  public void rebind() {
    DatagramSocket old = outside;
    DatagramSocket next = bind(InetAddress.getLoopbackAddress());
    outside = next;
    old.close();
    start(next, this::fromOutside);
  }

  /** Whether datagrams pass from now on; otherwise they are lost. */
  public void pass(boolean pass) {
    pass(pass, pass);
  }

  /** The same for each direction. */
  public void pass(boolean toTarget, boolean toClient) {
    passToTarget = toTarget;
    passToClient = toClient;
  }

  private void start(DatagramSocket socket, Forwarder forwarder) {
    Thread thread = new Thread(() -> {
      DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
      while (!socket.isClosed()) {
        try {
          packet.setLength(MAX_DATAGRAM);
          socket.receive(packet);
          forwarder.forward(packet);
        } catch (IOException lost) {
          // The socket was closed, or the datagram is lost, as datagrams may be.
        }
      }
    }, "nat-" + socket.getLocalPort());
    thread.setDaemon(true);
    thread.start();
  }

  private void fromInside(DatagramPacket packet) throws IOException {
    client = packet.getSocketAddress();
    if (passToTarget) {
      packet.setSocketAddress(target);
      outside.send(packet);
    }
  }

  private void fromOutside(DatagramPacket packet) throws IOException {
    if (passToClient) {
      packet.setSocketAddress(client);
      inside.send(packet);
    }
  }

  @Override
  public void close() {
    inside.close();
    outside.close();
  }
}
