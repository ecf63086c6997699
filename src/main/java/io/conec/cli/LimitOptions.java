package io.conec.cli;

import io.conec.BroadcastLimits;
import io.conec.BroadcastRule;
import io.conec.CoordinatorOptions;
import io.conec.PeerRule;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The limits of a Coordinator. */
final class LimitOptions {

  @Option(names = "--no-retry", description = "Do not validate addresses before a connection costs memory.")
  private boolean noRetry;

  @Option(names = "--max-clients", paramLabel = "N",
    description = "Clients at a time. Default: " + CoordinatorOptions.DEFAULT_MAX_CLIENTS + ".")
  private Integer maxClients;

  @Option(names = "--max-clients-per-address", paramLabel = "N",
    description = "Clients with one address (IPv6: one /64 network). Default: "
      + CoordinatorOptions.DEFAULT_MAX_CLIENTS_PER_ADDRESS + ".")
  private Integer maxClientsPerAddress;

  @Option(names = "--max-channels-per-client", paramLabel = "N",
    description = "Channels of each client. Default: " + CoordinatorOptions.DEFAULT_MAX_CHANNELS_PER_CLIENT + ".")
  private Integer maxChannels;

  @Option(names = "--max-channels-per-peer", paramLabel = "N",
    description = "Channels that a client may open to one peer. Default: "
      + CoordinatorOptions.DEFAULT_MAX_CHANNELS_PER_PEER + ".")
  private Integer maxChannelsPerPeer;

  @Option(names = "--max-introductions-per-second", paramLabel = "N",
    description = "Channels a second that a client may open to one peer. Default: "
      + CoordinatorOptions.DEFAULT_MAX_INTRODUCTIONS_PER_SECOND + ".")
  private Integer maxIntroductions;

  @Option(names = "--max-relayed-bytes-per-second", paramLabel = "N",
    description = "Bytes a second relayed for each client. Default: "
      + CoordinatorOptions.DEFAULT_MAX_RELAYED_BYTES_PER_SECOND + ".")
  private Long maxRelayedBytes;

  @Option(names = "--max-control-messages-per-second", paramLabel = "N",
    description = "Control messages a second read from each client. Default: "
      + CoordinatorOptions.DEFAULT_MAX_CONTROL_MESSAGES_PER_SECOND + ".")
  private Integer maxControlMessages;

  @Option(names = "--max-broadcasts", paramLabel = "N",
    description = "Broadcasts at a time, 0 for none. Default: " + BroadcastLimits.DEFAULT_MAX_BROADCASTS + ".")
  private Integer maxBroadcasts;

  @Option(names = "--max-broadcasts-per-client", paramLabel = "N",
    description = "Broadcasts that a client may join. Default: " + BroadcastLimits.DEFAULT_MAX_BROADCASTS_PER_CLIENT
      + ".")
  private Integer maxBroadcastsPerClient;

  @Option(names = "--max-broadcasts-created-per-client", paramLabel = "N",
    description = "Broadcasts that a client may have created. Default: "
      + BroadcastLimits.DEFAULT_MAX_BROADCASTS_CREATED_PER_CLIENT + ".")
  private Integer maxBroadcastsCreated;

  @Option(names = "--max-broadcast-message-size", paramLabel = "N",
    description = "Bytes of a message of a broadcast. Default: " + BroadcastLimits.DEFAULT_MAX_MESSAGE_SIZE + ".")
  private Integer maxBroadcastMessageSize;

  @Option(names = "--broadcast-stall-timeout", paramLabel = "TIME", converter = Converters.Period.class,
    description = "How long a reader that takes nothing may hold up the senders before it is cut off. Default: 10s.")
  private Duration broadcastStallTimeout;

  @Option(names = "--broadcast-rule", paramLabel = "NAME=PEER:rw", converter = Converters.Rule.class,
    description = "Let PEER read (r), write (w) or do both (rw) in the broadcast NAME, each may be *; repeat it for "
      + "several. Everything else is refused. Default: all peers may read and write all broadcasts.")
  private List<BroadcastRule> broadcastRules;

  @Option(names = "--peer-rule", paramLabel = "PEER=OTHER", converter = Converters.Visibility.class,
    description = "Let PEER see whether OTHER is connected, each may be *; repeat it for several. Default: with "
      + "--client-ca all see each other, otherwise none.")
  private List<PeerRule> peerRules;

  /** Sets the given options. */
  void applyTo(CoordinatorOptions options) {
    if (noRetry) {
      options.setRetry(false);
    }
    ifGiven(maxClients, options::setMaxClients);
    ifGiven(maxClientsPerAddress, options::setMaxClientsPerAddress);
    ifGiven(maxChannels, options::setMaxChannelsPerClient);
    ifGiven(maxChannelsPerPeer, options::setMaxChannelsPerPeer);
    ifGiven(maxIntroductions, options::setMaxIntroductionsPerSecond);
    ifGiven(maxRelayedBytes, options::setMaxRelayedBytesPerSecond);
    ifGiven(maxControlMessages, options::setMaxControlMessagesPerSecond);
    BroadcastLimits broadcasts = options.getBroadcastLimits();
    ifGiven(maxBroadcasts, broadcasts::setMaxBroadcasts);
    ifGiven(maxBroadcastsPerClient, broadcasts::setMaxBroadcastsPerClient);
    ifGiven(maxBroadcastsCreated, broadcasts::setMaxBroadcastsCreatedPerClient);
    ifGiven(maxBroadcastMessageSize, broadcasts::setMaxMessageSize);
    ifGiven(broadcastStallTimeout, broadcasts::setStallTimeout);
    ifGiven(broadcastRules, broadcasts::setRules);
    ifGiven(peerRules, options::setPeerRules);
  }

  /** Options that are not given keep the value of the configuration file or of the library. */
  static <T> void ifGiven(T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }
}
