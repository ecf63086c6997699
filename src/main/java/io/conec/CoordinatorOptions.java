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

/**
 * Options of a {@link ConecCoordinator}.
 * <p>
 * In JSON {@code clientTrustOptions} has {@code pemTrustOptions} or {@code trustStoreOptions} inside, in the form of
 * the Vert.x options of that name.
 */
@DataObject
@JsonGen(publicConverter = false)
public class CoordinatorOptions extends EndpointOptions {

  /** Default address to bind: all interfaces. */
  public static final String DEFAULT_HOST = "0.0.0.0";

  /** Default UDP port. */
  public static final int DEFAULT_PORT = 1719;

  /** Default name in the self-signed certificate that a Coordinator without a certificate creates. */
  public static final String DEFAULT_SERVER_NAME = "localhost";

  /** Default of {@code retry}: every address is validated before its connection takes memory. */
  public static final boolean DEFAULT_RETRY = true;

  /** Default number of clients, 10,000: each takes about 100 KiB. */
  public static final int DEFAULT_MAX_CLIENTS = 10_000;

  /**
   * Default number of clients with one address, 1000: a large office behind one NAT has fewer, and only ten addresses
   * can use up the default of all clients.
   */
  public static final int DEFAULT_MAX_CLIENTS_PER_ADDRESS = 1000;

  /** Default number of channels of a client, 1000: the default of the client itself. */
  public static final int DEFAULT_MAX_CHANNELS_PER_CLIENT = ClientOptions.DEFAULT_MAX_CHANNELS;

  /** Default number of channels that a client may open to one peer, 8: the default of the peer itself. */
  public static final int DEFAULT_MAX_CHANNELS_PER_PEER = ClientOptions.DEFAULT_MAX_CHANNELS_PER_PEER;

  /**
   * Default number of introductions a second of a client to one peer, 20: hardly less than a client needs that closes a
   * channel and opens another all the time, and at most 60 KB a second for the peer, which has not asked for them.
   */
  public static final int DEFAULT_MAX_INTRODUCTIONS_PER_SECOND = 20;

  /** Default number of bytes a second relayed for a client, 10 Gbit/s: as fast as a large uplink; lower it to yours. */
  public static final long DEFAULT_MAX_RELAYED_BYTES_PER_SECOND = 1_250_000_000L;

  /**
   * Default number of control messages a second read from a client, 500: each side needs about three to open a channel.
   */
  public static final int DEFAULT_MAX_CONTROL_MESSAGES_PER_SECOND = 500;

  /** Default time for a new connection to identify its client, 5 s: enough for a handshake and two losses. */
  public static final Duration DEFAULT_REGISTRATION_TIMEOUT = Duration.ofSeconds(5);

  /**
   * Default number of connections that are not registered yet, 1000: each takes about 51 KiB, and with the default of
   * {@code maxNewConnectionsPerSecond} each has at least two seconds.
   */
  public static final int DEFAULT_MAX_PENDING_CONNECTIONS = 1000;

  /**
   * Default number of connections from one address that are not registered yet, 200: hundreds of clients behind one NAT
   * can register within seconds, and one attacker can take no more than 10 MiB and an eighth of a core.
   */
  public static final int DEFAULT_MAX_PENDING_CONNECTIONS_PER_ADDRESS = 200;

  /** Default number of connections that may begin in a second, 500: at 1.35 ms each they leave a third of a core. */
  public static final int DEFAULT_MAX_NEW_CONNECTIONS_PER_SECOND = 500;

  private String host;
  private int port;
  private List<String> serverNames;
  private TrustOptions clientTrustOptions;
  private List<String> crlPaths;
  private String denyListPath;
  private boolean retry;
  private int maxClients;
  private int maxClientsPerAddress;
  private int maxChannelsPerClient;
  private int maxChannelsPerPeer;
  private int maxIntroductionsPerSecond;
  private long maxRelayedBytesPerSecond;
  private int maxControlMessagesPerSecond;
  private Duration registrationTimeout;
  private int maxPendingConnections;
  private int maxPendingConnectionsPerAddress;
  private int maxNewConnectionsPerSecond;
  private BroadcastLimits broadcastLimits;
  private List<PeerRule> peerRules;
  private boolean clustered;
  private String nodeHost;

  /**
   * Default options.
   */
  public CoordinatorOptions() {
    init();
  }

