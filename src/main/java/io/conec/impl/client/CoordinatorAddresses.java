package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.impl.path.Addresses;
import io.netty.util.NetUtil;
import io.vertx.core.net.HostAndPort;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the Coordinator may be.
 */
final class CoordinatorAddresses {

  /**
   * One address to try.
   *
   * @param host    the name that the certificate must be for
   * @param address where it is
   */
  record Candidate(String host, InetSocketAddress address) {

    /** For people: what was given, and what it stands for. */
    @Override
    public String toString() {
      String ip = Addresses.format(address);
      return NetUtil.createByteArrayFromIpAddressString(host) != null ? ip
        : host + ":" + address.getPort() + " (" + ip.substring(0, ip.lastIndexOf(':')) + ")";
    }
  }

  private CoordinatorAddresses() {
  }

  /**
   * @return every address of every name given, in order; asks the name service, so on a worker thread
   * @throws ConecException when there is none
   */
  static List<Candidate> resolve(ClientOptions options) {
    List<Candidate> candidates = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String text : options.getCoordinators()) {
      HostAndPort hostAndPort = parse(text);
      String host = withoutBrackets(hostAndPort.host());
      try {
        for (InetAddress ip : InetAddress.getAllByName(host)) {
          candidates.add(new Candidate(host, new InetSocketAddress(ip, hostAndPort.port())));
        }
      } catch (UnknownHostException e) {
        unknown.add(host);
      }
    }
    if (candidates.isEmpty()) {
      throw new ConecException(ConecError.COORDINATOR_UNREACHABLE, "no address is known for "
        + String.join(", ", unknown) + ": check 'coordinators' and the name service");
    }
    return candidates;
  }

  /** Check the form of the addresses, before anything is started. */
  static void check(ClientOptions options) {
    options.getCoordinators().forEach(CoordinatorAddresses::parse);
  }

  private static HostAndPort parse(String text) {
    HostAndPort parsed = HostAndPort.parseAuthority(text, CoordinatorOptions.DEFAULT_PORT);
    if (parsed == null) {
      throw new IllegalArgumentException("'" + text + "' is not host[:port]: check 'coordinators'");
    }
    return parsed.port() > 0 ? parsed : HostAndPort.create(parsed.host(), CoordinatorOptions.DEFAULT_PORT);
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
