package io.conec;

import io.conec.impl.config.CertificateJson;
import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Options of a {@link ConecClient}.
 * <p>
 * In JSON the authorities of {@code trustOptions} are {@code pemTrustOptions} or {@code trustStoreOptions}, and
 * {@code peerTrustOptions} has one of these inside, in the form of the Vert.x options of that name.
 */
@DataObject
@JsonGen(publicConverter = false)
public class ClientOptions extends EndpointOptions {

  /** Default local address: all interfaces. */
  public static final String DEFAULT_LOCAL_ADDRESS = "0.0.0.0";

  /** Default local port: the system chooses. */
  public static final int DEFAULT_LOCAL_PORT = 0;

  /**
   * Default keep-alive interval, 5 s: the client notices the loss of a Coordinator within two intervals, long before
   * the idle time-out of relayed channels, and the interval is below the 15 s that RFC 9308, section 3.2 names for UDP
   * time-outs of NATs.
   */
  public static final Duration DEFAULT_KEEP_ALIVE_INTERVAL = Duration.ofSeconds(5);

  /** Default time-out of {@link ConecClient#connect()}, 10 s: enough for several attempts at several addresses. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Default time-out for opening a channel or a stream, 10 s: enough for a slow path, the handshake and two losses. */
  public static final Duration DEFAULT_OPEN_TIMEOUT = Duration.ofSeconds(10);

  /** Default longest pause between two reconnects, 2 s: the idle time-out leaves time for many attempts. */
  public static final Duration DEFAULT_MAX_RECONNECT_DELAY = Duration.ofSeconds(2);

  /** Default of {@code acceptChannels}: peers may open channels. */
  public static final boolean DEFAULT_ACCEPT_CHANNELS = true;

  /** Default number of channels, 1000: an idle channel takes about 100 KiB. */
  public static final int DEFAULT_MAX_CHANNELS = 1000;

  /**
   * Default number of channels that a peer may open, 8: one for each path policy, and a few that are closing. All
   * streams and the bridge share a channel.
   */
  public static final int DEFAULT_MAX_CHANNELS_PER_PEER = 8;

  /**
   * Default number of streams that a peer may have open on one channel, 1100: a bridge needs one for each address, so
   * 1000 addresses leave room for other streams.
   */
  public static final int DEFAULT_MAX_STREAMS_PER_CHANNEL = 1100;

  /** Default largest message that is read, 8 MiB: a message is assembled in memory before the handler gets it. */
  public static final int DEFAULT_MAX_MESSAGE_SIZE = 8 * 1024 * 1024;

  /** Default number of peers that a client knows of, 10,000: the default number of clients of a Coordinator. */
  public static final int DEFAULT_MAX_PEERS = CoordinatorOptions.DEFAULT_MAX_CLIENTS;

  private String id;
  private List<String> coordinators;
  private String localAddress;
  private int localPort;
  private TrustOptions trustOptions;
  private TrustOptions peerTrustOptions;
  private Duration keepAliveInterval;
  private Duration connectTimeout;
  private Duration openTimeout;
  private Duration maxReconnectDelay;
  private boolean acceptChannels;
  private int maxChannels;
  private int maxChannelsPerPeer;
  private int maxStreamsPerChannel;
  private int maxMessageSize;
  private PathOptions pathOptions;
  private String peerFilter;
  private int maxPeers;

  /**
   * Default options; an id and a Coordinator must still be set.
   */
  public ClientOptions() {
    init();
  }

  /**
   * @param other the options to copy
   */
  public ClientOptions(ClientOptions other) {
    super(other);
    id = other.id;
    coordinators = new ArrayList<>(other.coordinators);
    localAddress = other.localAddress;
    localPort = other.localPort;
    trustOptions = other.trustOptions == null ? null : other.trustOptions.copy();
    peerTrustOptions = other.peerTrustOptions == null ? null : other.peerTrustOptions.copy();
    keepAliveInterval = other.keepAliveInterval;
    connectTimeout = other.connectTimeout;
    openTimeout = other.openTimeout;
    maxReconnectDelay = other.maxReconnectDelay;
    acceptChannels = other.acceptChannels;
    maxChannels = other.maxChannels;
    maxChannelsPerPeer = other.maxChannelsPerPeer;
    maxStreamsPerChannel = other.maxStreamsPerChannel;
    maxMessageSize = other.maxMessageSize;
    pathOptions = new PathOptions(other.pathOptions);
    peerFilter = other.peerFilter;
    maxPeers = other.maxPeers;
  }

  /**
   * @param json the JSON to read
   * @throws IllegalArgumentException for an unknown key, a wrong type or a value out of range; the message has its path
   */
  public ClientOptions(JsonObject json) {
    this(new OptionsReader(json));
  }

