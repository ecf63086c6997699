package io.conec.impl.path;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;

class RecentDatagramsTest {

  private final RecentDatagrams recent = new RecentDatagrams();
  private final List<ByteBuf> datagrams =
    IntStream.range(0, 10).mapToObj(i -> Unpooled.buffer(1).writeByte(i)).toList();

  private List<Integer> kept() {
    List<Integer> kept = new ArrayList<>();
    recent.forEach(datagram -> kept.add((int) datagram.getByte(0)));
    return kept;
  }

  private List<Integer> references() {
    return datagrams.stream().map(ByteBuf::refCnt).toList();
  }

  @Test
  void theLastFourAreKeptInTheirOrder() {
    assertEquals(List.of(), kept());
    recent.add(datagrams.get(0));
    recent.add(datagrams.get(1));
    assertEquals(List.of(0, 1), kept());
    datagrams.subList(2, 10).forEach(recent::add);
    assertEquals(List.of(6, 7, 8, 9), kept());
    assertEquals(List.of(6, 7, 8, 9), kept(), "as often as they are asked for");
  }

  @Test
  void whatIsNotKeptAnyMoreIsReleased() {
    datagrams.forEach(recent::add);
    assertEquals(List.of(1, 1, 1, 1, 1, 1, 2, 2, 2, 2), references());
    recent.clear();
    assertEquals(List.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1), references());
    assertEquals(List.of(), kept());
    recent.clear();
    recent.add(datagrams.get(3));
    assertEquals(List.of(3), kept());
  }
}
