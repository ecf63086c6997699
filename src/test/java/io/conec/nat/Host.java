package io.conec.nat;

import io.conec.nat.Network.Attachment;

/** A machine of the laboratory: a network namespace in which processes run. */
final class Host {

  private final Namespaces namespaces;
  private final String name;
  private Attachment attachment;
  private int devices;

  Host(Namespaces namespaces, String name, Network network) {
    this.namespaces = namespaces;
    this.name = name;
    namespaces.run(null, "ip netns add " + name + "\nip -n " + name + " link set lo up\n");
    attachment = network.attach(this, nextDevice());
  }

  String name() {
    return name;
  }

  /** The address that this host knows of. */
  String address() {
    return attachment.address();
  }

  /** The address that others see. */
  String publicAddress() {
    return attachment.network().publicAddress(attachment);
  }

  /** {@code null} where there is no IPv6. */
  String address6() {
    return attachment.address6();
  }

  String run(String script) {
    return namespaces.run(name, script);
  }

  /** Where agents of that kind of home live. */
  LabJvm jvm(RemoteAgent.Home home) {
    return home == RemoteAgent.Home.SHARED ? namespaces.sharedJvm() : namespaces.newJvm();
  }

  /** The cable is out, and so are addresses and routes. */
  void down() {
    run("ip link set " + attachment.device() + " down");
  }

  /** After {@link #down()}, with the same addresses as before. */
  void up() {
    run(attachment.script());
  }

  /** From now on another address of the same network. */
  void renumber() {
    Attachment next = attachment.network().renumbered(attachment);
    run("ip addr del " + attachment.address() + "/" + attachment.prefix() + " dev " + attachment.device() + "\n"
      + next.script());
    attachment = next;
  }

  /** From one network to another, through another interface, as from a cable to a mobile network. */
  void roam(Network network) {
    String old = attachment.device();
    attachment = network.attach(this, nextDevice());
    run("ip link del " + old);
  }

  private String nextDevice() {
    return "eth" + devices++;
  }
}
