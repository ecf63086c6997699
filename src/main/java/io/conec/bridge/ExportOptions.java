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
 * Addresses of this event bus that peers may send to: one, or all that a regular expression matches as a whole.
 * <p>
 * A message is let in when at least one export has its address, allows its peer and, if it has a
 * {@linkplain #setMatch(JsonObject) match}, finds that in the body. Replies need no export: they belong to the message
 * they answer.
 */
@DataObject
@JsonGen(publicConverter = false)
public class ExportOptions extends PermittedOptions {

  private List<String> peers;
  private boolean transit;

  /**
   * Default options; an address or a regular expression is still to be set.
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
      .strings("peers", this::setPeers)
      .bool("transit", this::setTransit)
      .end();
  }

  /**
   * @param address the address that peers may send to; at most 1024 bytes in UTF-8, not one of the event bus itself
   *                ({@link BusAddresses})
   * @return a reference to this, so the API can be used fluently
   */
  @Override
  public ExportOptions setAddress(String address) {
    Require.without("address", "addressRegex", getAddressRegex());
    super.setAddress(BusAddresses.require("address", address));
    return this;
  }

  /**
   * @param addressRegex a regular expression ({@link java.util.regex.Pattern}) that matches the whole of each address
   *                     that peers may send to; not together with an address. Whatever it says, it matches no
   *                     address of the event bus itself ({@link BusAddresses}). One that needs more than 100,000 steps
   *                     for an address does not match it, so that peers cannot choose addresses that keep this side
   *                     busy
   * @return a reference to this, so the API can be used fluently
   */
  @Override
  public ExportOptions setAddressRegex(String addressRegex) {
    Require.without("addressRegex", "address", getAddress());
    super.setAddressRegex(Require.pattern("addressRegex", addressRegex));
    return this;
  }

  /**
   * @param match what the body must contain: the body must be a JSON object that has every field of this one with an
   *              equal value, where objects inside are compared in the same way; a body of another type is not let
   *              in. At least one field, or {@code null} for any body
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
   * Not supported: between peers there are no users with authorities.
   *
   * @param requiredAuthority anything but {@code null} is refused, use {@link #setPeers(List)} instead
   * @return a reference to this, so the API can be used fluently
   */
  @Override
  public ExportOptions setRequiredAuthority(String requiredAuthority) {
    if (requiredAuthority != null) {
      throw new OptionException("requiredAuthority", "is not supported for an export, use peers");
    }
    return this;
  }

  /**
   * @return the ids of the peers that are allowed, empty, the default, for every peer
   */
  public List<String> getPeers() {
    return peers;
  }

  /**
   * @param peers the ids of the peers that are allowed, at least one; without this option every peer is allowed that
   *              the Coordinator has let in, and whose id is proved by its certificate
   * @return a reference to this, so the API can be used fluently
   */
  public ExportOptions setPeers(List<String> peers) {
    this.peers = Require.nonEmpty("peers", peers, Require::notEmpty);
    return this;
  }

  /**
   * @param peer the id of one more peer that is allowed
   * @return a reference to this, so the API can be used fluently
   */
  public ExportOptions addPeer(String peer) {
    peers.add(Require.notEmpty("peer", peer));
    return this;
  }

  /**
   * @return whether messages go on to other peers, default {@code false}
   */
  public boolean isTransit() {
    return transit;
  }

  /**
   * @param transit whether what comes in through this export goes on to other peers, through the imports of the same
   *                bridge at the same address that {@linkplain ImportOptions#setTransit(boolean) take it}. Then whoever
   *                may use this export reaches the consumers of those peers, who see this client as the sender
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