  /**
   * @param other the options to copy
   */
  public CoordinatorOptions(CoordinatorOptions other) {
    super(other);
    host = other.host;
    port = other.port;
    serverNames = new ArrayList<>(other.serverNames);
    clientTrustOptions = other.clientTrustOptions == null ? null : other.clientTrustOptions.copy();
    crlPaths = new ArrayList<>(other.crlPaths);
    denyListPath = other.denyListPath;
    retry = other.retry;
    maxClients = other.maxClients;
    maxClientsPerAddress = other.maxClientsPerAddress;
    maxChannelsPerClient = other.maxChannelsPerClient;
    maxChannelsPerPeer = other.maxChannelsPerPeer;
    maxIntroductionsPerSecond = other.maxIntroductionsPerSecond;
    maxRelayedBytesPerSecond = other.maxRelayedBytesPerSecond;
    maxControlMessagesPerSecond = other.maxControlMessagesPerSecond;
    registrationTimeout = other.registrationTimeout;
    maxPendingConnections = other.maxPendingConnections;
    maxPendingConnectionsPerAddress = other.maxPendingConnectionsPerAddress;
    maxNewConnectionsPerSecond = other.maxNewConnectionsPerSecond;
    broadcastLimits = new BroadcastLimits(other.broadcastLimits);
    peerRules = other.peerRules == null ? null : copy(other.peerRules);
    clustered = other.clustered;
    nodeHost = other.nodeHost;
  }

  /**
   * @param json the JSON to read
   * @throws IllegalArgumentException for an unknown key, a wrong type or a value out of range; the message has its path
   */
  public CoordinatorOptions(JsonObject json) {
    this(new OptionsReader(json));
  }

  private CoordinatorOptions(OptionsReader json) {
    super(json);
    init();
    json.string("host", this::setHost)
      .integer("port", this::setPort)
      .strings("serverNames", this::setServerNames)
      .object("clientTrustOptions", CertificateJson::trustObject, this::setClientTrustOptions)
      .nonEmptyStrings("crlPaths", this::setCrlPaths)
      .string("denyListPath", this::setDenyListPath)
      .bool("retry", this::setRetry)
      .integer("maxClients", this::setMaxClients)
      .integer("maxClientsPerAddress", this::setMaxClientsPerAddress)
      .integer("maxChannelsPerClient", this::setMaxChannelsPerClient)
      .integer("maxChannelsPerPeer", this::setMaxChannelsPerPeer)
      .integer("maxIntroductionsPerSecond", this::setMaxIntroductionsPerSecond)
      .longInteger("maxRelayedBytesPerSecond", this::setMaxRelayedBytesPerSecond)
      .integer("maxControlMessagesPerSecond", this::setMaxControlMessagesPerSecond)
      .duration("registrationTimeout", this::setRegistrationTimeout)
      .integer("maxPendingConnections", this::setMaxPendingConnections)
      .integer("maxPendingConnectionsPerAddress", this::setMaxPendingConnectionsPerAddress)
      .integer("maxNewConnectionsPerSecond", this::setMaxNewConnectionsPerSecond)
      .object("broadcastLimits", BroadcastLimits::new, this::setBroadcastLimits)
      .objects("peerRules", PeerRule::new, this::setPeerRules)
      .bool("clustered", this::setClustered)
      .string("nodeHost", this::setNodeHost)
      .end();
  }

  private static List<PeerRule> copy(List<PeerRule> rules) {
    List<PeerRule> copy = new ArrayList<>();
    rules.forEach(rule -> copy.add(new PeerRule(rule)));
    return copy;
  }

  private void init() {
    host = DEFAULT_HOST;
    port = DEFAULT_PORT;
    serverNames = new ArrayList<>(List.of(DEFAULT_SERVER_NAME));
    crlPaths = new ArrayList<>();
    retry = DEFAULT_RETRY;
    maxClients = DEFAULT_MAX_CLIENTS;
    maxClientsPerAddress = DEFAULT_MAX_CLIENTS_PER_ADDRESS;
    maxChannelsPerClient = DEFAULT_MAX_CHANNELS_PER_CLIENT;
    maxChannelsPerPeer = DEFAULT_MAX_CHANNELS_PER_PEER;
    maxIntroductionsPerSecond = DEFAULT_MAX_INTRODUCTIONS_PER_SECOND;
    maxRelayedBytesPerSecond = DEFAULT_MAX_RELAYED_BYTES_PER_SECOND;
    maxControlMessagesPerSecond = DEFAULT_MAX_CONTROL_MESSAGES_PER_SECOND;
    registrationTimeout = DEFAULT_REGISTRATION_TIMEOUT;
    maxPendingConnections = DEFAULT_MAX_PENDING_CONNECTIONS;
    maxPendingConnectionsPerAddress = DEFAULT_MAX_PENDING_CONNECTIONS_PER_ADDRESS;
    maxNewConnectionsPerSecond = DEFAULT_MAX_NEW_CONNECTIONS_PER_SECOND;
    broadcastLimits = new BroadcastLimits();
  }

