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
 * In JSON, trust is given as {@code pemTrustOptions} or {@code trustStoreOptions}, trust in peers as the same inside
 * {@code peerTrust}, each in the form of the Vert.x options of that name.
 */
@DataObject
@JsonGen(publicConverter = false)
public class ClientOptions extends EndpointOptions {

  /** Default local address: all interfaces. */
  public static final String DEFAULT_LOCAL_ADDRESS = "0.0.0.0";

  /** Default local port: the system chooses. */
  public static final int DEFAULT_LOCAL_PORT = 0;

  /**
   * Default keep-alive interval, 5 s: a lost Coordinator is noticed within two of them, long before the idle time-out
   * of the channels that it relays; and it is below the 15 s that RFC 9308, section 3.2 names for UDP time-outs of
   * NATs.
   */
  public static final Duration DEFAULT_KEEP_ALIVE_INTERVAL = Duration.ofSeconds(5);

  /** Default time for {@link ConecClient#connect()}, 10 s: several attempts at several addresses fit in. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Default time for opening a channel or a stream, 10 s: a slow path, the handshake and two losses fit in. */
  public static final Duration DEFAULT_OPEN_TIMEOUT = Duration.ofSeconds(10);

  /** Default longest pause before reconnecting, 2 s: many attempts fit into the idle time-out. */
  public static final Duration DEFAULT_MAX_RECONNECT_DELAY = Duration.ofSeconds(2);

  /** Default of whether peers may open channels. */
  public static final boolean DEFAULT_ACCEPT_CHANNELS = true;

  /** Default number of channels, 1000: each costs about 100 KiB when idle. */
  public static final int DEFAULT_MAX_CHANNELS = 1000;

  /**
   * Default number of channels that a peer may open, 8: those for each path policy, and some that end. Streams share a
   * channel, so does the bridge.
   */
  public static final int DEFAULT_MAX_CHANNELS_PER_PEER = 8;

  /**
   * Default number of streams that a peer may have open on one channel, 1100: a bridge has one for each address, and
   * 1000 of them leave room for others.
   */
  public static final int DEFAULT_MAX_STREAMS = 1100;

  /** Default largest message read, 8 MiB: a message is assembled in memory before it is handed out. */
  public static final int DEFAULT_MAX_MESSAGE_SIZE = 8 * 1024 * 1024;

  /** Default number of peers that a client knows of, 10,000: as many as a Coordinator lets in by default. */
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
  private int maxStreams;
  private int maxMessageSize;
  private PathOptions pathOptions;
  private String peerFilter;
  private int maxPeers;

  /**
   * Default options; an id and a Coordinator are still to be set.
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
    maxStreams = other.maxStreams;
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
    json.object("peerTrust", CertificateJson::trustObject, this::setPeerTrustOptions)
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
      .integer("maxStreams", this::setMaxStreams)
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
    maxStreams = DEFAULT_MAX_STREAMS;
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
   * @param id the id of the client: 1 to 253 letters, digits, {@code -}, {@code .}, {@code _}; case matters
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
   * @param coordinators the addresses of the Coordinator, the preferred ones first, each {@code host[:port]} with 1719
   *                     as the default port and IPv6 addresses in brackets. Every address that a name resolves to is
   *                     tried, 16 at most; each has a head start of 250 ms over the next, and the first that works is
   *                     taken. Names are looked up again for each round of attempts
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
    coordinators.add(Require.notEmpty("coordinator", coordinator));
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
   * @param localPort the local UDP port to bind, 0 to 65535; 0 lets the system choose. Peers reach it directly when the
   *                  firewall lets them
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setLocalPort(int localPort) {
    this.localPort = Require.between("localPort", localPort, 0, 65_535);
    return this;
  }

  /**
   * @return whom to trust as a Coordinator; {@code null}, the default, for the authorities that the JDK trusts
   */
  public TrustOptions getTrustOptions() {
    return trustOptions;
  }

  /**
   * @param trustOptions whom to trust as a Coordinator: its authority, or its own certificate when it is self-signed
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setTrustOptions(TrustOptions trustOptions) {
    this.trustOptions = trustOptions;
    return this;
  }

  /**
   * @return the authorities that peers must be signed by; {@code null}, the default, to take the client authority that
   * the Coordinator hands out, if it has one
   */
  public TrustOptions getPeerTrustOptions() {
    return peerTrustOptions;
  }

  /**
   * @param peerTrustOptions the authorities that peers must be signed by, whatever the Coordinator says
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setPeerTrustOptions(TrustOptions peerTrustOptions) {
    this.peerTrustOptions = peerTrustOptions;
    return this;
  }

  /**
   * @return how long {@link ConecClient#connect()} tries, 0 for ever, default 10 s (JSON: milliseconds or {@code 10s})
   */
  public Duration getConnectTimeout() {
    return connectTimeout;
  }

  /**
   * @param connectTimeout how long {@link ConecClient#connect()} tries, 1 ms or more; {@link Duration#ZERO} for ever,
   *                       for a client that may start before its network or its Coordinator
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setConnectTimeout(Duration connectTimeout) {
    this.connectTimeout = Require.zeroOrAtLeast("connectTimeout", connectTimeout, Duration.ofMillis(1));
    return this;
  }

  /**
   * @return the deadline for opening a channel or a stream and for a ping, default 10 s
   * (JSON: milliseconds or {@code 10s})
   */
  public Duration getOpenTimeout() {
    return openTimeout;
  }

