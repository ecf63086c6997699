package io.conec.nat;

/** What a host can be plugged into. */
interface Network {

  /** Make an interface of the host, give it its first address and make it the way to everywhere. */
  Attachment attach(Host host, String device);

  /**
   * One interface of a host.
   *
   * @param device   its name
   * @param network  what it is plugged into
   * @param address  its IPv4 address
   * @param prefix   the bits of its network
   * @param gateway  the way to everywhere
   * @param address6 its IPv6 address, {@code null} when there is none
   * @param gateway6 the same for IPv6
   */
  record Attachment(String device, Network network, String address, int prefix, String gateway, String address6,
                    String gateway6) {

    /** What gives the interface its addresses and routes. */
    String script() {
      String script = "ip link set " + device + " up\n"
        + "ip addr replace " + address + "/" + prefix + " dev " + device + "\n"
        + "ip route replace default via " + gateway + "\n";
      if (address6 != null) {
        script += "ip addr replace " + address6 + "/64 dev " + device + " nodad\n"
          + "ip -6 route replace default via " + gateway6 + "\n";
      }
      return script;
    }
  }

  /** The IPv4 address that others see. */
  String publicAddress(Attachment attachment);

  /** Another address for that interface. */
  Attachment renumbered(Attachment attachment);
}
