package io.conec.nat;

import io.conec.nat.Cables.End;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * An internet of one's own: a router, to which a Coordinator's host, public hosts and NATs are linked. Addresses are
 * those kept for documentation (RFC 5737, RFC 3849); private ones (RFC 1918) lead nowhere on the router.
 */
final class Lab implements AutoCloseable {

  static final String COORDINATOR_ADDRESS = "203.0.113.10";

  private static final Pattern PACKETS = Pattern.compile("packets ([0-9]+)");
  private static final int LINKS = 64;
  private static final int ADDRESSES_PER_LINK = 4;

  private final Namespaces namespaces;
  private final Cables cables;
  private final Router publicNetwork = new Router();
  private final Host coordinator;
  private int links;
  private int publicHosts;
  private int nats;

  Lab() {
    this(Namespaces::new);
  }

  /** One that needs no rights. */
  static Lab rootless() {
    return new Lab(Namespaces::rootless);
  }

  private interface Source {
    Namespaces get() throws IOException;
  }

  private Lab(Source source) {
    try {
      namespaces = source.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cables = new Cables(namespaces);
    try {
      buildRouter();
      coordinator = new Host(namespaces, "coordinator", publicNetwork);
    } catch (RuntimeException | Error e) {
      namespaces.close();
      throw e;
    }
  }

  private void buildRouter() {
    namespaces.run(null, """
      echo 1 > /proc/sys/net/ipv4/ip_forward
      echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
      for private in 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16; do ip route add blackhole $private; done
      nft -f - <<'END'
      table inet firewall {
        set blocked { type ipv4_addr . ipv4_addr; }
        set blocked6 { type ipv6_addr . ipv6_addr; }
        set isolated { type ipv4_addr; }
        set watched { type ipv4_addr . ipv4_addr; }
        set watched6 { type ipv6_addr . ipv6_addr; }
        counter watched { }
        chain forward {
          type filter hook forward priority filter; policy accept;
          meta l4proto udp ip saddr . ip daddr @watched counter name watched
          meta l4proto udp ip6 saddr . ip6 daddr @watched6 counter name watched
          meta l4proto udp ip saddr . ip daddr @blocked drop
          meta l4proto udp ip6 saddr . ip6 daddr @blocked6 drop
          ip saddr %1$s accept
          ip daddr %1$s accept
          meta l4proto udp ip saddr @isolated drop
          meta l4proto udp ip daddr @isolated drop
        }
      }
      END
      """.formatted(COORDINATOR_ADDRESS));
  }

  Host coordinator() {
    return coordinator;
  }

  /** Start a JVM on the router. */
  Process java(Class<?> main) {
    return namespaces.java(main);
  }

  /** A host with a public IPv4 and a public IPv6 address. */
  Host publicHost(String name) {
    return new Host(namespaces, name, publicNetwork);
  }

  /** A host of that kind: behind a NAT of its own, or public. */
  Host host(String name, NatType type) {
    return switch (type) {
      case PUBLIC -> publicHost(name);
      case BLOCKED -> {
        Host host = publicHost(name);
        isolate(host);
        yield host;
      }
      default -> nat("nat-" + name, type).host(name);
    };
  }

  NatBox nat(String name, NatType type) {
    return nat(name, type, "10." + (nats + 1) + ".0");
  }

  /**
   * @param lan the first three numbers of the addresses inside; two NATs may have the same
   */
  NatBox nat(String name, NatType type, String lan) {
    namespaces.run(null, "ip netns add " + name + "\nip -n " + name + " link set lo up\n");
    String base = "198.51.100." + nats++ % LINKS * ADDRESSES_PER_LINK;
    String wan = plus(base, 2);
    String link = "p" + links++;
    cables.lay(new End(null, link, address(link, plus(base, 1))),
      new End(name, "wan", address("wan", wan) + "ip route add default via " + plus(base, 1) + "\n"));
    return new NatBox(namespaces, cables, name, type, wan, lan);
  }

  /** From now on the link of that host is emulated: it begins without any fault. */
  EmulatedLink emulate(Host host) {
    return cables.emulate(host.name());
  }

  /** The same for the link between that NAT and the internet. */
  EmulatedLink emulate(NatBox nat) {
    return cables.emulate(nat.name());
  }

  /** Hosts can be plugged in here too: {@link Host#roam(Network)}. */
  Network publicNetwork() {
    return publicNetwork;
  }

  /** Drop all UDP between two hosts in both directions; each still reaches everybody else. */
  void block(Host a, Host b) {
    blockOneWay(a, b);
    blockOneWay(b, a);
  }

  /** Drop all UDP that goes from one host to another. */
  void blockOneWay(Host from, Host to) {
    blockIpv4OneWay(from, to);
    if (from.address6() != null && to.address6() != null) {
      firewall("add element inet firewall blocked6 { " + from.address6() + " . " + to.address6() + " }");
    }
  }

  /** The same for IPv4 alone. */
  void blockIpv4OneWay(Host from, Host to) {
    firewall("add element inet firewall blocked { " + from.publicAddress() + " . " + to.publicAddress() + " }");
  }

  /** Take all blocks back. */
  void unblock() {
    firewall("flush set inet firewall blocked; flush set inet firewall blocked6");
  }

  /** Count the UDP packets between two hosts from now on: {@link #watched()}. */
  void watch(Host a, Host b) {
    addBothWays("watched", a.publicAddress(), b.publicAddress());
    if (a.address6() != null && b.address6() != null) {
      addBothWays("watched6", a.address6(), b.address6());
    }
  }

  private void addBothWays(String set, String a, String b) {
    firewall("add element inet firewall " + set + " { " + a + " . " + b + ", " + b + " . " + a + " }");
  }

  /** How many packets were seen between those that are watched. */
  long watched() {
    Matcher packets = PACKETS.matcher(namespaces.run(null, "nft list counter inet firewall watched"));
    assertTrue(packets.find());
    return Long.parseLong(packets.group(1));
  }

  /** Drop all UDP from and to a host but that of the Coordinator; the host has no IPv6 any more. */
  private void isolate(Host host) {
    firewall("add element inet firewall isolated { " + host.address() + " }");
    host.run("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
  }

  private void firewall(String commands) {
    namespaces.run(null, "nft '" + commands + "'");
  }

  private static String address(String device, String address) {
    return "ip link set " + device + " up\nip addr add " + address + "/30 dev " + device + "\n";
  }

  private static String plus(String address, int more) {
    int dot = address.lastIndexOf('.') + 1;
    return address.substring(0, dot) + (Integer.parseInt(address.substring(dot)) + more);
  }

  @Override
  public void close() {
    cables.close();
    namespaces.close();
  }

  private final class Router implements Network {

    @Override
    public Attachment attach(Host host, String device) {
      String base = coordinator == null ? plus(COORDINATOR_ADDRESS, -2) : nextBase();
      String link = "p" + links++;
      String network6 = "2001:db8:0:" + links + "::";
      Attachment attachment =
        new Attachment(device, this, plus(base, 2), 30, plus(base, 1), network6 + "2", network6 + "1");
      cables.lay(new End(null, link, address(link, plus(base, 1)) + "ip addr add " + network6 + "1/64 dev " + link
        + " nodad\n"), new End(host.name(), device, attachment.script()));
      return attachment;
    }

    private String nextBase() {
      return "192.0.2." + publicHosts++ % LINKS * ADDRESSES_PER_LINK;
    }

    @Override
    public String publicAddress(Attachment attachment) {
      return attachment.address();
    }

    @Override
    public Attachment renumbered(Attachment old) {
      throw new UnsupportedOperationException("a public host has the only address of its link");
    }
  }
}
