package io.conec.impl.path;

import io.conec.impl.wire.RelayFragment;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reassembles the fragments of the datagrams of one channel. An invalid fragment counts as a lost datagram. Confined to
 * the event loop.
 */
final class RelayReassembler {

  /** Datagrams that wait for fragments: networks seldom reorder more. Beyond it the oldest one is dropped. */
  private static final int MAX_REASSEMBLIES = 8;

  private static final class Reassembly {
    private final byte[][] fragments;
    private int missing;
    private int length;

    Reassembly(int count) {
      fragments = new byte[count][];
      missing = count;
    }
  }

  private final int maxLength;
  private final Map<Integer, Reassembly> reassemblies = new LinkedHashMap<>() {
    @Override
    protected boolean removeEldestEntry(Map.Entry<Integer, Reassembly> eldest) {
      return size() > MAX_REASSEMBLIES;
    }
  };

  /**
   * @param maxLength of a datagram
   */
  RelayReassembler(int maxLength) {
    this.maxLength = maxLength;
  }

  /**
   * @param fragment is not released
   * @return the whole datagram if this was the last missing fragment, {@code null} otherwise
   */
  ByteBuf add(ByteBuf fragment) {
    int number = RelayFragment.number(fragment);
    int count = RelayFragment.count(fragment);
    int length = fragment.readableBytes() - RelayFragment.HEADER_LENGTH;
    Reassembly reassembly = reassemblies.computeIfAbsent(number, key -> new Reassembly(count));
    int index = RelayFragment.index(fragment);
    if (reassembly.fragments.length != count || reassembly.length + length > maxLength) {
      reassemblies.remove(number);
      return null;
    }
    if (reassembly.fragments[index] == null) {
      reassembly.fragments[index] = ByteBufUtil.getBytes(fragment, fragment.readerIndex()
        + RelayFragment.HEADER_LENGTH, length);
      reassembly.length += length;
      reassembly.missing--;
    }
    return reassembly.missing > 0 ? null : whole(reassemblies.remove(number), fragment);
  }

  private static ByteBuf whole(Reassembly reassembly, ByteBuf last) {
    ByteBuf whole = last.alloc().directBuffer(reassembly.length);
    for (byte[] fragment : reassembly.fragments) {
      whole.writeBytes(fragment);
    }
    return whole;
  }
}