  /**
   * @return the address to bind, default {@link #DEFAULT_HOST}
   */
  public String getHost() {
    return host;
  }

  /**
   * @param host the address to bind: an IP address or a host name of this machine
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setHost(String host) {
    this.host = Require.notEmpty("host", host);
    return this;
  }

  /**
   * @return the UDP port to bind, default {@link #DEFAULT_PORT}
   */
  public int getPort() {
    return port;
  }

  /**
   * @param port the UDP port to bind, 0 to 65535; 0 lets the system choose
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setPort(int port) {
    this.port = Require.between("port", port, 0, 65_535);
    return this;
  }

  /**
   * @return the names and IP addresses in the self-signed certificate, default {@code localhost}
   */
  public List<String> getServerNames() {
    return serverNames;
  }

  /**
   * @param serverNames the host names and IP addresses by which clients reach this Coordinator, at least one. They go
   *                    into the self-signed certificate, which the Coordinator creates when
   *                    {@link #setKeyCertOptions(KeyCertOptions)} is not set
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setServerNames(List<String> serverNames) {
    this.serverNames = Require.each("serverNames", Require.nonEmpty("serverNames", serverNames), Require::notEmpty);
    return this;
  }

  /**
   * @return the authority that must have signed the certificates of clients; {@code null}, the default, to accept
   * self-signed certificates
   */
  public TrustOptions getClientTrustOptions() {
    return clientTrustOptions;
  }

  /**
   * Set the authority that must have signed the certificates of clients. The Coordinator sends it to the clients, which
   * check each other with it.
   *
   * @param clientTrustOptions the authority; {@code null} to accept self-signed certificates
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setClientTrustOptions(TrustOptions clientTrustOptions) {
    this.clientTrustOptions = clientTrustOptions;
    return this;
  }

  /**
   * @return the files with revocation lists of the client authority, none by default
   */
  public List<String> getCrlPaths() {
    return crlPaths;
  }

  /**
   * Set the files with revocation lists (CRL, RFC 5280) of the client authority, as PEM or DER. The Coordinator
   * refuses, or disconnects, a client whose certificate is in one of them, with {@link ConecError#CERTIFICATE_REVOKED}.
   * <p>
   * A certificate in {@link #setClientTrustOptions(TrustOptions)} must have signed each list; a list must be complete,
   * and its next update must not be past. Otherwise {@link ConecCoordinator#listen()} fails. The Coordinator watches
   * the files and applies a change within a second. While a file cannot be used, it applies the last good content and
   * logs a warning.
   *
   * @param crlPaths the paths of the files, empty for none; JSON has no {@code crlPaths} then
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setCrlPaths(List<String> crlPaths) {
    this.crlPaths = Require.each("crlPaths", crlPaths, Require::notEmpty);
    return this;
  }

  /**
   * @param crlPath one more file with revocation lists, see {@link #setCrlPaths(List)}
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions addCrlPath(String crlPath) {
    crlPaths.add(Require.notEmpty("crlPaths", crlPath));
    return this;
  }

  /**
   * @return the file with the ids and fingerprints of denied clients; {@code null}, the default, for none
   */
  public String getDenyListPath() {
    return denyListPath;
  }

