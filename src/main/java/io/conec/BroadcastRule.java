package io.conec;

import io.conec.impl.config.OptionException;
import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

import java.util.regex.Pattern;

/**
 * Lets clients take part in broadcasts: which clients, in which broadcasts, reading, writing, or both. What is not
 * given stands for all. A rule only allows: one that allows neither reading nor writing forbids nothing that another
 * one allows, and {@link BroadcastLimits} refuses it.
 */
@DataObject
@JsonGen(publicConverter = false)
public class BroadcastRule {

  /** Default of whether reading, writing and creating are allowed. */
  public static final boolean DEFAULT_ALLOWED = true;

  private String name;
  private String nameRegex;
  private String peer;
  private String peerRegex;
  private boolean read;
  private boolean write;
  private boolean create;

  /**
   * A rule that lets every client read and write every broadcast.
   */
  public BroadcastRule() {
    read = DEFAULT_ALLOWED;
    write = DEFAULT_ALLOWED;
    create = DEFAULT_ALLOWED;
  }

  /**
   * @param other the rule to copy
   */
  public BroadcastRule(BroadcastRule other) {
    name = other.name;
    nameRegex = other.nameRegex;
    peer = other.peer;
    peerRegex = other.peerRegex;
    read = other.read;
    write = other.write;
    create = other.create;
  }

  /**
   * @param json the JSON to read
   * @throws IllegalArgumentException for an unknown key, a wrong type or a value out of range; the message has its path
   */
  public BroadcastRule(JsonObject json) {
    this();
    new OptionsReader(json)
      .string("name", this::setName)
      .string("nameRegex", this::setNameRegex)
      .string("peer", this::setPeer)
      .string("peerRegex", this::setPeerRegex)
      .bool("read", this::setRead)
      .bool("write", this::setWrite)
      .bool("create", this::setCreate)
      .end();
  }

  /**
   * @return the name of the broadcast, {@code null}, the default, when this rule is not about one name
   */
  public String getName() {
    return name;
  }

  /**
   * @param name the name of the broadcast
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastRule setName(String name) {
    Require.without("name", "nameRegex", nameRegex);
    this.name = Require.notEmpty("name", name);
    return this;
  }

  /**
   * @return what the names of the broadcasts match, {@code null}, the default, for every name
   */
  public String getNameRegex() {
    return nameRegex;
  }

  /**
   * @param nameRegex a regular expression ({@link Pattern}) that matches the whole names of the broadcasts; not
   *                  together with a name
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastRule setNameRegex(String nameRegex) {
    Require.without("nameRegex", "name", name);
    this.nameRegex = Require.pattern("nameRegex", nameRegex);
    return this;
  }

  /**
   * @return the id of the client, {@code null}, the default, when this rule is not about one client
   */
  public String getPeer() {
    return peer;
  }

  /**
   * @param peer the id of the client, proved by its certificate
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastRule setPeer(String peer) {
    Require.without("peer", "peerRegex", peerRegex);
    this.peer = Require.notEmpty("peer", peer);
    return this;
  }

  /**
   * @return what the ids of the clients match, {@code null}, the default, for every client
   */
  public String getPeerRegex() {
    return peerRegex;
  }

  /**
   * @param peerRegex a regular expression ({@link Pattern}) that matches the whole ids of the clients; not together
   *                  with a peer
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastRule setPeerRegex(String peerRegex) {
    Require.without("peerRegex", "peer", peer);
    this.peerRegex = Require.pattern("peerRegex", peerRegex);
    return this;
  }

  /**
   * @return whether these clients may read, default {@code true}
   */
  public boolean isRead() {
    return read;
  }

  /**
   * @param read whether these clients may read
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastRule setRead(boolean read) {
    this.read = read;
    return this;
  }

  /**
   * @return whether these clients may write, default {@code true}
   */
  public boolean isWrite() {
    return write;
  }

  /**
   * @param write whether these clients may write
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastRule setWrite(boolean write) {
    this.write = write;
    return this;
  }

  /**
   * @return whether these clients may begin these broadcasts, default {@code true}
   */
  public boolean isCreate() {
    return create;
  }

  /**
   * @param create whether these clients may begin these broadcasts, which is to join one that nobody is in. To join is
   *               refused with {@link ConecError#BROADCAST_UNKNOWN} otherwise
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastRule setCreate(boolean create) {
    this.create = create;
    return this;
  }

  static BroadcastRule allowingSomething(String option, BroadcastRule rule) {
    if (!Require.notNull(option, rule).read && !rule.write) {
      throw new OptionException(option, "allows neither read nor write; a rule cannot forbid, leave it out");
    }
    return rule;
  }

  /**
   * @return this rule as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    BroadcastRuleConverter.toJson(this, json);
    return json;
  }
}
