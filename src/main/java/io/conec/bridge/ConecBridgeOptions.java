package io.conec.bridge;

import io.conec.ClientOptions;
import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Options of a {@link ConecBridge}.
 */
@DataObject
@JsonGen(publicConverter = false)
public class ConecBridgeOptions {

  /** Default number of messages in flight for each address that a peer imports: as many requests as an import sends. */
  public static final int DEFAULT_MAX_EXPORT_IN_FLIGHT = ImportOptions.DEFAULT_MAX_IN_FLIGHT;

  /**
   * Default number of bytes in flight for each address that a peer imports, 1 MiB: as much as QUIC has in flight on a
   * stream. JSON takes up to 20 times as much memory as bytes on the network.
   */
  public static final int DEFAULT_MAX_EXPORT_IN_FLIGHT_BYTES = 1024 * 1024;

  /** Default time-out of a request when that of its sender is unknown, 30 s: the default of the event bus. */
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofMillis(DeliveryOptions.DEFAULT_TIMEOUT);

  /** Default longest time-out that a peer may ask for, 1 h: nothing waits longer. */
  public static final Duration DEFAULT_MAX_REQUEST_TIMEOUT = Duration.ofHours(1);

  /** Default number of bytes that wait for each address of a peer: that of imports. */
  public static final int DEFAULT_MAX_QUEUED_BYTES = ImportOptions.DEFAULT_MAX_QUEUED_BYTES;

  /** Default number of streams for messages without an import, 1000: one for each channel of a client. */
  public static final int DEFAULT_MAX_PEER_STREAMS = ClientOptions.DEFAULT_MAX_CHANNELS;

  private static final Duration MIN_DURATION = Duration.ofMillis(1);

  private List<ExportOptions> exports;
  private List<ImportOptions> imports;
  private List<BroadcastMapping> broadcasts;
  private int maxExportInFlight;
  private int maxExportInFlightBytes;
  private int maxQueuedBytes;
  private int maxPeerStreams;
  private List<String> serializableTypes;
  private Duration requestTimeout;
  private Duration maxRequestTimeout;

  /**
   * Default options: no exports, no imports, and no broadcasts.
   */
  public ConecBridgeOptions() {
    exports = new ArrayList<>();
    imports = new ArrayList<>();
    broadcasts = new ArrayList<>();
    maxExportInFlight = DEFAULT_MAX_EXPORT_IN_FLIGHT;
    maxExportInFlightBytes = DEFAULT_MAX_EXPORT_IN_FLIGHT_BYTES;
    maxQueuedBytes = DEFAULT_MAX_QUEUED_BYTES;
    maxPeerStreams = DEFAULT_MAX_PEER_STREAMS;
    serializableTypes = new ArrayList<>();
    requestTimeout = DEFAULT_REQUEST_TIMEOUT;
    maxRequestTimeout = DEFAULT_MAX_REQUEST_TIMEOUT;
  }

  /**
   * @param other the options to copy
   */
  public ConecBridgeOptions(ConecBridgeOptions other) {
    exports = new ArrayList<>();
    other.exports.forEach(export -> exports.add(new ExportOptions(export)));
    imports = new ArrayList<>();
    other.imports.forEach(item -> imports.add(new ImportOptions(item)));
    broadcasts = new ArrayList<>();
    other.broadcasts.forEach(mapping -> broadcasts.add(new BroadcastMapping(mapping)));
    maxExportInFlight = other.maxExportInFlight;
    maxExportInFlightBytes = other.maxExportInFlightBytes;
    maxQueuedBytes = other.maxQueuedBytes;
    maxPeerStreams = other.maxPeerStreams;
    serializableTypes = new ArrayList<>(other.serializableTypes);
    requestTimeout = other.requestTimeout;
    maxRequestTimeout = other.maxRequestTimeout;
  }

  /**
   * @param json the JSON to read
   * @throws IllegalArgumentException for an unknown key, a wrong type or a value out of range; the message has its path
   */
  public ConecBridgeOptions(JsonObject json) {
    this();
    new OptionsReader(json)
      .objects("exports", ExportOptions::new, this::setExports)
      .objects("imports", ImportOptions::new, this::setImports)
      .objects("broadcasts", BroadcastMapping::new, this::setBroadcasts)
      .integer("maxExportInFlight", this::setMaxExportInFlight)
      .integer("maxExportInFlightBytes", this::setMaxExportInFlightBytes)
      .integer("maxQueuedBytes", this::setMaxQueuedBytes)
      .integer("maxPeerStreams", this::setMaxPeerStreams)
      .strings("serializableTypes", this::setSerializableTypes)
      .duration("requestTimeout", this::setRequestTimeout)
      .duration("maxRequestTimeout", this::setMaxRequestTimeout)
      .end();
  }