  /**
   * Set a text file of denied clients. Each line has one id, or the fingerprint of one certificate ({@code sha256:} and
   * 64 hexadecimal digits); {@code #} begins a comment. The Coordinator refuses, or disconnects, a client with such an
   * id or certificate, or with a certificate that names such an id, with {@link ConecError#CERTIFICATE_REVOKED}.
   * <p>
   * {@link ConecCoordinator#listen()} fails when the file does not exist. The Coordinator watches the file and applies
   * a change within a second. While the file cannot be used, it applies the last good content and logs a warning.
   *
   * @param denyListPath the path of the file, {@code null} for none
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setDenyListPath(String denyListPath) {
    this.denyListPath = denyListPath == null ? null : Require.notEmpty("denyListPath", denyListPath);
    return this;
  }

  /**
   * @return whether the Coordinator validates the address of every client before its connection takes memory, default
   * {@code true}
   */
  public boolean isRetry() {
    return retry;
  }

  /**
   * Set whether the Coordinator validates the address of every client with a Retry packet (RFC 9000, section 8.1.2)
   * before its connection takes memory. This costs one round trip for each connection.
   * <p>
   * With {@code false} it validates addresses only under load: while {@link #getMaxPendingConnectionsPerAddress()}
   * connections from addresses that are not validated are pending, or when half as many of these, or
   * {@link #getMaxNewConnectionsPerSecond()} of all, have begun within a second.
   *
   * @param retry {@code true} to validate every address
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setRetry(boolean retry) {
    this.retry = retry;
    return this;
  }

  /**
   * @return the largest number of clients, default 10,000
   */
  public int getMaxClients() {
    return maxClients;
  }

  /**
   * Set how many clients may be connected. One more is refused with {@link ConecError#LIMIT_EXCEEDED} and tries again
   * until its {@code connectTimeout}.
   *
   * @param maxClients the number of clients, 1 to 10,000,000
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxClients(int maxClients) {
    this.maxClients = Require.between("maxClients", maxClients, 1, 10_000_000);
    return this;
  }

  /**
   * @return the largest number of clients from one address, default 1000
   */
  public int getMaxClientsPerAddress() {
    return maxClientsPerAddress;
  }

  /**
   * Set how many registered clients may have the same IPv4 address, or an IPv6 address in the same /64 network. One
   * more is refused with {@link ConecError#LIMIT_EXCEEDED}. Without {@link #setClientTrustOptions(TrustOptions)}
   * anybody can invent ids, so one machine could use up {@link #setMaxClients(int)}.
   *
   * @param maxClientsPerAddress the number of clients, 1 to 10,000,000
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxClientsPerAddress(int maxClientsPerAddress) {
    this.maxClientsPerAddress = Require.between("maxClientsPerAddress", maxClientsPerAddress, 1, 10_000_000);
    return this;
  }

  /**
   * @return the largest number of channels of each client, default 1000
   */
  public int getMaxChannelsPerClient() {
    return maxChannelsPerClient;
  }

  /**
   * Set how many channels each client may have in both directions together. One more is refused with
   * {@link ConecError#LIMIT_EXCEEDED}. A quarter of them is reserved for channels that the client opens itself.
   *
   * @param maxChannelsPerClient the number of channels, 1 to 1,000,000
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxChannelsPerClient(int maxChannelsPerClient) {
    this.maxChannelsPerClient = Require.between("maxChannelsPerClient", maxChannelsPerClient, 1, 1_000_000);
    return this;
  }

  /**
   * @return the largest number of channels that each client may open to one peer, default 8
   */
  public int getMaxChannelsPerPeer() {
    return maxChannelsPerPeer;
  }

  /**
   * Set how many channels each client may open to one peer, including those that are not open yet. The limit is at most
   * 2 when half of the channels that the peer accepts are in use. One more is refused with
   * {@link ConecError#LIMIT_EXCEEDED}.
   *
   * @param maxChannelsPerPeer the number of channels, 1 to 1,000,000
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxChannelsPerPeer(int maxChannelsPerPeer) {
    this.maxChannelsPerPeer = Require.between("maxChannelsPerPeer", maxChannelsPerPeer, 1, 1_000_000);
    return this;
  }

  /**
   * @return the largest number of introductions a second of each client to one peer, default 20
   */
  public int getMaxIntroductionsPerSecond() {
    return maxIntroductionsPerSecond;
  }

  /**
   * Set how many introductions a second each client may request to one peer, which is about one for each channel that
   * it opens. A certificate of 2 KiB or more counts as one more for each 2 KiB. Further requests are refused with
   * {@link ConecError#LIMIT_EXCEEDED}.
   *
   * @param maxIntroductionsPerSecond the number of introductions, 1 to 1,000,000
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxIntroductionsPerSecond(int maxIntroductionsPerSecond) {
    this.maxIntroductionsPerSecond =
      Require.between("maxIntroductionsPerSecond", maxIntroductionsPerSecond, 1, 1_000_000);
    return this;
  }

  /**
   * @return the largest number of bytes a second that are relayed for each client, default 1,250,000,000
   */
  public long getMaxRelayedBytesPerSecond() {
    return maxRelayedBytesPerSecond;
  }

