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
 * In JSON the client authority is given as {@code pemTrustOptions} or {@code trustStoreOptions} inside
 * {@code clientTrust}, in the form of the Vert.x options of that name.
 */
@DataObject
@JsonGen(publicConverter = false)
public class CoordinatorOptions extends EndpointOptions {

  /** Default address to bind: all interfaces. */
  public static final String DEFAULT_HOST = "0.0.0.0";

  /** Default UDP port. */
  public static final int DEFAULT_PORT = 1719;

  /** Default name in the self-signed certificate that is made when none is given. */
  public static final String DEFAULT_SERVER_NAME = "localhost";

  /** Default of whether every address is validated before a connection costs memory. */
  public static final boolean DEFAULT_RETRY = true;

  /** Default number of clients, 10,000: each costs about 100 KiB. */
  public static final int DEFAULT_MAX_CLIENTS = 10_000;

  /**
   * Default number of clients with one address, 1000: a large office behind one NAT has fewer, and it takes ten
   * addresses to use up the default of all clients.
   */
  public static final int DEFAULT_MAX_CLIENTS_PER_ADDRESS = 1000;

  /** Default number of channels per client, 1000: the same as a client accepts by default. */
  public static final int DEFAULT_MAX_CHANNELS_PER_CLIENT = 1000;

  /**
   * Default number of channels that a client may open to one peer, 8: those for each path policy, and some that end.
   * Streams share a channel, so does the bridge.
   */
  public static final int DEFAULT_MAX_CHANNELS_PER_PEER = 8;

  /**
   * Default introductions per second of a client to one peer, 20: one that closes a channel and opens another all the
   * time is hardly faster, and for the peer, who has not asked for them, it is at most 60 KB a second.
   */
  public static final int DEFAULT_MAX_INTRODUCTIONS_PER_SECOND = 20;

  /** Default bytes relayed per second and client, 10 Gbit/s: no more than a large uplink has; lower it to yours. */
  public static final long DEFAULT_MAX_RELAYED_BYTES_PER_SECOND = 1_250_000_000L;

  /** Default control messages read per second and client, 500: opening a channel takes each side about three. */
  public static final int DEFAULT_MAX_CONTROL_MESSAGES_PER_SECOND = 500;

  /** Default time that a new connection has to say who it is, 5 s: a handshake and two losses fit in. */
  public static final Duration DEFAULT_HELLO_TIMEOUT = Duration.ofSeconds(5);

  /**
   * Default number of connections that are not registered yet, 1000: each costs about 51 KiB, and with the default of
   * {@code maxNewConnectionsPerSecond} each has two seconds, even when all are used up.
   */
  public static final int DEFAULT_MAX_PENDING_CONNECTIONS = 1000;

  /**
   * Default number of connections from one address that are not registered yet, 200: behind a NAT there may be hundreds
   * of clients, which then register within seconds, while one attacker gets 10 MiB and an eighth of a core.
   */
  public static final int DEFAULT_MAX_PENDING_PER_ADDRESS = 200;