  /**
   * @return the addresses that peers may reach, empty by default
   */
  public List<ExportOptions> getExports() {
    return exports;
  }

  /**
   * @param exports the addresses that peers may reach; they can reach no others
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setExports(List<ExportOptions> exports) {
    this.exports = Require.each("exports", exports, Require::notNull);
    return this;
  }

  /**
   * @param export one more address, or regular expression for addresses, that peers may reach
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions addExport(ExportOptions export) {
    exports.add(Require.notNull("exports", export));
    return this;
  }

  /**
   * @return the addresses of peers that are addresses of this event bus, empty by default
   */
  public List<ImportOptions> getImports() {
    return imports;
  }

  /**
   * @param imports the addresses of peers to make addresses of this event bus
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setImports(List<ImportOptions> imports) {
    this.imports = Require.each("imports", imports, Require::notNull);
    return this;
  }

  /**
   * @param item one more address of a peer to make an address of this event bus
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions addImport(ImportOptions item) {
    imports.add(Require.notNull("imports", item));
    return this;
  }

  /**
   * @return the broadcasts that are mapped to addresses of this event bus, empty by default
   */
  public List<BroadcastMapping> getBroadcasts() {
    return broadcasts;
  }

  /**
   * @param broadcasts the broadcasts to map to addresses of this event bus
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setBroadcasts(List<BroadcastMapping> broadcasts) {
    this.broadcasts = Require.each("broadcasts", broadcasts, Require::notNull);
    return this;
  }

  /**
   * @param mapping one more broadcast to map to an address, or one more address for a broadcast
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions addBroadcast(BroadcastMapping mapping) {
    broadcasts.add(Require.notNull("broadcasts", mapping));
    return this;
  }

  /**
   * @return the largest number of messages in flight for each address that a peer imports, default 1000
   */
  public int getMaxExportInFlight() {
    return maxExportInFlight;
  }

  /**
   * Set how many messages of a peer may be in flight for each address that it imports. A message counts until a local
   * consumer has taken it. When so many messages wait for consumers, the bridge stops reading the stream, so that the
   * peer has to wait; no message is lost, and other addresses go on. Requests that consumers have taken but not
   * answered have the same limit; one more is answered with {@link io.conec.ConecError#BUS_OVERLOADED}.
   * <p>
   * A paused consumer takes no messages. The event bus discards messages that it cannot buffer for it
   * ({@code maxBufferedMessages}, 1000 by default). A message to another member of a clustered event bus counts until
   * it is written to the connection to that member.
   *
   * @param maxExportInFlight the number of messages, 1 or more
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setMaxExportInFlight(int maxExportInFlight) {
    this.maxExportInFlight = Require.positive("maxExportInFlight", maxExportInFlight);
    return this;
  }

  /**
   * @return the largest number of bytes that wait for consumers, for each address that a peer imports, default 1 MiB
   */
  public int getMaxExportInFlightBytes() {
    return maxExportInFlightBytes;
  }

  /**
   * Set how many bytes of messages may wait for consumers, for each address that a peer imports. When there are so
   * many, the bridge stops reading the stream. There is always room for one message.
   *
   * @param maxExportInFlightBytes bytes, 1 or more
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setMaxExportInFlightBytes(int maxExportInFlightBytes) {
    this.maxExportInFlightBytes = Require.positive("maxExportInFlightBytes", maxExportInFlightBytes);
    return this;
  }

  /**
   * @return the largest number of bytes of messages without an import that wait, for each address of a peer, default 16
   * MiB
   */
  public int getMaxQueuedBytes() {
    return maxQueuedBytes;
  }