  /**
   * Set how many bytes a second are relayed for each client that sends them. Further datagrams are dropped, which slows
   * down the QUIC of the sender.
   *
   * @param maxRelayedBytesPerSecond the number of bytes, 10,000 or more
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxRelayedBytesPerSecond(long maxRelayedBytesPerSecond) {
    this.maxRelayedBytesPerSecond =
      Require.between("maxRelayedBytesPerSecond", maxRelayedBytesPerSecond, 10_000, Long.MAX_VALUE / 1_000_000_000L);
    return this;
  }

  /**
   * @return the largest number of control messages a second that are read from each client, default 500
   */
  public int getMaxControlMessagesPerSecond() {
    return maxControlMessagesPerSecond;
  }

  /**
   * Set how many control messages a second are read from each client. Further messages wait, and the flow control of
   * QUIC stops the client.
   *
   * @param maxControlMessagesPerSecond the number of messages, 1 to 1,000,000
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxControlMessagesPerSecond(int maxControlMessagesPerSecond) {
    this.maxControlMessagesPerSecond =
      Require.between("maxControlMessagesPerSecond", maxControlMessagesPerSecond, 1, 1_000_000);
    return this;
  }

  /**
   * @return the time for each step of the registration of a new connection, default 5 s (JSON: milliseconds or
   * {@code 10s})
   */
  public Duration getRegistrationTimeout() {
    return registrationTimeout;
  }

  /**
   * Set the time for each step of the registration of a new connection: for its handshake, then for the hello of its
   * client, and for the verification by the Coordinator. So a registration takes at most three times as long. A
   * connection that is late is closed with {@link ConecError#TIMEOUT}.
   *
   * @param registrationTimeout the time for each step, 100 ms or more
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setRegistrationTimeout(Duration registrationTimeout) {
    this.registrationTimeout = Require.atLeast("registrationTimeout", registrationTimeout, Duration.ofMillis(100));
    return this;
  }

  /**
   * @return the largest number of pending connections, default 1000
   */
  public int getMaxPendingConnections() {
    return maxPendingConnections;
  }

  /**
   * Set how many connections may be pending: not registered yet, including half-open handshakes. One more closes the
   * oldest of them with {@link ConecError#LIMIT_EXCEEDED}.
   *
   * @param maxPendingConnections the number of connections, 1 to 1,000,000
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxPendingConnections(int maxPendingConnections) {
    this.maxPendingConnections = Require.between("maxPendingConnections", maxPendingConnections, 1, 1_000_000);
    return this;
  }

  /**
   * @return the largest number of pending connections from one address, default 200
   */
  public int getMaxPendingConnectionsPerAddress() {
    return maxPendingConnectionsPerAddress;
  }

  /**
   * Set how many connections may be pending from one IPv4 address, or from one /64 network of IPv6 addresses. One more
   * closes the oldest of these. Half as many may begin in each second: the Coordinator does not answer further ones,
   * and the client tries again. Raise the limit where more clients are behind one NAT.
   *
   * @param maxPendingConnectionsPerAddress the number of connections, 1 to 1,000,000
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxPendingConnectionsPerAddress(int maxPendingConnectionsPerAddress) {
    this.maxPendingConnectionsPerAddress = Require.between("maxPendingConnectionsPerAddress",
      maxPendingConnectionsPerAddress, 1, 1_000_000);
    return this;
  }

  /**
   * @return the largest number of connections that may begin in a second, default 500
   */
  public int getMaxNewConnectionsPerSecond() {
    return maxNewConnectionsPerSecond;
  }

  /**
   * Set how many connections may begin in a second, so that handshakes of strangers leave time for registered clients.
   * The Coordinator does not answer further ones, and the client tries again. Half of them are reserved for addresses
   * from which no connection has begun in the last second.
   *
   * @param maxNewConnectionsPerSecond the number of connections, 2 to 1,000,000
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxNewConnectionsPerSecond(int maxNewConnectionsPerSecond) {
    this.maxNewConnectionsPerSecond =
      Require.between("maxNewConnectionsPerSecond", maxNewConnectionsPerSecond, 2, 1_000_000);
    return this;
  }

  /**
   * @return the limits and rules of broadcasts
   */
  public BroadcastLimits getBroadcastLimits() {
    return broadcastLimits;
  }

