package io.conec.impl.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.spec.SpecText;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The networks that may be probed are those of SPEC.md. */
class SpecNetworksTest {

  private static final Networks NETWORKS = new Networks(List.of());
  private static final int PORT = 4242;

  private record Row(IpSubnetFilterRule network, String rule) {
  }

  @Test
  void networks() throws UnknownHostException {
    List<Row> rows = new ArrayList<>();
    List<byte[]> samples = new ArrayList<>();
    Random random = new Random(13);
    for (List<String> row : SpecText.table("network", "what it is", "RFC", "may be probed")) {
      for (String network : row.get(0).split(", ")) {
        String[] parts = network.split("/");
        rows.add(new Row(new IpSubnetFilterRule(network, IpFilterRuleType.ACCEPT), row.get(3)));
        samples.addAll(around(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]), random));
      }
    }
    for (byte[] sample : samples) {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(sample), PORT);
      String rule = rows.stream().filter(row -> row.network.matches(address)).findFirst().orElseThrow().rule;
      assertTrue(rule.matches("(yes|no|on loopback only)\\b.*"), rule);
      assertEquals(!rule.startsWith("no"), NETWORKS.allows(address, true), () -> address + ": " + rule);
      assertEquals(rule.startsWith("yes"), NETWORKS.allows(address, false), () -> address + ": " + rule);
    }
  }

  /** The first and the last address of a network, its neighbours, and some from inside. */
  private static List<byte[]> around(byte[] first, int prefix, Random random) {
    List<byte[]> samples = new ArrayList<>();
    byte[] last = first.clone();
    for (int bit = prefix; bit < 8 * first.length; bit++) {
      last[bit / 8] |= (byte) (0x80 >> bit % 8);
    }
    samples.addAll(List.of(first, last, neighbour(first, -1), neighbour(last, 1)));
    for (int i = 0; i < 20; i++) {
      byte[] inside = first.clone();
      for (int bit = prefix; bit < 8 * first.length; bit++) {
        inside[bit / 8] |= (byte) (random.nextBoolean() ? 0x80 >> bit % 8 : 0);
      }
      samples.add(inside);
    }
    return samples;
  }

  private static byte[] neighbour(byte[] address, int step) {
    byte[] neighbour = address.clone();
    int at = neighbour.length;
    do {
      at--;
      neighbour[at] += (byte) step;
    } while (at > 0 && neighbour[at] == (byte) (step > 0 ? 0 : -1));
    return neighbour;
  }

  @Test
  void ports() {
    String list = SpecText.after("misused for reflection (RFC 9000, section 21.5): ").split(";")[0];
    Set<Integer> never = Arrays.stream(list.split(", ")).map(Integer::valueOf).collect(Collectors.toSet());
    never.add(0);
    for (int port = 0; port < 65_536; port++) {
      assertEquals(!never.contains(port), NETWORKS.allows(new InetSocketAddress("192.0.2.1", port), false),
        "port " + port);
    }
  }
}
