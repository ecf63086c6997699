package io.conec;

import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

import java.util.regex.Pattern;

/**
 * Permits clients to see which other clients are connected. A rule without {@code peer} and {@code peerRegex} permits
 * all clients to see, one without {@code sees} and {@code seesRegex} permits them to see all others. Rules only permit.
 */
@DataObject
@JsonGen(publicConverter = false)
public class PeerRule {

  private String peer;
  private String peerRegex;
  private String sees;
  private String seesRegex;

  /**
   * A rule that permits every client to see every other.
   */
  public PeerRule() {
  }

  /**
   * @param other the rule to copy
   */
  public PeerRule(PeerRule other) {
    peer = other.peer;
    peerRegex = other.peerRegex;
    sees = other.sees;
    seesRegex = other.seesRegex;
  }

  /**
   * @param json the JSON to read
   * @throws IllegalArgumentException for an unknown key, a wrong type or a value out of range; the message has its path
   */
  public PeerRule(JsonObject json) {
    new OptionsReader(json)
      .string("peer", this::setPeer)
      .string("peerRegex", this::setPeerRegex)
      .string("sees", this::setSees)
      .string("seesRegex", this::setSeesRegex)
      .end();
  }

  /**
   * @return the id of the client that sees; {@code null}, the default, when the rule has no single client
   */
  public String getPeer() {
    return peer;
  }

  /**
   * @param peer the id of the client that sees, which its certificate proves; {@code null} for none
   * @return a reference to this, so the API can be used fluently
   */
  public PeerRule setPeer(String peer) {
    Require.notBoth("peer", peer, "peerRegex", peerRegex);
    this.peer = Require.orNull("peer", peer, Require::notEmpty);
    return this;
  }

  /**
   * @return the regular expression for ids of the clients that see; {@code null}, the default, when the rule has none
   */
  public String getPeerRegex() {
    return peerRegex;
  }

  /**
   * @param peerRegex a regular expression ({@link Pattern}) that must match the whole id of a client that sees; not
   *                  together with {@code peer}; {@code null} for none
   * @return a reference to this, so the API can be used fluently
   */
  public PeerRule setPeerRegex(String peerRegex) {
    Require.notBoth("peerRegex", peerRegex, "peer", peer);
    this.peerRegex = Require.orNull("peerRegex", peerRegex, Require::pattern);
    return this;
  }

  /**
   * @return the id of the client that is seen; {@code null}, the default, when the rule has no single client
   */
  public String getSees() {
    return sees;
  }

  /**
   * @param sees the id of the client that is seen; {@code null} for none
   * @return a reference to this, so the API can be used fluently
   */
  public PeerRule setSees(String sees) {
    Require.notBoth("sees", sees, "seesRegex", seesRegex);
    this.sees = Require.orNull("sees", sees, Require::notEmpty);
    return this;
  }

  /**
   * @return the regular expression for ids of the clients that are seen; {@code null}, the default, when the rule has
   * none
   */
  public String getSeesRegex() {
    return seesRegex;
  }

  /**
   * @param seesRegex a regular expression ({@link Pattern}) that must match the whole id of a client that is seen; not
   *                  together with {@code sees}; {@code null} for none
   * @return a reference to this, so the API can be used fluently
   */
  public PeerRule setSeesRegex(String seesRegex) {
    Require.notBoth("seesRegex", seesRegex, "sees", sees);
    this.seesRegex = Require.orNull("seesRegex", seesRegex, Require::pattern);
    return this;
  }

  /**
   * @return this rule as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    PeerRuleConverter.toJson(this, json);
    return json;
  }
}