  private ClientOptions(OptionsReader json) {
    super(json);
    init();
    CertificateJson.trust(json, this::setTrustOptions);
    json.object("peerTrustOptions", CertificateJson::trustObject, this::setPeerTrustOptions)
      .string("id", this::setId)
      .strings("coordinators", this::setCoordinators)
      .string("localAddress", this::setLocalAddress)
      .integer("localPort", this::setLocalPort)
      .duration("keepAliveInterval", this::setKeepAliveInterval)
      .duration("connectTimeout", this::setConnectTimeout)
      .duration("openTimeout", this::setOpenTimeout)
      .duration("maxReconnectDelay", this::setMaxReconnectDelay)
      .bool("acceptChannels", this::setAcceptChannels)
      .integer("maxChannels", this::setMaxChannels)
      .integer("maxChannelsPerPeer", this::setMaxChannelsPerPeer)
      .integer("maxStreamsPerChannel", this::setMaxStreamsPerChannel)
      .integer("maxMessageSize", this::setMaxMessageSize)
      .object("pathOptions", PathOptions::new, this::setPathOptions)
      .string("peerFilter", this::setPeerFilter)
      .integer("maxPeers", this::setMaxPeers)
      .end();
  }

  private void init() {
    coordinators = new ArrayList<>();
    localAddress = DEFAULT_LOCAL_ADDRESS;
    localPort = DEFAULT_LOCAL_PORT;
    keepAliveInterval = DEFAULT_KEEP_ALIVE_INTERVAL;
    connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    openTimeout = DEFAULT_OPEN_TIMEOUT;
    maxReconnectDelay = DEFAULT_MAX_RECONNECT_DELAY;
    acceptChannels = DEFAULT_ACCEPT_CHANNELS;
    maxChannels = DEFAULT_MAX_CHANNELS;
    maxChannelsPerPeer = DEFAULT_MAX_CHANNELS_PER_PEER;
    maxStreamsPerChannel = DEFAULT_MAX_STREAMS_PER_CHANNEL;
    maxMessageSize = DEFAULT_MAX_MESSAGE_SIZE;
    pathOptions = new PathOptions();
    maxPeers = DEFAULT_MAX_PEERS;
  }

  /**
   * @return the id of the client
   */
  public String getId() {
    return id;
  }

  /**
   * @param id the id of the client, case-sensitive: 1 to 253 letters, digits, {@code -}, {@code .} or {@code _}
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setId(String id) {
    this.id = Require.notEmpty("id", id);
    return this;
  }

  /**
   * @return the addresses of the Coordinator, {@code host[:port]}
   */
  public List<String> getCoordinators() {
    return coordinators;
  }

  /**
   * Set the addresses of the Coordinator, the preferred ones first. An address is {@code host[:port]} with the default
   * port 1719; an IPv6 address is in brackets.
   * <p>
   * The client tries every address that a name resolves to, at most 16 for each name, and uses the first one that
   * works. Each attempt begins 250 ms after the one before. The client resolves the names again for each round of
   * attempts.
   *
   * @param coordinators the addresses
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setCoordinators(List<String> coordinators) {
    this.coordinators = Require.each("coordinators", coordinators, Require::notEmpty);
    return this;
  }

  /**
   * @param coordinator one more address of the Coordinator, {@code host[:port]}
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions addCoordinator(String coordinator) {
    coordinators.add(Require.notEmpty("coordinators", coordinator));
    return this;
  }

  /**
   * @return the local address to bind, default {@link #DEFAULT_LOCAL_ADDRESS}
   */
  public String getLocalAddress() {
    return localAddress;
  }

  /**
   * @param localAddress the local address to bind, for the Coordinator and for direct paths: an IP address or a host
   *                     name of this machine
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setLocalAddress(String localAddress) {
    this.localAddress = Require.notEmpty("localAddress", localAddress);
    return this;
  }

  /**
   * @return the local UDP port to bind; 0, the default, lets the system choose
   */
  public int getLocalPort() {
    return localPort;
  }

  /**
   * @param localPort the local UDP port to bind, 0 to 65535; 0 lets the system choose. Peers can reach this port
   *                  directly when the firewall permits it
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setLocalPort(int localPort) {
    this.localPort = Require.between("localPort", localPort, 0, 65_535);
    return this;
  }

  /**
   * @return the trusted authorities of Coordinators; {@code null}, the default, for the authorities that the JDK trusts
   */
  public TrustOptions getTrustOptions() {
    return trustOptions;
  }

