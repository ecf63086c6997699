package io.conec.nat;

/**
 * What stands between a host and the others, in the words of RFC 3489; in those of RFC 4787 each is a mapping and a
 * filtering behaviour.
 */
enum NatType {

  /** Nothing. */
  PUBLIC("public"),

  /** Endpoint-independent mapping, endpoint-independent filtering. */
  FULL_CONE("full cone"),

  /** Endpoint-independent mapping, address-dependent filtering. */
  ADDRESS_RESTRICTED("address-restricted"),

  /** Endpoint-independent mapping, address and port-dependent filtering: what most homes have. */
  PORT_RESTRICTED("port-restricted"),

  /** Address and port-dependent mapping, address and port-dependent filtering. */
  SYMMETRIC("symmetric"),

  /**
   * Port-restricted like many routers that are made from Linux: it keeps ports, and takes what comes uninvited for
   * itself. Then it has a connection with that sender, so that what goes there from inside gets another port.
   */
  MASQUERADE("masquerade"),

  /** Port-restricted, and others are behind the same one, which sends nothing back that comes from inside. */
  SAME_NAT("same NAT"),

  /** A public address, and a firewall that lets UDP to and from the Coordinator pass only. */
  BLOCKED("UDP blocked");

  private final String label;

  NatType(String label) {
    this.label = label;
  }

  /** Whether two hosts behind such NATs, not the same one, can reach each other when both send. */
  boolean reaches(NatType other) {
    if (this == BLOCKED || other == BLOCKED) {
      return false;
    }
    boolean bothCheckPorts = checksPorts() && other.checksPorts();
    return !bothCheckPorts || this != SYMMETRIC && other != SYMMETRIC;
  }

  private boolean checksPorts() {
    return this == PORT_RESTRICTED || this == SAME_NAT || this == SYMMETRIC;
  }

  @Override
  public String toString() {
    return label;
  }
}
