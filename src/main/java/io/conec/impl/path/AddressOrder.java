package io.conec.impl.path;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Sorts the addresses of this machine by how likely peers reach them. There may be more of them than can be signalled.
 */
final class AddressOrder {

  /**
   * An address, and its interface.
   *
   * @param name  of the interface
   * @param index of the interface: newer interfaces have higher ones
   */
  record Found(String name, int index, LocalAddress local) {

    InetAddress address() {
      return local.address();
    }
  }

  /** How likely peers reach an address, the most likely first. */
  private enum Rank { ROUTED, FIRST_OF_SUBNET, SAME_SUBNET, VIRTUAL }

  /**
   * Interfaces of containers and virtual machines on this machine. Bridges that administrators create have other names.
   */
  private static final Pattern VIRTUAL = Pattern.compile(
    "(docker|br-|virbr|veth|cni|flannel|cali|cilium|kube|lxc|lxd|incus|podman|vmnet|vboxnet|vnic|vethernet).*",
    Pattern.CASE_INSENSITIVE);

  private AddressOrder() {
  }

  /**
   * @param routed the source addresses of the routes to the Coordinator and of the default routes, in this order
   * @return the routed addresses; then one address of each subnet, the oldest interface first; then others; last those
   * of virtual interfaces
   */
  static List<LocalAddress> of(List<Found> found, List<InetAddress> routed) {
    List<Found> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.<Found>comparingInt(own -> position(own, routed)).thenComparingInt(Found::index));
    Set<Object> subnets = new HashSet<>();
    Map<Found, Rank> ranks = new HashMap<>();
    sorted.forEach(own -> ranks.put(own, rank(own, routed, subnets)));
    // The sort is stable: the order within a rank stays.
    sorted.sort(Comparator.comparing(ranks::get));
    return sorted.stream().map(Found::local).toList();
  }

  private static int position(Found own, List<InetAddress> routed) {
    int position = routed.indexOf(own.address());
    return position < 0 ? routed.size() : position;
  }

  private static Rank rank(Found own, List<InetAddress> routed, Set<Object> subnets) {
    boolean first = subnets.add(subnet(own.local()));
    if (routed.contains(own.address())) {
      return Rank.ROUTED;
    } else if (VIRTUAL.matcher(own.name()).matches()) {
      return Rank.VIRTUAL;
    }
    return first ? Rank.FIRST_OF_SUBNET : Rank.SAME_SUBNET;
  }

  private static Object subnet(LocalAddress local) {
    byte[] bytes = local.address().getAddress();
    int hostBits = Math.max(0, bytes.length * Byte.SIZE - Math.max(0, local.prefixLength()));
    return List.of(bytes.length, new BigInteger(1, bytes).shiftRight(hostBits), hostBits);
  }
}