  /** Default number of connections that may begin in a second, 500: with 1.35 ms each they leave a third of a core. */
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
  private Duration helloTimeout;
  private int maxPendingConnections;
  private int maxPendingPerAddress;
  private int maxNewConnectionsPerSecond;
  private BroadcastLimits broadcastLimits;
  private List<PeerRule> peerRules;

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
    helloTimeout = other.helloTimeout;
    maxPendingConnections = other.maxPendingConnections;
    maxPendingPerAddress = other.maxPendingPerAddress;
    maxNewConnectionsPerSecond = other.maxNewConnectionsPerSecond;
    broadcastLimits = new BroadcastLimits(other.broadcastLimits);
    peerRules = other.peerRules == null ? null : copy(other.peerRules);
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
      .object("clientTrust", CertificateJson::trustObject, this::setClientTrustOptions)
      .strings("crlPaths", this::setCrlPaths)
      .string("denyListPath", this::setDenyListPath)
      .bool("retry", this::setRetry)
      .integer("maxClients", this::setMaxClients)
      .integer("maxClientsPerAddress", this::setMaxClientsPerAddress)
      .integer("maxChannelsPerClient", this::setMaxChannelsPerClient)
      .integer("maxChannelsPerPeer", this::setMaxChannelsPerPeer)
      .integer("maxIntroductionsPerSecond", this::setMaxIntroductionsPerSecond)
      .longInteger("maxRelayedBytesPerSecond", this::setMaxRelayedBytesPerSecond)
      .integer("maxControlMessagesPerSecond", this::setMaxControlMessagesPerSecond)
      .duration("helloTimeout", this::setHelloTimeout)
      .integer("maxPendingConnections", this::setMaxPendingConnections)
      .integer("maxPendingPerAddress", this::setMaxPendingPerAddress)
      .integer("maxNewConnectionsPerSecond", this::setMaxNewConnectionsPerSecond)
      .object("broadcastLimits", BroadcastLimits::new, this::setBroadcastLimits)
      .objects("peerRules", PeerRule::new, this::setPeerRules)
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
    helloTimeout = DEFAULT_HELLO_TIMEOUT;
    maxPendingConnections = DEFAULT_MAX_PENDING_CONNECTIONS;
    maxPendingPerAddress = DEFAULT_MAX_PENDING_PER_ADDRESS;
    maxNewConnectionsPerSecond = DEFAULT_MAX_NEW_CONNECTIONS_PER_SECOND;
    broadcastLimits = new BroadcastLimits();
  }

  /**
   * @return the address to listen on, default {@link #DEFAULT_HOST}
   */
  public String getHost() {
    return host;
  }

  /**
   * @param host the address to listen on: an IP address or a host name of this machine
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setHost(String host) {
    this.host = Require.notEmpty("host", host);
    return this;
  }

  /**
   * @return the UDP port to listen on, default {@link #DEFAULT_PORT}
   */
  public int getPort() {
    return port;
  }

  /**
   * @param port the UDP port to listen on, 0 to 65535; 0 lets the system choose
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
   * @param serverNames the host names and IP addresses under which clients reach this Coordinator: what the self-signed
   *                    certificate is made for when {@link #setKeyCertOptions(KeyCertOptions)} is not given
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setServerNames(List<String> serverNames) {
    this.serverNames = Require.nonEmpty("serverNames", serverNames, Require::notEmpty);
    return this;
  }

  /**
   * @return the authority that clients must be signed by; {@code null}, the default, to accept self-signed clients
   */
  public TrustOptions getClientTrustOptions() {
    return clientTrustOptions;
  }

  /**
   * @param clientTrustOptions the authority that clients must be signed by; it is handed to the clients, who check each
   *                           other against it too
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
   * @param crlPaths the files with revocation lists (CRL, RFC 5280) of the client authority, PEM or DER. A client with
   *                 a certificate that is on one of them is refused, or cut off, with
   *                 {@link ConecError#CERTIFICATE_REVOKED}. At least one; leave the option out for none. A list has to
   *                 be signed by a certificate in
   *                 {@link #setClientTrustOptions(TrustOptions)}, complete, and not past its next update, or
   *                 {@link ConecCoordinator#listen()} fails. The files are watched: a change counts within a second.
   *                 While a file cannot be used its last good content stays in force, and a warning is logged
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setCrlPaths(List<String> crlPaths) {
    this.crlPaths = Require.nonEmpty("crlPaths", crlPaths, Require::notEmpty);
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
   * @return the file with ids and fingerprints that are not let in; {@code null}, the default, for none
   */
  public String getDenyListPath() {
    return denyListPath;
  }

  /**
   * @param denyListPath a text file with one id or one certificate's fingerprint ({@code sha256:} and 64 hex digits) a
   *                     line; {@code #} begins a comment. A client with such an id or certificate, or a certificate
   *                     that names such an id, is refused, or cut off, with {@link ConecError#CERTIFICATE_REVOKED}.
   *                     The file has to be there, or {@link ConecCoordinator#listen()} fails. It is watched: a change
   *                     counts within a second. While it cannot be used its last good content stays in force, and a
   *                     warning is logged
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setDenyListPath(String denyListPath) {
    this.denyListPath = denyListPath == null ? null : Require.notEmpty("denyListPath", denyListPath);
    return this;
  }

  /**
   * @return whether every client's address is validated before its connection costs memory, default {@code true}
   */
  public boolean isRetry() {
    return retry;
  }

  /**
   * @param retry whether every client's address is validated with a Retry packet (RFC 9000, section 8.1.2) before its
   *              connection costs memory, which takes one round trip per connection; otherwise this is done only while
   *              as many connections as {@link #getMaxPendingPerAddress()} are pending from addresses that are not
   *              validated, or when half as many of them, or {@link #getMaxNewConnectionsPerSecond()} of all, have
   *              begun within a second
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setRetry(boolean retry) {
    this.retry = retry;
    return this;
  }

  /**
   * @return how many clients may be connected, default 10,000
   */
  public int getMaxClients() {
    return maxClients;
  }

  /**
   * @param maxClients how many clients may be connected; one more is refused with
   *                   {@link ConecError#LIMIT_EXCEEDED} and tries again until its {@code connectTimeout}
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxClients(int maxClients) {
    this.maxClients = Require.between("maxClients", maxClients, 1, 10_000_000);
    return this;
  }

  /**
   * @return how many clients may have registered from one address, default 1000
   */
  public int getMaxClientsPerAddress() {
    return maxClientsPerAddress;
  }

  /**
   * @param maxClientsPerAddress how many clients may have registered from one IPv4 address, or from one /64 network of
   *                             IPv6 addresses; one more is refused with {@link ConecError#LIMIT_EXCEEDED}. Without
   *                             {@link #setClientTrustOptions(TrustOptions)} anybody can make up ids, and one machine
   *                             could take all of {@link #setMaxClients(int)}
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxClientsPerAddress(int maxClientsPerAddress) {
    this.maxClientsPerAddress = Require.between("maxClientsPerAddress", maxClientsPerAddress, 1, 10_000_000);
    return this;
  }

  /**
   * @return how many channels each client may have, default 1000
   */
  public int getMaxChannelsPerClient() {
    return maxChannelsPerClient;
  }

  /**
   * @param maxChannelsPerClient how many channels each client may have; one more is refused with
   *                             {@link ConecError#LIMIT_EXCEEDED}. A quarter of them is for those that it opens itself
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxChannelsPerClient(int maxChannelsPerClient) {
    this.maxChannelsPerClient = Require.between("maxChannelsPerClient", maxChannelsPerClient, 1, 1_000_000);
    return this;
  }

  /**
   * @return how many channels each client may open to one peer, default 8
   */
  public int getMaxChannelsPerPeer() {
    return maxChannelsPerPeer;
  }

  /**
   * @param maxChannelsPerPeer how many channels each client may open to one peer, those that are not open yet included;
   *                           no more than 2 when half of those that the peer accepts are taken. One more is refused
   *                           with {@link ConecError#LIMIT_EXCEEDED}
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxChannelsPerPeer(int maxChannelsPerPeer) {
    this.maxChannelsPerPeer = Require.between("maxChannelsPerPeer", maxChannelsPerPeer, 1, 1_000_000);
    return this;
  }

  /**
   * @return how many introductions a second each client may ask for to one peer, default 20
   */
  public int getMaxIntroductionsPerSecond() {
    return maxIntroductionsPerSecond;
  }

  /**
   * @param maxIntroductionsPerSecond how many introductions a second each client may ask for to one peer, which is
   *                                  about the channels that it opens; a certificate of 2 KiB or more counts as one
   *                                  more for each 2 KiB. Beyond that it is refused with
   *                                  {@link ConecError#LIMIT_EXCEEDED}
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxIntroductionsPerSecond(int maxIntroductionsPerSecond) {
    this.maxIntroductionsPerSecond =
      Require.between("maxIntroductionsPerSecond", maxIntroductionsPerSecond, 1, 1_000_000);
    return this;
  }

  /**
   * @return how many bytes a second are relayed for each client, default 1,250,000,000
   */
  public long getMaxRelayedBytesPerSecond() {
    return maxRelayedBytesPerSecond;
  }

  /**
   * @param maxRelayedBytesPerSecond how many bytes a second are relayed for each client that sends them; datagrams over
   *                                 that are dropped, which slows the sender's QUIC down
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxRelayedBytesPerSecond(long maxRelayedBytesPerSecond) {
    this.maxRelayedBytesPerSecond =
      Require.between("maxRelayedBytesPerSecond", maxRelayedBytesPerSecond, 10_000, Long.MAX_VALUE / 1_000_000_000L);
    return this;
  }

  /**
   * @return how many control messages a second are read from each client, default 500
   */
  public int getMaxControlMessagesPerSecond() {
    return maxControlMessagesPerSecond;
  }

  /**
   * @param maxControlMessagesPerSecond how many control messages a second are read from each client; more wait, and
   *                                    QUIC's flow control stops the client
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxControlMessagesPerSecond(int maxControlMessagesPerSecond) {
    this.maxControlMessagesPerSecond =
      Require.between("maxControlMessagesPerSecond", maxControlMessagesPerSecond, 1, 1_000_000);
    return this;
  }

  /**
   * @return how long a new connection has to be registered, default 5 s (JSON: milliseconds or {@code 10s})
   */
  public Duration getHelloTimeout() {
    return helloTimeout;
  }

  /**
   * @param helloTimeout how long a new connection has for its handshake, how long then to say who it is, and how long
   *                     the Coordinator may take to verify that; 100 ms or more. One that is late is closed with
   *                     {@link ConecError#TIMEOUT}
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setHelloTimeout(Duration helloTimeout) {
    this.helloTimeout = Require.atLeast("helloTimeout", helloTimeout, Duration.ofMillis(100));
    return this;
  }

  /**
   * @return how many connections may be pending, default 1000
   */
  public int getMaxPendingConnections() {
    return maxPendingConnections;
  }

  /**
   * @param maxPendingConnections how many connections may be pending, which are those that are not registered yet,
   *                              half-open handshakes included; one more ends the oldest of them with
   *                              {@link ConecError#LIMIT_EXCEEDED}
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxPendingConnections(int maxPendingConnections) {
    this.maxPendingConnections = Require.between("maxPendingConnections", maxPendingConnections, 1, 1_000_000);
    return this;
  }

  /**
   * @return how many connections may be pending from one address, default 200
   */
  public int getMaxPendingPerAddress() {
    return maxPendingPerAddress;
  }

  /**
   * @param maxPendingPerAddress how many connections may be pending from one IPv4 address or one /64 network of IPv6
   *                             addresses; one more ends the oldest of these. Half as many may begin in each second,
   *                             further ones are not answered, and the client tries again. Raise it where more clients
   *                             are behind one NAT
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxPendingPerAddress(int maxPendingPerAddress) {
    this.maxPendingPerAddress = Require.between("maxPendingPerAddress", maxPendingPerAddress, 1, 1_000_000);
    return this;
  }

  /**
   * @return how many connections may begin in a second, default 500
   */
  public int getMaxNewConnectionsPerSecond() {
    return maxNewConnectionsPerSecond;
  }

  /**
   * @param maxNewConnectionsPerSecond how many connections may begin in a second, so that the handshakes of strangers
   *                                   leave time for the clients that are there; further ones are not answered, and the
   *                                   client tries again. Half of them are for addresses from which none has begun in
   *                                   the last second
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setMaxNewConnectionsPerSecond(int maxNewConnectionsPerSecond) {
    this.maxNewConnectionsPerSecond =
      Require.between("maxNewConnectionsPerSecond", maxNewConnectionsPerSecond, 2, 1_000_000);
    return this;
  }

  /**
   * @return what is allowed of broadcasts
   */
  public BroadcastLimits getBroadcastLimits() {
    return broadcastLimits;
  }

  /**
   * @param broadcastLimits what is allowed of broadcasts: how many, how large, who may join
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setBroadcastLimits(BroadcastLimits broadcastLimits) {
    this.broadcastLimits = Require.notNull("broadcastLimits", broadcastLimits);
    return this;
  }

  /**
   * @return who may see whom; {@code null}, the default, for all when there is a client authority, otherwise nobody
   */
  public List<PeerRule> getPeerRules() {
    return peerRules;
  }

  /**
   * @param peerRules who may see who else is connected ({@link ConecClient#peers()}): a client sees another when at
   *                  least one rule allows it; one that no rule allows to see anybody is refused with
   *                  {@link ConecError#PEERS_NOT_PERMITTED}. With an empty list nobody sees anybody. Without this
   *                  option everybody sees everybody when there is a client authority, and nobody sees anybody when
   *                  there is none, since then strangers may register
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions setPeerRules(List<PeerRule> peerRules) {
    this.peerRules = Require.each("peerRules", peerRules, Require::notNull);
    return this;
  }

  /**
   * @param rule one more rule of who may see whom
   * @return a reference to this, so the API can be used fluently
   */
  public CoordinatorOptions addPeerRule(PeerRule rule) {
    Require.notNull("peerRule", rule);
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
    json.put("helloTimeout", helloTimeout.toMillis());
    if (crlPaths.isEmpty()) {
      json.remove("crlPaths");
    }
    if (clientTrustOptions != null) {
      JsonObject clientTrust = new JsonObject();
      CertificateJson.put(clientTrust, clientTrustOptions);
      json.put("clientTrust", clientTrust);
    }
    return json;
  }
}
