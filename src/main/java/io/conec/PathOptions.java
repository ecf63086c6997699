package io.conec;

import io.conec.impl.config.OptionException;
import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a client finds direct paths to its peers and keeps them.
 */
@DataObject
@JsonGen(publicConverter = false)
public class PathOptions {

  /** Default policy: relayed at first, direct as soon as possible. */
  public static final PathPolicy DEFAULT_PATH_POLICY = PathPolicy.AUTO;

  /** Default of {@code hostCandidates}: peers behind the same NAT find each other only by their local addresses. */
  public static final boolean DEFAULT_HOST_CANDIDATES = true;

  /** Default interval of probes, 10 s: below the 15 s that RFC 9308, section 3.2 names for UDP time-outs of NATs. */
  public static final Duration DEFAULT_PROBE_INTERVAL = Duration.ofSeconds(10);

  /** Default first pause between two searches for a direct path, 1 s: long enough not to disturb the relayed path. */
  public static final Duration DEFAULT_RETRY_DELAY = Duration.ofSeconds(1);

  /** Default longest pause between two searches for a direct path, 60 s: a NAT seldom changes its behaviour. */
  public static final Duration DEFAULT_MAX_RETRY_DELAY = Duration.ofSeconds(60);

  private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

  private PathPolicy pathPolicy;
  private boolean hostCandidates;
  private List<String> excludedNetworks;
  private Duration probeInterval;
  private Duration retryDelay;
  private Duration maxRetryDelay;

  /**
   * Default options.
   */
  public PathOptions() {
    pathPolicy = DEFAULT_PATH_POLICY;
    hostCandidates = DEFAULT_HOST_CANDIDATES;
    excludedNetworks = new ArrayList<>();
    probeInterval = DEFAULT_PROBE_INTERVAL;
    retryDelay = DEFAULT_RETRY_DELAY;
    maxRetryDelay = DEFAULT_MAX_RETRY_DELAY;
  }

  /**
   * @param other the options to copy
   */
  public PathOptions(PathOptions other) {
    pathPolicy = other.pathPolicy;
    hostCandidates = other.hostCandidates;
    excludedNetworks = new ArrayList<>(other.excludedNetworks);
    probeInterval = other.probeInterval;
    retryDelay = other.retryDelay;
    maxRetryDelay = other.maxRetryDelay;
  }

  /**
   * @param json the JSON to read
   * @throws IllegalArgumentException for an unknown key, a wrong type or a value out of range; the message has its path
   */
  public PathOptions(JsonObject json) {
    this();
    new OptionsReader(json)
      .choice("pathPolicy", PathPolicy.class, this::setPathPolicy)
      .bool("hostCandidates", this::setHostCandidates)
      .strings("excludedNetworks", this::setExcludedNetworks)
      .duration("probeInterval", this::setProbeInterval)
      .duration("retryDelay", this::setRetryDelay)
      .duration("maxRetryDelay", this::setMaxRetryDelay)
      .end();
    Require.notMore("retryDelay", retryDelay, "maxRetryDelay", maxRetryDelay);
  }

  /**
   * @return which paths channels may take, unless {@link ChannelOptions#getPathPolicy()} is set
   */
  public PathPolicy getPathPolicy() {
    return pathPolicy;
  }

  /**
   * @param pathPolicy which paths channels may take, including channels that peers open; default {@link
   *                   #DEFAULT_PATH_POLICY}
   * @return a reference to this, so the API can be used fluently
   */
  public PathOptions setPathPolicy(PathPolicy pathPolicy) {
    this.pathPolicy = Require.notNull("pathPolicy", pathPolicy);
    return this;
  }

  /**
   * @return whether this client signals the addresses of this machine to peers
   */
  public boolean isHostCandidates() {
    return hostCandidates;
  }

  /**
   * Set whether this client signals the addresses of this machine to peers. With {@code false} it signals only the
   * address that the Coordinator sees. The Coordinator never learns local addresses. A peer that is reached from a
   * local address still sees that address in the datagrams.
   *
   * @param hostCandidates whether to signal them, default {@link #DEFAULT_HOST_CANDIDATES}
   * @return a reference to this, so the API can be used fluently
   */
  public PathOptions setHostCandidates(boolean hostCandidates) {
    this.hostCandidates = hostCandidates;
    return this;
  }

  /**
   * @return the networks whose addresses are not used, empty by default
   */
  public List<String> getExcludedNetworks() {
    return excludedNetworks;
  }