  /**
   * @param openTimeout the deadline for opening a channel or a stream and for a ping, 1 ms or more
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setOpenTimeout(Duration openTimeout) {
    this.openTimeout = Require.atLeast("openTimeout", openTimeout, Duration.ofMillis(1));
    return this;
  }

  /**
   * @return the longest pause between two attempts to reconnect, default 2 s (JSON: milliseconds or {@code 10s})
   */
  public Duration getMaxReconnectDelay() {
    return maxReconnectDelay;
  }

  /**
   * @param maxReconnectDelay the longest pause between two attempts to reconnect, 1 ms or more; a bridge waits no
   *                          longer before it opens a stream, or joins a broadcast, again. The first pause is 100 ms,
   *                          or this if that is less; each doubles the one before, and varies at random by half, so
   *                          that clients do not all come back at the same moment
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
   * @param acceptChannels whether peers may open channels; {@code false} for a client that only opens them itself
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setAcceptChannels(boolean acceptChannels) {
    this.acceptChannels = acceptChannels;
    return this;
  }

  /**
   * @return how many channels may be open at a time, default 1000
   */
  public int getMaxChannels() {
    return maxChannels;
  }

  /**
   * @param maxChannels how many channels may be open at a time, those that peers opened included; a quarter of them is
   *                    for those that this client opens
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setMaxChannels(int maxChannels) {
    this.maxChannels = Require.between("maxChannels", maxChannels, 1, 1_000_000);
    return this;
  }

  /**
   * @return how many channels each peer may open, default 8
   */
  public int getMaxChannelsPerPeer() {
    return maxChannelsPerPeer;
  }

  /**
   * @param maxChannelsPerPeer how many channels each peer may have opened to this client at a time, those that are not
   *                           open yet included; no more than 2 when half of those that this client accepts are taken.
   *                           One more is refused with {@link ConecError#LIMIT_EXCEEDED}
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setMaxChannelsPerPeer(int maxChannelsPerPeer) {
    this.maxChannelsPerPeer = Require.between("maxChannelsPerPeer", maxChannelsPerPeer, 1, 1_000_000);
    return this;
  }

  /**
   * @return the largest message read on a stream, in bytes, default 8 MiB
   */
  public int getMaxMessageSize() {
    return maxMessageSize;
  }

  /**
   * @param maxMessageSize the largest message read on a stream, in bytes; a stream that this side opens can have its
   *                       own ({@link StreamOptions#setMaxMessageSize(int)}); through a bridge it is the largest body,
   *                       and the headers have 64 KiB beside it
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setMaxMessageSize(int maxMessageSize) {
    this.maxMessageSize = Require.between("maxMessageSize", maxMessageSize, 1, Integer.MAX_VALUE - 8);
    return this;
  }

  /**
   * @return how often a connection is kept alive, default 5 s (JSON: milliseconds or {@code 10s})
   */
  public Duration getKeepAliveInterval() {
    return keepAliveInterval;
  }

  /**
   * @param keepAliveInterval how often the connection to the Coordinator and the channels that this client opened are
   *                          kept alive, whatever path they take, 100 ms or more, default
   *                          {@link #DEFAULT_KEEP_ALIVE_INTERVAL}; a third of the idle time-out of the connection is
   *                          used when that is shorter
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setKeepAliveInterval(Duration keepAliveInterval) {
    this.keepAliveInterval = Require.atLeast("keepAliveInterval", keepAliveInterval, Duration.ofMillis(100));
    return this;
  }

  /**
   * @return how many streams a peer may have open on one channel, default 1100
   */
  public int getMaxStreams() {
    return maxStreams;
  }

  /**
   * @param maxStreams how many streams a peer may have open on one channel, the control stream not counted;
   *                   each may hold 1 MiB when its reader is paused, up to 16 MiB when the reader was fast before
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setMaxStreams(int maxStreams) {
    this.maxStreams = Require.between("maxStreams", maxStreams, 1, 100_000);
    return this;
  }

  /**
   * @return how direct paths to peers are found and kept
   */
  public PathOptions getPathOptions() {
    return pathOptions;
  }

  /**
   * @param pathOptions how direct paths to peers are found and kept
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setPathOptions(PathOptions pathOptions) {
    this.pathOptions = new PathOptions(pathOptions);
    return this;
  }

  /**
   * @return what the ids of the peers match that {@link ConecClient#peers()} and
   * {@link ConecClient#peerHandler(io.vertx.core.Handler)} are about, {@code null}, the default, for all
   */
  public String getPeerFilter() {
    return peerFilter;
  }

  /**
   * @param peerFilter a regular expression ({@link Pattern}) that matches the whole ids of the peers that
   *                   {@link ConecClient#peers()} and {@link ConecClient#peerHandler(io.vertx.core.Handler)} are about.
   *                   The Coordinator sends only ids with the text that it begins with: {@code gateway-.*} saves it
   *                   more than {@code .*-gateway}
   * @return a reference to this, so the API can be used fluently
   */
  public ClientOptions setPeerFilter(String peerFilter) {
    this.peerFilter = Require.pattern("peerFilter", peerFilter);
    return this;
  }

  /**
   * @return how many peers this client knows of, default 10,000
   */
  public int getMaxPeers() {
    return maxPeers;
  }

  /**
   * @param maxPeers how many peers this client knows of at a time, for {@link ConecClient#peers()},
   *                 {@link ConecClient#peerHandler(io.vertx.core.Handler)} and imports together. Others are left out,
   *                 and a warning is logged: nobody can use up its memory
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
      JsonObject peerTrust = new JsonObject();
      CertificateJson.put(peerTrust, peerTrustOptions);
      json.put("peerTrust", peerTrust);
    }
    return json;
  }
}
