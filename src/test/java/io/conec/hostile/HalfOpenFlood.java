package io.conec.hostile;

import io.conec.test.raw.RawInitial;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A stranger at one address that begins one connection after the other: it answers each Retry, lets the Coordinator
 * compute its part of the handshake, and then keeps silent.
 */
public final class HalfOpenFlood implements AutoCloseable {

  private final RawInitial initial;
  private final Stranger stranger;
  private final Random random = new Random();
  private final Thread thread = new Thread(this::run, "half-open flood");
  private final CountDownLatch stopped = new CountDownLatch(1);

  HalfOpenFlood(String address, int port, RawInitial initial) {
    this.initial = initial;
    this.stranger = new Stranger(address, port);
    thread.setDaemon(true);
  }

  public static HalfOpenFlood of(String address, int port) {
    return new HalfOpenFlood(address, port, RawInitial.read(RetryTest.initial()));
  }

  /** An Initial packet of a new connection. */
  static byte[] first(RawInitial initial, Random random) {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return initial.write(id, new byte[0]);
  }

  /** Begin so many connections. */
  public void open(int count) {
    for (int i = 0; i < count && stopped.getCount() > 0; i++) {
      stranger.send(first(initial, random));
      byte[] answer = stranger.receive(1000);
      // Datagrams for earlier connections are ignored.
      while (answer != null && !RetryTest.isRetry(answer)) {
        answer = stranger.receive(1000);
      }
      if (answer != null) {
        stranger.send(initial.answer(answer));
      }
    }
  }

  /** Begin connections until this is closed. */
  HalfOpenFlood start() {
    thread.start();
    return this;
  }

  private void run() {
    try {
      do {
        open(5);
      } while (!stopped.await(50, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    stranger.close();
  }
}
