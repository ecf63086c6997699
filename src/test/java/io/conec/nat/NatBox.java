package io.conec.nat;

import io.conec.nat.Cables.End;

import java.util.stream.Stream;

/** A router with a NAT: one public address, and a network behind it. */
final class NatBox implements Network {

  /**
   * Two ranges, both below the ports that hosts take. Within one the kernel may give two sockets the same port, when
   * they send to different addresses: the larger the range, the more seldom.
   */
  private static final int FIRST_PORT = 2_000;
  private static final int LAST_FIRST_PORT = 17_000;
  private static final int PORTS = (NatRules.LAST_HOST - NatRules.FIRST_HOST + 1) * NatRules.PORTS_PER_HOST;
  private static final int DEFAULT_TIMEOUT_SECONDS = 120;

  private final Namespaces namespaces;
  private final Cables cables;
  private final String name;
  private final String wan;
  private final String lan;
  private NatRules rules;
  private int hosts;
  private int links;

  /**
   * @param name the namespace, which has its interface {@code wan} already
   * @param wan  the public address
   * @param lan  the first three numbers of the addresses inside
   */
  NatBox(Namespaces namespaces, Cables cables, String name, NatType type, String wan, String lan) {
    this.namespaces = namespaces;
    this.cables = cables;
    this.name = name;
    this.wan = wan;
    this.lan = lan;
    hosts = NatRules.FIRST_HOST;
    run("""
      echo 1 > /proc/sys/net/ipv4/ip_forward
      ip link add lan type bridge
      ip addr add %s.1/24 dev lan
      ip link set lan up
      """.formatted(lan));
    NatType behaviour = type == NatType.SAME_NAT ? NatType.PORT_RESTRICTED : type;
    apply(new NatRules(behaviour, lan, FIRST_PORT, DEFAULT_TIMEOUT_SECONDS));
  }

  String name() {
    return name;
  }

  Host host(String hostName) {
    return new Host(namespaces, hostName, this);
  }

  @Override
  public Attachment attach(Host host, String device) {
    String link = "h" + links++;
    Attachment attachment = new Attachment(device, this, nextAddress(), 24, lan + ".1", null, null);
    cables.lay(new End(name, link, "ip link set " + link + " master lan up\n"),
      new End(host.name(), device, attachment.script()));
    return attachment;
  }

  @Override
  public Attachment renumbered(Attachment old) {
    return new Attachment(old.device(), this, nextAddress(), old.prefix(), old.gateway(), null, null);
  }

  private String nextAddress() {
    if (hosts > NatRules.LAST_HOST) {
      throw new IllegalStateException("no address is left behind " + name);
    }
    return lan + "." + hosts++;
  }

  @Override
  public String publicAddress(Attachment attachment) {
    return wan;
  }

  /** The NAT is restarted: it knows no mapping any more, and external ports are drawn anew. */
  void flush() {
    // While something still passes, what is left of the old mappings would give it the old port.
    run("nft -f - <<'END'\n" + NatRules.NOTHING_PASSES + "END\nconntrack -F 2>/dev/null");
    apply(rules);
  }

  /** The same, with all external ports in another range. */
  void newPorts() {
    int next = rules.firstPort() == LAST_FIRST_PORT ? FIRST_PORT : rules.firstPort() + PORTS;
    rules = new NatRules(rules.type(), lan, next, rules.timeoutSeconds());
    flush();
  }

  /**
   * How long mappings live from now on.
   *
   * @param unanswered seconds without any packet, while only one side has sent
   * @param answered   the same when both have
   */
  void mappingTimeouts(int unanswered, int answered) {
    run("echo " + unanswered + " > /proc/sys/net/netfilter/nf_conntrack_udp_timeout\n"
      + "echo " + answered + " > /proc/sys/net/netfilter/nf_conntrack_udp_timeout_stream\n");
    apply(new NatRules(rules.type(), lan, rules.firstPort(), answered));
  }

  /** How many UDP flows between inside and that host the NAT knows. */
  int flowsWith(Host host) {
    return (int) flows(host).count();
  }

  /** The same, without those of sockets that were never answered, which live by the time-out that was set before. */
  int answeredFlowsWith(Host host) {
    return (int) flows(host).filter(line -> !line.contains("[UNREPLIED]")).count();
  }

  private Stream<String> flows(Host host) {
    String peer = "=" + host.publicAddress() + " ";
    return run("conntrack -L -p udp 2>/dev/null").lines().filter(line -> line.contains(peer));
  }

  private void apply(NatRules next) {
    rules = next;
    run("nft -f - <<'END'\n" + next + "END\n");
  }

  private String run(String script) {
    return namespaces.run(name, script);
  }
}
