package io.conec.cli;

import io.conec.EndpointOptions;
import picocli.CommandLine.Option;

/** The limit of the datagrams that an endpoint sends. */
final class DatagramSize {

  @Option(names = "--max-datagram-size", paramLabel = "BYTES",
    description = "Send no longer QUIC datagrams, whatever the network carries: 1200 at least. Default: "
      + EndpointOptions.DEFAULT_MAX_DATAGRAM_SIZE + ".")
  private Integer bytes;

  void applyTo(EndpointOptions options) {
    if (bytes != null) {
      options.setMaxDatagramSize(bytes);
    }
  }
}
