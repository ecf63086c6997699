package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.CoordinatorOptions;
import io.conec.impl.config.OptionException;
import io.netty.util.NetUtil;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.HostAndPort;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses of the Coordinator. Confined to the event loop.
 */
final class CoordinatorAddresses {

  /**
   * One address to try.
   *
   * @param host    the name that the certificate must be for
   * @param address its address
   */
  record CoordinatorAddress(String host, InetSocketAddress socketAddress) {

    /** For messages: the configured text, and the address that it resolved to. */
    @Override
    public String toString() {
      String ip = NetUtil.toSocketAddressString(socketAddress);
      return NetUtil.createByteArrayFromIpAddressString(host) != null ? ip
        : host + ":" + socketAddress.getPort() + " (" + ip.substring(0, ip.lastIndexOf(':')) + ")";
    }
  }

  /** Resolves names, as {@link InetAddress#getAllByName} does; it may block. */
  interface NameService {
    InetAddress[] resolve(String name) throws UnknownHostException;
  }

  /** The most addresses of a name; a service with more returns them in another order each time. */
  private static final int MAX_PER_NAME = 16;

  private final ContextInternal context;
  private final NameService service;
  private final List<Name> names;

  CoordinatorAddresses(ContextInternal context, ClientOptions options, NameService service) {
    this.context = context;
    this.service = service;
    this.names = options.getCoordinators().stream().map(CoordinatorAddresses::parse)
      .map(parsed -> new Name(withoutBrackets(parsed.host()), parsed.port())).toList();
  }

  /**
   * Resolve all names, each on its own worker thread.
   *
   * @param onUpdate called now, and after each result
   */
  void resolve(Runnable onUpdate) {
    names.forEach(name -> name.resolve(onUpdate));
    onUpdate.run();
  }

  /** @return whether all results are known */
  boolean isComplete() {
    return names.stream().noneMatch(name -> name.lookup == Lookup.UNDER_WAY);
  }

  /**
   * @return every address that the names resolve to, in the order of the names; the address families of one name
   * alternate (RFC 8305, section 4). Earlier results count while the name service does not answer
   */
  List<CoordinatorAddress> known() {
    return names.stream().flatMap(Name::addresses).distinct().toList();
  }

  /** @return the names without an address so far */
  List<String> unknown() {
    return names.stream().filter(name -> name.lookup != Lookup.NOT_BEGUN && name.known.isEmpty())
      .map(name -> name.host).toList();
  }

  private enum Lookup { NOT_BEGUN, UNDER_WAY, DONE, FAILED }

  private final class Name {

    private final String host;
    private final int port;
    private Lookup lookup = Lookup.NOT_BEGUN;
    private Runnable onUpdate;
    private List<InetAddress> known = List.of();

    Name(String host, int port) {
      this.host = host;
      this.port = port;
    }

    /**
     * A name service may not answer for long, so there is one query at a time, and the latest caller gets the result.
     */
    void resolve(Runnable caller) {
      onUpdate = caller;
      InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
      if (literal != null && !host.contains("%")) {
        known = List.of(literal);
        lookup = Lookup.DONE;
      } else if (lookup != Lookup.UNDER_WAY) {
        lookup = Lookup.UNDER_WAY;
        context.executeBlocking(() -> service.resolve(host), false)
          .onComplete(found -> context.nettyEventLoop().execute(() -> {
            lookup = found.succeeded() ? Lookup.DONE : Lookup.FAILED;
            if (found.succeeded()) {
              known = interleaveFamilies(List.of(found.result()));
            }
            onUpdate.run();
          }));
      }
    }

    Stream<CoordinatorAddress> addresses() {
      return known.stream().map(ip -> new CoordinatorAddress(host, new InetSocketAddress(ip, port)));
    }
  }

  /** Alternate the address families, beginning with the family of the first address. */
  static List<InetAddress> interleaveFamilies(List<InetAddress> addresses) {
    boolean ipv4First = addresses.get(0) instanceof Inet4Address;
    List<InetAddress> first = addresses.stream().filter(ip -> ip instanceof Inet4Address == ipv4First).toList();
    List<InetAddress> second = addresses.stream().filter(ip -> ip instanceof Inet4Address != ipv4First).toList();
    List<InetAddress> all = new ArrayList<>();
    for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
      first.stream().skip(i).limit(1).forEach(all::add);
      second.stream().skip(i).limit(1).forEach(all::add);
    }
    return all.stream().limit(MAX_PER_NAME).toList();
  }

  /** Check the syntax of the addresses before anything starts. */
  static void check(ClientOptions options) {
    options.getCoordinators().forEach(CoordinatorAddresses::parse);
  }

  private static HostAndPort parse(String text) {
    HostAndPort parsed = HostAndPort.parseAuthority(text, CoordinatorOptions.DEFAULT_PORT);
    if (parsed == null) {
      throw new OptionException("coordinators", "'" + text + "' is not host[:port]");
    }
    return parsed.port() > 0 ? parsed : HostAndPort.create(parsed.host(), CoordinatorOptions.DEFAULT_PORT);
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
