package io.conec.nat;

/**
 * The rules of a NAT, as {@code nft} reads them. Linux itself filters by address and port and maps independently of the
 * endpoint; the cones add a way in for who would otherwise be dropped.
 *
 * @param type           how it behaves
 * @param lan            the first three numbers of the addresses inside
 * @param firstPort      where the external ports begin
 * @param timeoutSeconds how long an unused way in stays
 */
record NatRules(NatType type, String lan, int firstPort, int timeoutSeconds) {

  /** The hosts inside have these as the last number of their addresses. */
  static final int FIRST_HOST = 2;
  static final int LAST_HOST = 5;

  /** Ports of one host: none shares a port with another, so one key is enough to find who has a port. */
  static final int PORTS_PER_HOST = 3750;

  /** As long as the NAT starts. */
  static final String NOTHING_PASSES = """
    flush ruleset
    table ip nat {
      chain input { type filter hook input priority filter; policy drop; }
      chain forward { type filter hook forward priority filter; policy drop; }
    }
    """;

  @Override
  public String toString() {
    return "flush ruleset\ntable ip nat {\n" + filter() + waysIn() + mapping() + "}\n";
  }

  /**
   * What comes uninvited is dropped before the kernel makes a connection of it: that would take the port of a mapping.
   */
  private String filter() {
    return """
        chain input {
          type filter hook input priority filter; policy accept;
          %s
          meta l4proto udp fib daddr . iif type != local drop
        }
        chain forward {
          type filter hook forward priority filter; policy drop;
          iifname "lan" accept
          ct state established,related accept
          ct status dnat accept
        }
      """.formatted(type == NatType.MASQUERADE ? "" : "iifname \"wan\" drop");
  }

  private String waysIn() {
    return switch (type) {
      case FULL_CONE -> waysIn("inet_service", "udp dport", "udp sport");
      case ADDRESS_RESTRICTED -> waysIn("ipv4_addr . inet_service", "ip saddr . udp dport", "ip daddr . udp sport");
      default -> "";
    };
  }

  /** Everything sent opens a way back, at the time when it has got its external port. */
  private String waysIn(String keyType, String arriving, String sent) {
    return """
        map ways {
          type %1$s : ipv4_addr . inet_service
          flags dynamic,timeout
          timeout %4$ds
          size 65535
        }
        chain learn {
          type filter hook postrouting priority 110; policy accept;
          oifname != "wan" accept
          meta l4proto != udp accept
          ct direction original update @ways { %3$s : ct original ip saddr . ct original proto-src }
          ct direction reply update @ways { %3$s : ct reply ip saddr . ct reply proto-src }
        }
        chain enter {
          type nat hook prerouting priority dstnat; policy accept;
          iifname "wan" meta l4proto udp dnat ip to %2$s map @ways
        }
      """.formatted(keyType, arriving, sent, timeoutSeconds);
  }

  private String mapping() {
    StringBuilder rules = new StringBuilder("chain leave {\n");
    rules.append("type nat hook postrouting priority srcnat; policy accept;\n");
    if (type == NatType.SYMMETRIC) {
      rules.append("oifname \"wan\" meta l4proto udp masquerade fully-random\n");
    } else if (type != NatType.MASQUERADE) {
      for (int host = FIRST_HOST; host <= LAST_HOST; host++) {
        int first = firstPort + (host - FIRST_HOST) * PORTS_PER_HOST;
        rules.append("oifname \"wan\" ip saddr ").append(lan).append('.').append(host)
          .append(" meta l4proto udp masquerade to :").append(first).append('-').append(first + PORTS_PER_HOST - 1)
          .append('\n');
      }
    }
    return rules.append("oifname \"wan\" masquerade\n}\n").toString();
  }
}
