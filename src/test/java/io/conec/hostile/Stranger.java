package io.conec.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** A UDP socket of a stranger, and a port to attack. */
final class Stranger implements AutoCloseable {

  private final DatagramSocket socket;
  private final InetSocketAddress target;

  Stranger(int port) {
    this("127.0.0.1", port);
  }

  Stranger(String address, int port) {
    try {
      socket = new DatagramSocket(new InetSocketAddress(address, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  int port() {
    return socket.getLocalPort();
  }

  void send(byte[] datagram) {
    try {
      socket.send(new DatagramPacket(datagram, datagram.length, target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InetSocketAddress target() {
    return target;
  }

  /** @return the next datagram, {@code null} when none comes */
  byte[] receive(int millis) {
    DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
    try {
      socket.setSoTimeout(Math.max(1, millis));
      socket.receive(packet);
    } catch (SocketTimeoutException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @Override
  public void close() {
    socket.close();
  }
}