  /**
   * Exclude networks from direct paths. This client does not signal its own addresses in these networks and does not
   * try such addresses of peers. {@code ::/0} excludes IPv6, {@code 0.0.0.0/0} IPv4.
   *
   * @param excludedNetworks networks in CIDR notation, such as {@code 172.17.0.0/16} or {@code fd00::/8}, none by
   *                         default
   * @return a reference to this, so the API can be used fluently
   */
  public PathOptions setExcludedNetworks(List<String> excludedNetworks) {
    this.excludedNetworks = Require.each("excludedNetworks", excludedNetworks, PathOptions::network);
    return this;
  }

  /**
   * @param network one more network to exclude, in CIDR notation
   * @return a reference to this, so the API can be used fluently
   */
  public PathOptions addExcludedNetwork(String network) {
    excludedNetworks.add(network("excludedNetworks", network));
    return this;
  }

  private static String network(String option, String text) {
    if (!isNetwork(text)) {
      throw new OptionException(option, "must be a network like 172.17.0.0/16 or fd00::/8, not '" + text + "'");
    }
    return text;
  }

  /** {@link IpSubnetFilterRule} accepts too much: it resolves names, and reads 10.1 as 10.0.0.1. */
  private static boolean isNetwork(String text) {
    if (text == null || !text.matches("[0-9a-fA-F:.]+/[0-9]+")) {
      return false;
    }
    String ip = text.substring(0, text.indexOf('/'));
    if (!NetUtil.isValidIpV4Address(ip) && !NetUtil.isValidIpV6Address(ip)) {
      return false;
    }
    try {
      new IpSubnetFilterRule(text, IpFilterRuleType.REJECT);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * @return the interval of probes on an idle direct path (JSON: milliseconds or {@code 10s})
   */
  public Duration getProbeInterval() {
    return probeInterval;
  }

  /**
   * Set how often an idle direct path is probed, so that NATs keep it open and this client notices its loss. The pings
   * of the client that opened the channel travel on this path, too, and cause a probe. So the shorter interval of this
   * and {@link ClientOptions#setKeepAliveInterval(Duration)} there applies: 5 s with the defaults.
   * <p>
   * The connection to the Coordinator has only the pings: lower {@code keepAliveInterval} for a NAT with a shorter
   * time-out.
   *
   * @param probeInterval the interval, 100 ms or more, default {@link #DEFAULT_PROBE_INTERVAL}
   * @return a reference to this, so the API can be used fluently
   */
  public PathOptions setProbeInterval(Duration probeInterval) {
    this.probeInterval = Require.atLeast("probeInterval", probeInterval, MIN_INTERVAL);
    return this;
  }

  /**
   * @return the first pause between two searches for a direct path (JSON: milliseconds or {@code 10s})
   */
  public Duration getRetryDelay() {
    return retryDelay;
  }

  /**
   * Set the first pause before another search for a direct path, after a search has found none or the path was lost.
   * The pause doubles up to {@link #setMaxRetryDelay(Duration)}. A search takes another 1.75 s. A changed address of
   * either side ends the pause immediately.
   *
   * @param retryDelay the pause, 100 ms or more, default {@link #DEFAULT_RETRY_DELAY}
   * @return a reference to this, so the API can be used fluently
   */
  public PathOptions setRetryDelay(Duration retryDelay) {
    this.retryDelay = Require.atLeast("retryDelay", retryDelay, MIN_INTERVAL);
    return this;
  }

  /**
   * @return the longest pause between two searches for a direct path (JSON: milliseconds or {@code 10s})
   */
  public Duration getMaxRetryDelay() {
    return maxRetryDelay;
  }

  /**
   * Set the longest pause before another search for a direct path. Each pause varies at random, from half of it to all
   * of it. {@link ConecClient#create} refuses a value that is less than {@link #getRetryDelay()}.
   *
   * @param maxRetryDelay the pause, 100 ms or more, default {@link #DEFAULT_MAX_RETRY_DELAY}
   * @return a reference to this, so the API can be used fluently
   */
  public PathOptions setMaxRetryDelay(Duration maxRetryDelay) {
    this.maxRetryDelay = Require.atLeast("maxRetryDelay", maxRetryDelay, MIN_INTERVAL);
    return this;
  }

  /**
   * @return these options as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    PathOptionsConverter.toJson(this, json);
    json.put("probeInterval", probeInterval.toMillis());
    json.put("retryDelay", retryDelay.toMillis());
    json.put("maxRetryDelay", maxRetryDelay.toMillis());
    return json;
  }
}