  /**
   * @param broadcastLimits the limits of broadcasts, and the rules of who may join them; copied
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setBroadcastLimits(BroadcastLimits broadcastLimits) {
    this.broadcastLimits = new BroadcastLimits(Require.notNull("broadcastLimits", broadcastLimits));
    return this;
  }

  /**
   * @return the rules of which clients see which others; {@code null}, the default, lets all clients see each other
   * when there is a client authority, and no client see another otherwise
   */
  public List<PeerRule> getPeerRules() {
    return peerRules;
  }

  /**
   * Set which clients see which others ({@link ConecClient#peers()}). A client sees another one when at least one rule
   * permits it. A client that no rule permits to see anybody gets {@link ConecError#PEERS_NOT_PERMITTED}.
   * <p>
   * With an empty list no client sees another one. By default all clients see each other when there is a
   * client authority. Without an authority no client sees another one, because strangers may register.
   *
   * @param peerRules the rules; {@code null} for the default
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setPeerRules(List<PeerRule> peerRules) {
    this.peerRules = peerRules == null ? null : Require.each("peerRules", peerRules, Require::notNull);
    return this;
  }

  /**
   * @param rule one more rule of which clients see which others
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions addPeerRule(PeerRule rule) {
    Require.notNull("peerRules", rule);
    if (peerRules == null) {
      peerRules = new ArrayList<>();
    }
    peerRules.add(rule);
    return this;
  }

  @Override
  public CoordinatorOptions setKeyCertOptions(KeyCertOptions keyCertOptions) {
    return (CoordinatorOptions) super.setKeyCertOptions(keyCertOptions);
  }

  @Override
  public CoordinatorOptions setIdleTimeout(Duration idleTimeout) {
    return (CoordinatorOptions) super.setIdleTimeout(idleTimeout);
  }

  @Override
  public CoordinatorOptions setMaxDatagramSize(int maxDatagramSize) {
    return (CoordinatorOptions) super.setMaxDatagramSize(maxDatagramSize);
  }

  @Override
  public CoordinatorOptions setKeyLogFile(String keyLogFile) {
    return (CoordinatorOptions) super.setKeyLogFile(keyLogFile);
  }

  @Override
  public JsonObject toJson() {
    JsonObject json = super.toJson();
    CoordinatorOptionsConverter.toJson(this, json);
    json.put("registrationTimeout", registrationTimeout.toMillis());
    if (crlPaths.isEmpty()) {
      json.remove("crlPaths");
    }
    if (clientTrustOptions != null) {
      JsonObject authority = new JsonObject();
      CertificateJson.put(authority, clientTrustOptions);
      json.put("clientTrustOptions", authority);
    }
    return json;
  }

  /**
   * @return whether this Coordinator and others on the same clustered Vert.x act as one
   */
  public boolean isClustered() {
    return clustered;
  }

  /**
   * Set whether this Coordinator and all others on the same clustered Vert.x with this option act as one: a client that
   * is connected to one of them reaches the clients of all, and may go to another one at any time. Give clients the
   * addresses of several, or a name that has several addresses. All must trust the same clients. Default {@code false}.
   * <p>
   * {@link ConecCoordinator#listen()} fails with {@link ConecError#CONFIGURATION} when Vert.x is not clustered.
   *
   * @param clustered {@code true} for a node of a cluster
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setClustered(boolean clustered) {
    this.clustered = clustered;
    return this;
  }

  /**
   * @return the host at which other nodes of the cluster reach this one
   */
  public String getNodeHost() {
    return nodeHost;
  }

  /**
   * Set the host at which other nodes of the cluster reach the UDP port of this one, and from which it sends to them.
   * The default, {@code null}, is {@code host}; when this is all addresses, it is the host at which the other nodes
   * reach the event bus.
   *
   * @param nodeHost a name or an IP address, {@code null} for the default
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setNodeHost(String nodeHost) {
    this.nodeHost = Require.orNull("nodeHost", nodeHost, Require::notEmpty);
    return this;
  }
}