  /**
   * @param trustOptions the trusted authorities of Coordinators, or the certificate of the Coordinator itself when it
   *                     is self-signed; {@code null} for the authorities that the JDK trusts
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setTrustOptions(TrustOptions trustOptions) {
    this.trustOptions = trustOptions;
    return this;
  }

  /**
   * @return the authorities that must have signed the certificates of peers; {@code null}, the default, for the client
   * authority that the Coordinator sends, if it has one
   */
  public TrustOptions getPeerTrustOptions() {
    return peerTrustOptions;
  }

  /**
   * @param peerTrustOptions the authorities that must have signed the certificates of peers, instead of the client
   *                         authority that the Coordinator sends; {@code null} for that one
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setPeerTrustOptions(TrustOptions peerTrustOptions) {
    this.peerTrustOptions = peerTrustOptions;
    return this;
  }

  /**
   * @return the time-out of {@link ConecClient#connect()}, 0 for none, default 10 s (JSON: milliseconds or {@code 10s})
   */
  public Duration getConnectTimeout() {
    return connectTimeout;
  }

  /**
   * @param connectTimeout the time-out of {@link ConecClient#connect()}, 1 ms or more; {@link Duration#ZERO} for none,
   *                       for a client that may start before its network or its Coordinator
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setConnectTimeout(Duration connectTimeout) {
    this.connectTimeout = Require.zeroOrAtLeast("connectTimeout", connectTimeout, Duration.ofMillis(1));
    return this;
  }

  /**
   * @return the time-out for opening a channel or a stream, joining a broadcast, asking the Coordinator, and a ping,
   * default 10 s (JSON: milliseconds or {@code 10s})
   */
  public Duration getOpenTimeout() {
    return openTimeout;
  }

  /**
   * @param openTimeout the time-out for opening a channel or a stream, joining a broadcast, asking the Coordinator, and
   *                    a ping, 1 ms or more
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setOpenTimeout(Duration openTimeout) {
    this.openTimeout = Require.atLeast("openTimeout", openTimeout, Duration.ofMillis(1));
    return this;
  }

  /**
   * @return the longest pause between two reconnects, default 2 s (JSON: milliseconds or {@code 10s})
   */
  public Duration getMaxReconnectDelay() {
    return maxReconnectDelay;
  }

  /**
   * Set the longest pause between two attempts to reconnect to the Coordinator. It also bounds the pauses before a
   * bridge opens a stream or joins a broadcast again.
   * <p>
   * The first pause is 100 ms, or this value if it is smaller. Each pause doubles the one before, and varies at random
   * by half, so that clients do not all reconnect at the same moment.
   *
   * @param maxReconnectDelay the longest pause, 1 ms or more
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setMaxReconnectDelay(Duration maxReconnectDelay) {
    this.maxReconnectDelay = Require.atLeast("maxReconnectDelay", maxReconnectDelay, Duration.ofMillis(1));
    return this;
  }

  /**
   * @return whether peers may open channels, default {@code true}
   */
  public boolean isAcceptChannels() {
    return acceptChannels;
  }

  /**
   * @param acceptChannels whether peers may open channels; {@code false} for a client that only opens channels itself
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setAcceptChannels(boolean acceptChannels) {
    this.acceptChannels = acceptChannels;
    return this;
  }

  /**
   * @return the largest number of channels at a time, default 1000
   */
  public int getMaxChannels() {
    return maxChannels;
  }

  /**
   * @param maxChannels the largest number of channels at a time in both directions together, 1 to 1,000,000; a quarter
   *                    of them is reserved for channels that this client opens
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setMaxChannels(int maxChannels) {
    this.maxChannels = Require.between("maxChannels", maxChannels, 1, 1_000_000);
    return this;
  }

  /**
   * @return the largest number of channels that each peer may have opened to this client, default 8
   */
  public int getMaxChannelsPerPeer() {
    return maxChannelsPerPeer;
  }

  /**
   * Set how many channels each peer may have opened to this client at a time, including those that are not open yet.
   * The limit is at most 2 when half of the channels that this client accepts are in use. One more is refused with
   * {@link ConecError#LIMIT_EXCEEDED}.
   *
   * @param maxChannelsPerPeer the number of channels, 1 to 1,000,000
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setMaxChannelsPerPeer(int maxChannelsPerPeer) {
    this.maxChannelsPerPeer = Require.between("maxChannelsPerPeer", maxChannelsPerPeer, 1, 1_000_000);
    return this;
  }

  /**
   * @return the largest message that is read on a stream, in bytes, default 8 MiB
   */
  public int getMaxMessageSize() {
    return maxMessageSize;
  }

  /**
   * Set the largest message that is read on a stream. A stream that this side opens can have its own limit
   * ({@link StreamOptions#setMaxMessageSize(int)}). Through a bridge this is the largest body, with 64 KiB for the
   * headers in addition.
   *
   * @param maxMessageSize bytes, 1 to 2<sup>31</sup>-9
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setMaxMessageSize(int maxMessageSize) {
    this.maxMessageSize = Require.between("maxMessageSize", maxMessageSize, 1, Integer.MAX_VALUE - 8);
    return this;
  }

  /**
   * @return the interval of keep-alive pings, default 5 s (JSON: milliseconds or {@code 10s})
   */
  public Duration getKeepAliveInterval() {
    return keepAliveInterval;
  }

