package io.conec.test.raw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A UDP socket on loopback that keeps the first datagrams, and may react to all. */
public final class RawUdp implements AutoCloseable {

  /** What has come, from where and when. */
  public record Datagram(byte[] bytes, InetSocketAddress source, long nanos) {

    /** RFC 9000, section 17: the fixed bit. */
    public boolean isQuic() {
      return bytes.length > 0 && (bytes[0] & 0x40) != 0;
    }
  }

  private static final int MAX_DATAGRAM = 65_535;
  private static final int RECEIVE_BUFFER = 4 * 1024 * 1024;
  private static final int MAX_KEPT = 10_000;

  private final DatagramSocket socket;
  private final BlockingQueue<Datagram> received = new LinkedBlockingQueue<>(MAX_KEPT);
  private final Consumer<Datagram> reaction;

  public RawUdp() {
    this("127.0.0.1", datagram -> { });
  }

  /**
   * @param reaction is called for each datagram before it can be polled
   */
  public RawUdp(String host, Consumer<Datagram> reaction) {
    this.reaction = reaction;
    try {
      socket = new DatagramSocket(new InetSocketAddress(host, 0));
      socket.setReceiveBufferSize(RECEIVE_BUFFER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::receive, "udp-" + socket.getLocalPort());
    thread.setDaemon(true);
    thread.start();
  }

  private void receive() {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
    while (!socket.isClosed()) {
      try {
        packet.setLength(MAX_DATAGRAM);
        socket.receive(packet);
        Datagram datagram = new Datagram(Arrays.copyOf(packet.getData(), packet.getLength()),
          (InetSocketAddress) packet.getSocketAddress(), System.nanoTime());
        reaction.accept(datagram);
        received.offer(datagram);
      } catch (IOException | UncheckedIOException closed) {
        // The socket was closed.
      }
    }
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** The address as text. */
  public String text() {
    return address().getAddress().getHostAddress() + ":" + address().getPort();
  }

  public void send(byte[] bytes, InetSocketAddress to) {
    try {
      socket.send(new DatagramPacket(bytes, bytes.length, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next datagram; {@code null} when none comes. */
  public Datagram poll(long millis) {
    try {
      return received.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Forget what has come. */
  public void clear() {
    received.clear();
  }

  /** How many datagrams have come that were not polled. */
  public int count() {
    return received.size();
  }

  @Override
  public void close() {
    socket.close();
  }
}
