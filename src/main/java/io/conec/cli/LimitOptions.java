package io.conec.cli;

import io.conec.BroadcastLimits;
import io.conec.BroadcastRule;
import io.conec.CoordinatorOptions;
import java.time.Duration;
import java.util.List;
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

  @Option(names = "--max-broadcasts", paramLabel = "N",
    description = "Broadcasts at a time, 0 for none. Default: ${DEFAULT-VALUE}.")
  private int maxBroadcasts = BroadcastLimits.DEFAULT_MAX_BROADCASTS;

  @Option(names = "--max-broadcasts-per-client", paramLabel = "N",
    description = "Broadcasts that a client may be in. Default: ${DEFAULT-VALUE}.")
  private int maxBroadcastsPerClient = BroadcastLimits.DEFAULT_MAX_PER_CLIENT;

  @Option(names = "--max-broadcast-message-size", paramLabel = "N",
    description = "Bytes of a message of a broadcast. Default: ${DEFAULT-VALUE}.")
  private int maxBroadcastMessageSize = BroadcastLimits.DEFAULT_MAX_MESSAGE_SIZE;

  @Option(names = "--broadcast-stall-timeout", paramLabel = "TIME", converter = Values.Period.class,
    description = "How long a reader that takes nothing may hold up the senders before it is cut off. Default: 10s.")
  private Duration broadcastStallTimeout = BroadcastLimits.DEFAULT_STALL_TIMEOUT;

  @Option(names = "--broadcast-rule", paramLabel = "NAME=PEER:rw", converter = Values.Rule.class,
    description = "Let PEER read (r), write (w) or do both (rw) in the broadcast NAME, each may be *; repeat it for "
      + "several. What no rule allows is refused. Default: everybody may do everything.")
  private List<BroadcastRule> broadcastRules;

  void applyTo(CoordinatorOptions options) {
    options
      .setRetry(!noRetry)
      .setMaxClients(maxClients)
      .setMaxChannelsPerClient(maxChannels)
      .setMaxRelayedBytesPerSecond(maxRelayedBytes)
      .setMaxControlMessagesPerSecond(maxControlMessages)
      .setBroadcastLimits(broadcastLimits());
  }

  private BroadcastLimits broadcastLimits() {
    BroadcastLimits limits = new BroadcastLimits()
      .setMaxBroadcasts(maxBroadcasts)
      .setMaxPerClient(maxBroadcastsPerClient)
      .setMaxMessageSize(maxBroadcastMessageSize)
      .setStallTimeout(broadcastStallTimeout);
    return broadcastRules == null ? limits : limits.setRules(broadcastRules);
  }
}
