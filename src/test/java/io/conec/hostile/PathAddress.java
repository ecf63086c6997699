package io.conec.hostile;

import io.conec.test.raw.RawProbe;
import io.conec.test.raw.RawUdp;
import io.conec.test.raw.RawUdp.Datagram;

import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An address of mallory that answers probes and accepts QUIC, if they pass its path. */
final class PathAddress {

  private final PathPeer peer;
  private final int maxLength;
  private final long delayMillis;
  private final RawUdp socket = new RawUdp("127.0.0.1", this::receive);
  private final AtomicInteger longAnswers = new AtomicInteger();
  private volatile boolean silent;
  private volatile long lastAnswer;

  /**
   * @param maxLength   longer datagrams are lost
   * @param delayMillis the delay of arriving datagrams
   */
  PathAddress(PathPeer peer, int maxLength, long delayMillis) {
    this.peer = peer;
    this.maxLength = maxLength;
    this.delayMillis = delayMillis;
  }

  private void receive(Datagram datagram) {
    if (delayMillis == 0) {
      arrive(datagram);
    } else {
      CompletableFuture.delayedExecutor(delayMillis, TimeUnit.MILLISECONDS).execute(() -> {
        try {
          arrive(datagram);
        } catch (UncheckedIOException closed) {
          // The test is over.
        }
      });
    }
  }

  private void arrive(Datagram datagram) {
    int length = datagram.bytes().length;
    if (silent || length > maxLength) {
      return;
    }
    if (datagram.isQuic()) {
      peer.takeQuic(datagram);
    } else if (peer.isProbe(datagram)) {
      lastAnswer = System.nanoTime();
      socket.send(peer.answerTo(datagram), datagram.source());
      if (length > RawProbe.LENGTH) {
        longAnswers.incrementAndGet();
      }
    }
  }

  RawUdp socket() {
    return socket;
  }

  /** The address as text. */
  String text() {
    return socket.text();
  }

  /** Whether all arriving datagrams are lost from now on. */
  void silent(boolean now) {
    silent = now;
  }

  /** How many probes of full length were answered. */
  int longAnswers() {
    return longAnswers.get();
  }

  /** The {@link System#nanoTime()} before the last answer. */
  long lastAnswer() {
    return lastAnswer;
  }
}
