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
 * How a client looks for direct paths to its peers, and keeps them.
 */
@DataObject
@JsonGen(publicConverter = false)
public class PathOptions {

  /** Default policy: relayed at first, direct as soon as possible. */
  public static final PathPolicy DEFAULT_POLICY = PathPolicy.AUTO;

  /**
   * Default of whether local addresses are signalled to peers: peers behind the same NAT find each other by them alone.
   */
  public static final boolean DEFAULT_LOCAL_CANDIDATES = true;

  /** Default interval of probes, 10 s: below the 15 s that RFC 9308, section 3.2 names for UDP time-outs of NATs. */
  public static final Duration DEFAULT_PROBE_INTERVAL = Duration.ofSeconds(10);

  /** Default first pause before a direct path is looked for again, 1 s: long enough not to disturb the relayed one. */
  public static final Duration DEFAULT_RETRY_DELAY = Duration.ofSeconds(1);

  /** Default longest pause before a direct path is looked for again, 60 s: a NAT seldom changes its nature. */
  public static final Duration DEFAULT_MAX_RETRY_DELAY = Duration.ofSeconds(60);

  private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

  private PathPolicy policy;
  private boolean localCandidates;
  private List<String> excludedNetworks;
  private Duration probeInterval;
  private Duration retryDelay;
  private Duration maxRetryDelay;

  /**
   * Default options.
   */
  public PathOptions() {
    policy = DEFAULT_POLICY;
    localCandidates = DEFAULT_LOCAL_CANDIDATES;
    excludedNetworks = new ArrayList<>();
    probeInterval = DEFAULT_PROBE_INTERVAL;
    retryDelay = DEFAULT_RETRY_DELAY;
    maxRetryDelay = DEFAULT_MAX_RETRY_DELAY;
  }

  /**
   * @param other the options to copy
   */
  public PathOptions(PathOptions other) {
    policy = other.policy;
    localCandidates = other.localCandidates;
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
      .choice("policy", PathPolicy.class, this::setPolicy)
      .bool("localCandidates", this::setLocalCandidates)
      .strings("excludedNetworks", this::setExcludedNetworks)
      .duration("probeInterval", this::setProbeInterval)
      .duration("retryDelay", this::setRetryDelay)
      .duration("maxRetryDelay", this::setMaxRetryDelay)
      .end();
    Require.notMore("retryDelay", retryDelay, "maxRetryDelay", maxRetryDelay);
  }

  /**
   * @return which paths channels may take, unless {@link ChannelOptions#getPathPolicy()} says otherwise
   */
  public PathPolicy getPolicy() {
    return policy;
  }

  /**
   * @param policy which paths channels may take, those that peers open included; default {@link #DEFAULT_POLICY}
   * @return a reference to this, so the API can be used fluently
   */
  public PathOptions setPolicy(PathPolicy policy) {
    this.policy = Require.notNull("policy", policy);
    return this;
  }

  /**
   * @return whether the addresses of this machine are signalled to peers
   */
  public boolean isLocalCandidates() {
    return localCandidates;
  }

  /**
   * @param localCandidates whether the addresses of this machine are signalled to peers; when {@code false} only the
   *                        address that the Coordinator sees is; default {@link #DEFAULT_LOCAL_CANDIDATES}. The
   *                        Coordinator never learns any of them. A peer that this machine reaches by a local address
   *                        still sees it in the datagrams that arrive
   * @return a reference to this, so the API can be used fluently
   */
  public PathOptions setLocalCandidates(boolean localCandidates) {
    this.localCandidates = localCandidates;
    return this;
  }

  /**
   * @return the networks whose addresses are left out
   */
  public List<String> getExcludedNetworks() {
    return excludedNetworks;
  }

  /**
   * @param excludedNetworks networks in CIDR notation, {@code 172.17.0.0/16} or {@code fd00::/8}: addresses in them are
   *                         not signalled to peers, and such addresses of peers are not probed; {@code ::/0} turns IPv6
   *                         off, {@code 0.0.0.0/0} IPv4; default none
   * @return a reference to this, so the API can be used fluently
   */
  public PathOptions setExcludedNetworks(List<String> excludedNetworks) {
    this.excludedNetworks = Require.each("excludedNetworks", excludedNetworks, PathOptions::network);
    return this;
  }

  /**
   * @param network one more network in CIDR notation whose addresses are left out
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

  /** {@link IpSubnetFilterRule} takes more: it looks names up, and reads 10.1 as 10.0.0.1. */
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
   * @return how often an idle direct path is probed (JSON: milliseconds or {@code 10s})
   */
  public Duration getProbeInterval() {
    return probeInterval;
  }

  /**
   * @param probeInterval how often an idle direct path is probed, so that NATs keep it open and its loss is noticed; at
   *                      least 100 ms, default {@link #DEFAULT_PROBE_INTERVAL}. The pings of {@link
   *                      ClientOptions#setKeepAliveInterval(Duration)} of the side that opened the channel travel over
   *                      the path in use too, and it is probed then: the shorter of the two counts, 5 s with the
   *                      defaults. The connection to the Coordinator has those pings only: a NAT with a shorter
   *                      time-out needs that option
   * @return a reference to this, so the API can be used fluently
   */
  public PathOptions setProbeInterval(Duration probeInterval) {
    this.probeInterval = Require.atLeast("probeInterval", probeInterval, MIN_INTERVAL);
    return this;
  }

  /**
   * @return the first pause before a direct path is looked for again (JSON: milliseconds or {@code 10s})
   */
  public Duration getRetryDelay() {
    return retryDelay;
  }

  /**
   * @param retryDelay the first pause before a direct path is looked for again, after none was found or one was lost;
   *                   it doubles up to {@link #setMaxRetryDelay(Duration)}; at least 100 ms, default
   *                   {@link #DEFAULT_RETRY_DELAY}. A round of attempts, which takes 1.75 s, comes on top; a change of
   *                   an address of either side ends the pause at once
   * @return a reference to this, so the API can be used fluently
   */
  public PathOptions setRetryDelay(Duration retryDelay) {
    this.retryDelay = Require.atLeast("retryDelay", retryDelay, MIN_INTERVAL);
    return this;
  }

  /**
   * @return the longest pause before a direct path is looked for again (JSON: milliseconds or {@code 10s})
   */
  public Duration getMaxRetryDelay() {
    return maxRetryDelay;
  }

  /**
   * @param maxRetryDelay the longest pause before a direct path is looked for again; at least 100 ms, default
   *                      {@link #DEFAULT_MAX_RETRY_DELAY}; a value below {@link #getRetryDelay()} counts as that, and
   *                      is an error in JSON. Each pause is varied at random, from half of it to all of it
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