  /**
   * Set how often this client pings the Coordinator and, on any path, the peers to which it has opened channels. When a
   * third of the idle time-out of a connection is shorter, the client uses that.
   *
   * @param keepAliveInterval the interval, 100 ms or more, default {@link #DEFAULT_KEEP_ALIVE_INTERVAL}
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setKeepAliveInterval(Duration keepAliveInterval) {
    this.keepAliveInterval = Require.atLeast("keepAliveInterval", keepAliveInterval, Duration.ofMillis(100));
    return this;
  }

  /**
   * @return the largest number of streams that a peer may have open on one channel, default 1100
   */
  public int getMaxStreamsPerChannel() {
    return maxStreamsPerChannel;
  }

  /**
   * Set how many streams a peer may have open on one channel, without the control stream. Each may hold 1 MiB when its
   * reader is paused, or up to 16 MiB when its reader was fast before.
   *
   * @param maxStreamsPerChannel the number of streams, 1 to 100,000
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setMaxStreamsPerChannel(int maxStreamsPerChannel) {
    this.maxStreamsPerChannel = Require.between("maxStreamsPerChannel", maxStreamsPerChannel, 1, 100_000);
    return this;
  }

  /**
   * @return how this client finds and keeps direct paths
   */
  public PathOptions getPathOptions() {
    return pathOptions;
  }

  /**
   * @param pathOptions how this client finds and keeps direct paths; copied
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setPathOptions(PathOptions pathOptions) {
    this.pathOptions = new PathOptions(Require.notNull("pathOptions", pathOptions));
    return this;
  }

  /**
   * @return the regular expression that filters {@link ConecClient#peers()} and
   * {@link ConecClient#peerHandler(io.vertx.core.Handler)}; {@code null}, the default, for all peers
   */
  public String getPeerFilter() {
    return peerFilter;
  }

  /**
   * Limit {@link ConecClient#peers()} and {@link ConecClient#peerHandler(io.vertx.core.Handler)} to some ids. The
   * Coordinator sends only ids that begin with the literal beginning of the expression: {@code gateway-.*} costs it
   * less than {@code .*-gateway}.
   *
   * @param peerFilter a regular expression ({@link Pattern}) that must match a whole id; {@code null} for all peers
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setPeerFilter(String peerFilter) {
    this.peerFilter = Require.orNull("peerFilter", peerFilter, Require::pattern);
    return this;
  }

  /**
   * @return the largest number of peers that this client knows of, default 10,000
   */
  public int getMaxPeers() {
    return maxPeers;
  }

  /**
   * Set how many peers this client knows of at a time, for {@link ConecClient#peers()},
   * {@link ConecClient#peerHandler(io.vertx.core.Handler)} and imports together. The client ignores further peers and
   * logs a warning, so nobody can exhaust its memory.
   *
   * @param maxPeers the number of peers, 1 to 10,000,000
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setMaxPeers(int maxPeers) {
    this.maxPeers = Require.between("maxPeers", maxPeers, 1, 10_000_000);
    return this;
  }

  @Override
  public ClientOptions setKeyCertOptions(KeyCertOptions keyCertOptions) {
    return (ClientOptions) super.setKeyCertOptions(keyCertOptions);
  }

  @Override
  public ClientOptions setIdleTimeout(Duration idleTimeout) {
    return (ClientOptions) super.setIdleTimeout(idleTimeout);
  }

  @Override
  public ClientOptions setMaxDatagramSize(int maxDatagramSize) {
    return (ClientOptions) super.setMaxDatagramSize(maxDatagramSize);
  }

  @Override
  public ClientOptions setKeyLogFile(String keyLogFile) {
    return (ClientOptions) super.setKeyLogFile(keyLogFile);
  }

  @Override
  public JsonObject toJson() {
    JsonObject json = super.toJson();
    ClientOptionsConverter.toJson(this, json);
    json.put("keepAliveInterval", keepAliveInterval.toMillis());
    json.put("connectTimeout", connectTimeout.toMillis());
    json.put("openTimeout", openTimeout.toMillis());
    json.put("maxReconnectDelay", maxReconnectDelay.toMillis());
    CertificateJson.put(json, trustOptions);
    if (peerTrustOptions != null) {
      JsonObject authorities = new JsonObject();
      CertificateJson.put(authorities, peerTrustOptions);
      json.put("peerTrustOptions", authorities);
    }
    return json;
  }
}
