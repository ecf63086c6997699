package io.conec.impl.transport;

import io.conec.ClientOptions;
import io.conec.CoordinatorOptions;

/**
 * Where a socket is bound, and the options that say so.
 */
public record BindAddress(String host, int port, String hostOption, String portOption) {

  public static BindAddress of(ClientOptions options) {
    return new BindAddress(options.getLocalAddress(), options.getLocalPort(), "localAddress", "localPort");
  }

  public static BindAddress of(CoordinatorOptions options) {
    return new BindAddress(options.getHost(), options.getPort(), "host", "port");
  }
}
