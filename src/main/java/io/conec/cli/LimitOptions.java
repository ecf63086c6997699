package io.conec.cli;

import io.conec.CoordinatorOptions;
import picocli.CommandLine.Option;

/** How much a Coordinator does for its clients. */
final class LimitOptions {

  @Option(names = "--no-retry", description = "Do not validate addresses before a connection costs memory.")
  private boolean noRetry;

  @Option(names = "--max-clients", paramLabel = "N", description = "Clients at a time. Default: ${DEFAULT-VALUE}.")
  private int maxClients = CoordinatorOptions.DEFAULT_MAX_CLIENTS;

  @Option(names = "--max-channels-per-client", paramLabel = "N",
    description = "Channels of each client. Default: ${DEFAULT-VALUE}.")
  private int maxChannels = CoordinatorOptions.DEFAULT_MAX_CHANNELS_PER_CLIENT;

  @Option(names = "--max-relayed-bytes-per-second", paramLabel = "N",
    description = "Bytes a second relayed for each client. Default: ${DEFAULT-VALUE}.")
  private long maxRelayedBytes = CoordinatorOptions.DEFAULT_MAX_RELAYED_BYTES_PER_SECOND;

  @Option(names = "--max-control-messages-per-second", paramLabel = "N",
    description = "Control messages a second read from each client. Default: ${DEFAULT-VALUE}.")
  private int maxControlMessages = CoordinatorOptions.DEFAULT_MAX_CONTROL_MESSAGES_PER_SECOND;

  void applyTo(CoordinatorOptions options) {
    options
      .setRetry(!noRetry)
      .setMaxClients(maxClients)
      .setMaxChannelsPerClient(maxChannels)
      .setMaxRelayedBytesPerSecond(maxRelayedBytes)
      .setMaxControlMessagesPerSecond(maxControlMessages);
  }
}
