package io.conec.bridge;

import io.conec.impl.config.OptionException;
import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;

import java.util.ArrayList;
import java.util.List;

/**
 * An address of this event bus that peers may send to, or a regular expression for such addresses.
 * <p>
 * The bridge accepts a message when at least one export fits its address and its peer and, if it has a
 * {@linkplain #setMatch(JsonObject) match}, its body. Replies need no export: they belong to the message that they
 * answer.
 */
@DataObject
@JsonGen(publicConverter = false)
public class ExportOptions extends PermittedOptions {

  private List<String> peers;
  private boolean transit;

  /**
   * Default options; an address or a regular expression must still be set.
   */
  public ExportOptions() {
    peers = new ArrayList<>();
  }

  /**
   * @param other the options to copy
   */
  public ExportOptions(ExportOptions other) {
    super(other);
    peers = new ArrayList<>(other.peers);
    transit = other.transit;
  }

  /**
   * @param json the JSON to read
   * @throws IllegalArgumentException for an unknown key, a wrong type or a value out of range; the message has its path
   */
  public ExportOptions(JsonObject json) {
    this();
    new OptionsReader(json)
      .string("address", this::setAddress)
      .string("addressRegex", this::setAddressRegex)
      .object("match", JsonObject::copy, this::setMatch)
      .string("requiredAuthority", this::setRequiredAuthority)
      .nonEmptyStrings("peers", this::setPeers)
      .bool("transit", this::setTransit)
      .end();
  }

  /**
   * @param address the address that peers may send to; at most 1024 bytes in UTF-8, and not an address of the event bus
   *                itself ({@link BusAddresses}); {@code null} for none
   * @return a reference to this, so the API can be used fluently
   */
  @Override
  public ExportOptions setAddress(String address) {
    Require.notBoth("address", address, "addressRegex", getAddressRegex());
    super.setAddress(Require.orNull("address", address, BusAddresses::require));
    return this;
  }

  /**
   * Export all addresses that match a regular expression. It never matches addresses of the event bus itself
   * ({@link BusAddresses}), and no address for which it needs more than 100,000 steps, so that a peer cannot choose an
   * address that keeps this side busy.
   *
   * @param addressRegex a regular expression ({@link java.util.regex.Pattern}) that must match the whole address; not
   *                     together with {@code address}; {@code null} for none
   * @return a reference to this, so the API can be used fluently
   */
  @Override
  public ExportOptions setAddressRegex(String addressRegex) {
    Require.notBoth("addressRegex", addressRegex, "address", getAddress());
    super.setAddressRegex(Require.orNull("addressRegex", addressRegex, Require::pattern));
    return this;
  }

  /**
   * Set the required content of the body. The body must be a JSON object that has every field of {@code match} with an
   * equal value; objects inside are compared in the same way.
   *
   * @param match the required fields, at least one, or {@code null} for any body
   * @return a reference to this, so the API can be used fluently
   */
  @Override
  public ExportOptions setMatch(JsonObject match) {
    if (match != null && match.isEmpty()) {
      throw new OptionException("match", "must not be empty; leave it out for any body");
    }
    super.setMatch(match);
    return this;
  }

  /**
   * Not supported, because peers have no users with authorities. Use {@link #setPeers(List)}.
   *
   * @param requiredAuthority only {@code null} is accepted
   * @return a reference to this, so the API can be used fluently
   */
  @Override
  public ExportOptions setRequiredAuthority(String requiredAuthority) {
    if (requiredAuthority != null) {
      throw new OptionException("requiredAuthority", "is not supported for exports: use peers");
    }
    return this;
  }

  /**
   * @return the ids of the permitted peers; empty, the default, permits every peer
   */
  public List<String> getPeers() {
    return peers;
  }

  /**
   * @param peers the ids of the permitted peers. With none the bridge permits every peer that the Coordinator has
   *              registered, with the id that its certificate proves; JSON has no {@code peers} then
   * @return a reference to this, so the API can be used fluently
   */
  public ExportOptions setPeers(List<String> peers) {
    this.peers = Require.each("peers", peers, Require::notEmpty);
    return this;
  }

  /**
   * @param peer the id of one more permitted peer
   * @return a reference to this, so the API can be used fluently
   */
  public ExportOptions addPeer(String peer) {
    peers.add(Require.notEmpty("peers", peer));
    return this;
  }

  /**
   * @return whether the bridge passes messages on to other peers, default {@code false}
   */
  public boolean isTransit() {
    return transit;
  }

  /**
   * Set whether the bridge passes messages that come in through this export on to other peers, through its imports at
   * the same address {@linkplain ImportOptions#setTransit(boolean) with transit}. A peer that may use this export then
   * reaches the consumers of the other peers, which see this client as the sender.
   *
   * @param transit whether to pass messages on
   * @return a reference to this, so the API can be used fluently
   */
  public ExportOptions setTransit(boolean transit) {
    this.transit = transit;
    return this;
  }

  @Override
  public JsonObject toJson() {
    JsonObject json = super.toJson();
    if (!peers.isEmpty()) {
      json.put("peers", new JsonArray(new ArrayList<>(peers)));
    }
    json.put("transit", transit);
    return json;
  }
}
