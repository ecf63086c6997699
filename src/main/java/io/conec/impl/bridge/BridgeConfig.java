package io.conec.impl.bridge;

import io.conec.ClientOptions;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.impl.config.OptionException;
import io.conec.impl.config.OptionsReader;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The configuration of a client and its bridge in one JSON object: the options of the bridge, with those of the client
 * in {@code client}.
 */
public record BridgeConfig(ClientOptions client, ConecBridgeOptions bridge) {

  /**
   * @throws IllegalArgumentException when the client is missing, or an option is not valid
   */
  public static BridgeConfig of(JsonObject json) {
    AtomicReference<ClientOptions> client = new AtomicReference<>();
    ConecBridgeOptions bridge = new OptionsReader(json).object("client", ClientOptions::new, client::set)
      .rest(ConecBridgeOptions::new);
    if (client.get() == null) {
      throw new OptionException("client", "must be given: the options of the client");
    }
    return new BridgeConfig(client.get(), bridge);
  }

  /**
   * The same for an application that starts with its machine: unless {@code connectTimeout} is set, it tries to connect
   * without a limit.
   *
   * @throws IllegalArgumentException when the client is missing, or an option is not valid
   */
  public static BridgeConfig withUnlimitedConnect(JsonObject json) {
    BridgeConfig config = of(json);
    if (!json.getJsonObject("client").containsKey("connectTimeout")) {
      config.client.setConnectTimeout(Duration.ZERO);
    }
    return config;
  }
}
