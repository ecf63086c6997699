package io.conec;

import io.conec.impl.config.OptionsReader;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

/**
 * Options of a channel that this side opens.
 */
@DataObject
@JsonGen(publicConverter = false)
public class ChannelOptions {

  private PathPolicy pathPolicy;

  /**
   * Default options.
   */
  public ChannelOptions() {
  }

  /**
   * @param other the options to copy
   */
  public ChannelOptions(ChannelOptions other) {
    pathPolicy = other.pathPolicy;
  }

  /**
   * @param json the JSON to read
   * @throws IllegalArgumentException for an unknown key, a wrong type or a value out of range; the message has its path
   */
  public ChannelOptions(JsonObject json) {
    new OptionsReader(json).choice("pathPolicy", PathPolicy.class, this::setPathPolicy).end();
  }

  /**
   * @return which paths the channel may take; {@code null}, the default, accepts an open channel with any policy, and
   * uses {@link PathOptions#getPathPolicy()} of the client for a new channel
   */
  @Nullable
  public PathPolicy getPathPolicy() {
    return pathPolicy;
  }

  /**
   * @param pathPolicy which paths the channel may take; {@code null} accepts an open channel with any policy, and uses
   *                   {@link PathOptions#getPathPolicy()} of the client for a new channel
   * @return a reference to this, so the API can be used fluently
   */
  public ChannelOptions setPathPolicy(@Nullable PathPolicy pathPolicy) {
    this.pathPolicy = pathPolicy;
    return this;
  }

  /**
   * @return these options as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    ChannelOptionsConverter.toJson(this, json);
    return json;
  }
}