  /**
   * Set how many bytes of messages without an import may wait until they are taken or answered, for each address of a
   * peer. These are the messages of {@link ConecBridge#request(String, String, Object)},
   * {@link ConecBridge#send(String, String, Object)} and {@link ConecBridge#publish(String, String, Object)}. Each
   * {@link ConecProducer} has the same limit for itself, far above its
   * {@linkplain ConecProducer#setWriteQueueMaxSize(int) own write queue}. One more message fails with
   * {@link io.conec.ConecError#BUS_OVERLOADED}.
   *
   * @param maxQueuedBytes bytes, 1 or more; each message counts at least {@link ConecProducer#MIN_MESSAGE_SIZE}
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setMaxQueuedBytes(int maxQueuedBytes) {
    this.maxQueuedBytes = Require.positive("maxQueuedBytes", maxQueuedBytes);
    return this;
  }

  /**
   * @return the largest number of streams for messages without an import, default 1000
   */
  public int getMaxPeerStreams() {
    return maxPeerStreams;
  }

  /**
   * Set how many streams this bridge may have for messages without an import: one for each address of a peer, and at
   * most 100 to the same peer. A stream without messages in flight makes room for another one. When there is none, a
   * message to one more address fails with {@link io.conec.ConecError#BUS_OVERLOADED}.
   *
   * @param maxPeerStreams the number of streams, 1 or more
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setMaxPeerStreams(int maxPeerStreams) {
    this.maxPeerStreams = Require.positive("maxPeerStreams", maxPeerStreams);
    return this;
  }

  /**
   * @return the names of the classes whose serialized objects the bridge reads, empty by default
   */
  public List<String> getSerializableTypes() {
    return serializableTypes;
  }

  /**
   * Permit the bridge to read serialized objects of some classes ({@link java.io.Serializable} and
   * {@link io.vertx.core.shareddata.ClusterSerializable}), as bodies of messages and replies of peers, and of messages
   * from broadcasts. Reading such an object runs code of its class with data that the peer has chosen. JSON, buffers
   * and your own codecs do not need this.
   * <p>
   * List the classes of everything inside an object, and the classes that they extend. Arrays of these classes are
   * permitted, too. With any class in the list, so are strings, primitive types, their wrappers, and {@link Enum}. The
   * bridge refuses objects that are nested more than 20 levels deep, have more than 100,000 objects inside, or have an
   * array with more elements than the message has bytes, with {@link io.conec.ConecError#BUS_CODEC}. A
   * {@code ClusterSerializable} reads its data itself: do not list one that trusts lengths.
   *
   * @param serializableTypes the names of the classes, as {@link Class#getName()} returns them; empty to read none
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setSerializableTypes(List<String> serializableTypes) {
    this.serializableTypes = Require.each("serializableTypes", serializableTypes, Require::notEmpty);
    return this;
  }

  /**
   * @param name the name of one more class whose serialized objects the bridge reads
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions addSerializableType(String name) {
    serializableTypes.add(Require.notEmpty("serializableTypes", name));
    return this;
  }

  /**
   * @return the time-out of a request when that of its sender is unknown, default 30 s (JSON: milliseconds or
   * {@code 10s})
   */
  public Duration getRequestTimeout() {
    return requestTimeout;
  }

  /**
   * Set the time-out of a request when that of its sender is unknown. The bridge does not know it for senders on other
   * members of a clustered event bus, and when an ordinary consumer waits for the reply.
   *
   * @param requestTimeout the time-out, 1 ms or more
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setRequestTimeout(Duration requestTimeout) {
    this.requestTimeout = Require.atLeast("requestTimeout", requestTimeout, MIN_DURATION);
    return this;
  }

  /**
   * @return the longest time-out that a peer may ask for, default 1 h (JSON: milliseconds or {@code 10s})
   */
  public Duration getMaxRequestTimeout() {
    return maxRequestTimeout;
  }

  /**
   * @param maxRequestTimeout the longest time that a message of a peer may wait for its answer here, 1 ms or more;
   *                          longer time-outs are shortened to it
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setMaxRequestTimeout(Duration maxRequestTimeout) {
    this.maxRequestTimeout = Require.atLeast("maxRequestTimeout", maxRequestTimeout, MIN_DURATION);
    return this;
  }

  /**
   * @return these options as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    ConecBridgeOptionsConverter.toJson(this, json);
    json.put("requestTimeout", requestTimeout.toMillis());
    json.put("maxRequestTimeout", maxRequestTimeout.toMillis());
    return json;
  }
}
