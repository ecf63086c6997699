package io.conec;

import io.conec.impl.config.OptionException;
import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

import java.util.regex.Pattern;

/**
 * Permits clients to read or write broadcasts. A rule without {@code name} and {@code nameRegex} applies to all
 * broadcasts, one without {@code peer} and {@code peerRegex} to all clients. Rules only permit: {@link BroadcastLimits}
 * refuses a rule that permits neither reading nor writing.
 */
@DataObject
@JsonGen(publicConverter = false)
public class BroadcastRule {

  /** Default of {@code read}, {@code write} and {@code create}: a rule permits all three. */
  public static final boolean DEFAULT_ALLOWED = true;

  private String name;
  private String nameRegex;
  private String peer;
  private String peerRegex;
  private boolean read;
  private boolean write;
  private boolean create;

  /**
   * A rule that permits every client to read, write and create every broadcast.
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
   * @return the name of the broadcast; {@code null}, the default, when the rule has no single name
   */
  public String getName() {
    return name;
  }

  /**
   * @param name the name of the broadcast; {@code null} for none
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastRule setName(String name) {
    Require.notBoth("name", name, "nameRegex", nameRegex);
    this.name = Require.orNull("name", name, Require::notEmpty);
    return this;
  }

  /**
   * @return the regular expression for names of broadcasts; {@code null}, the default, when the rule has none
   */
  public String getNameRegex() {
    return nameRegex;
  }

  /**
   * @param nameRegex a regular expression ({@link Pattern}) that must match a whole name; not together with
   *                  {@code name}; {@code null} for none
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastRule setNameRegex(String nameRegex) {
    Require.notBoth("nameRegex", nameRegex, "name", name);
    this.nameRegex = Require.orNull("nameRegex", nameRegex, Require::pattern);
    return this;
  }

  /**
   * @return the id of the client; {@code null}, the default, when the rule has no single client
   */
  public String getPeer() {
    return peer;
  }

  /**
   * @param peer the id of the client, which its certificate proves; {@code null} for none
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastRule setPeer(String peer) {
    Require.notBoth("peer", peer, "peerRegex", peerRegex);
    this.peer = Require.orNull("peer", peer, Require::notEmpty);
    return this;
  }

  /**
   * @return the regular expression for ids of clients; {@code null}, the default, when the rule has none
   */
  public String getPeerRegex() {
    return peerRegex;
  }

  /**
   * @param peerRegex a regular expression ({@link Pattern}) that must match a whole id; not together with
   *                  {@code peer}; {@code null} for none
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastRule setPeerRegex(String peerRegex) {
    Require.notBoth("peerRegex", peerRegex, "peer", peer);
    this.peerRegex = Require.orNull("peerRegex", peerRegex, Require::pattern);
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
   * @return whether these clients may create these broadcasts, default {@code true}
   */
  public boolean isCreate() {
    return create;
  }

  /**
   * @param create whether these clients may create these broadcasts, that is, join one that no client is in; if not,
   *               joining fails with {@link ConecError#BROADCAST_UNKNOWN} then
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastRule setCreate(boolean create) {
    this.create = create;
    return this;
  }

  static BroadcastRule permittingSomething(String option, BroadcastRule rule) {
    if (!Require.notNull(option, rule).read && !rule.write) {
      throw new OptionException(option, "permits neither read nor write: a rule cannot forbid, remove it");
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
