package io.conec.bridge;

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

  /** Default number of messages under way for each address that a peer imports: as many requests as it sends. */
  public static final int DEFAULT_MAX_IN_FLIGHT = ImportOptions.DEFAULT_MAX_IN_FLIGHT;

  /**
   * Default bytes under way for each address that a peer imports, 1 MiB: as much as QUIC has under way on a stream.
   * JSON takes up to 20 times as much memory as bytes on the network.
   */
  public static final int DEFAULT_MAX_IN_FLIGHT_BYTES = 1024 * 1024;

  /** Default time-out of a request whose sender's is not known, 30 s: that of the event bus. */
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofMillis(DeliveryOptions.DEFAULT_TIMEOUT);

  /** Default longest time-out that a peer may ask for, 1 h: nothing that waits is kept longer. */
  public static final Duration DEFAULT_MAX_REQUEST_TIMEOUT = Duration.ofHours(1);

  /** Default bytes that wait, for each address of a peer: that of imports. */
  public static final int DEFAULT_WRITE_QUEUE_MAX_SIZE = ImportOptions.DEFAULT_WRITE_QUEUE_MAX_SIZE;

  /** Default number of streams for messages without an import, 1000: for as many channels as a client has. */
  public static final int DEFAULT_MAX_DIRECT_STREAMS = 1000;

  private static final Duration MIN_DURATION = Duration.ofMillis(1);

  private List<ExportOptions> exports;
  private List<ImportOptions> imports;
  private List<BroadcastMapping> broadcasts;
  private int maxInFlight;
  private int maxInFlightBytes;
  private int writeQueueMaxSize;
  private int maxDirectStreams;
  private List<String> serializableTypes;
  private Duration requestTimeout;
  private Duration maxRequestTimeout;

  /**
   * Default options: nothing is exported, nothing imported, and no broadcast joined.
   */
  public ConecBridgeOptions() {
    exports = new ArrayList<>();
    imports = new ArrayList<>();
    broadcasts = new ArrayList<>();
    maxInFlight = DEFAULT_MAX_IN_FLIGHT;
    maxInFlightBytes = DEFAULT_MAX_IN_FLIGHT_BYTES;
    writeQueueMaxSize = DEFAULT_WRITE_QUEUE_MAX_SIZE;
    maxDirectStreams = DEFAULT_MAX_DIRECT_STREAMS;
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
    maxInFlight = other.maxInFlight;
    maxInFlightBytes = other.maxInFlightBytes;
    writeQueueMaxSize = other.writeQueueMaxSize;
    maxDirectStreams = other.maxDirectStreams;
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
      .integer("maxInFlight", this::setMaxInFlight)
      .integer("maxInFlightBytes", this::setMaxInFlightBytes)
      .integer("writeQueueMaxSize", this::setWriteQueueMaxSize)
      .integer("maxDirectStreams", this::setMaxDirectStreams)
      .strings("serializableTypes", this::setSerializableTypes)
      .duration("requestTimeout", this::setRequestTimeout)
      .duration("maxRequestTimeout", this::setMaxRequestTimeout)
      .end();
  }

  /**
   * @return what peers may reach, empty by default
   */
  public List<ExportOptions> getExports() {
    return exports;
  }

  /**
   * @param exports what peers may reach; nothing else is reachable
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setExports(List<ExportOptions> exports) {
    this.exports = Require.each("exports", exports, Require::notNull);
    return this;
  }

  /**
   * @param export one more address, or pattern of addresses, that peers may reach
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions addExport(ExportOptions export) {
    exports.add(Require.notNull("export", export));
    return this;
  }

  /**
   * @return the addresses of peers to have on this event bus, empty by default
   */
  public List<ImportOptions> getImports() {
    return imports;
  }

  /**
   * @param imports the addresses of peers to have on this event bus
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setImports(List<ImportOptions> imports) {
    this.imports = Require.each("imports", imports, Require::notNull);
    return this;
  }

  /**
   * @param item one more address of a peer to have on this event bus
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions addImport(ImportOptions item) {
    imports.add(Require.notNull("import", item));
    return this;
  }

  /**
   * @return the broadcasts to have on this event bus, empty by default
   */
  public List<BroadcastMapping> getBroadcasts() {
    return broadcasts;
  }

  /**
   * @param broadcasts the broadcasts to have on this event bus, and under which addresses
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setBroadcasts(List<BroadcastMapping> broadcasts) {
    this.broadcasts = Require.each("broadcasts", broadcasts, Require::notNull);
    return this;
  }

  /**
   * @param mapping one more broadcast to have on this event bus, or one more address of a broadcast
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions addBroadcast(BroadcastMapping mapping) {
    broadcasts.add(Require.notNull("broadcast", mapping));
    return this;
  }

  /**
   * @return how many messages are under way for each address that a peer imports, default 1000
   */
  public int getMaxInFlight() {
    return maxInFlight;
  }

  /**
   * Bound the messages of a peer. One is under way until a local consumer has it, and a request until it is answered.
   * When so many wait for consumers the peer's stream is not read, so that the peer has to wait; nothing is lost, and
   * other addresses are not held up. When so many requests are with consumers that have not answered, one more is
   * answered with {@link io.conec.ConecError#BUS_OVERLOADED}.
   * <p>
   * A paused consumer takes nothing. The event bus discards what it cannot buffer for it ({@code maxBufferedMessages},
   * 1000 by default). A message that goes to another member of a clustered event bus counts until it is written to the
   * connection to that member.
   *
   * @param maxInFlight how many messages are under way for each address that a peer imports, 1 or more
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setMaxInFlight(int maxInFlight) {
    this.maxInFlight = Require.positive("maxInFlight", maxInFlight);
    return this;
  }

  /**
   * @return how many bytes wait for consumers, for each address that a peer imports, default 1 MiB
   */
  public int getMaxInFlightBytes() {
    return maxInFlightBytes;
  }

  /**
   * @param maxInFlightBytes how many bytes of messages wait for consumers, for each address that a peer imports, 1 or
   *                         more; while there are as many the peer's stream is not read. There is room for one message
   *                         of any size
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setMaxInFlightBytes(int maxInFlightBytes) {
    this.maxInFlightBytes = Require.positive("maxInFlightBytes", maxInFlightBytes);
    return this;
  }

  /**
   * @return how many bytes of messages without an import may wait, for each address of a peer, default 16 MiB
   */
  public int getWriteQueueMaxSize() {
    return writeQueueMaxSize;
  }

  /**
   * Bound what is sent without an import, with {@link ConecBridge#request(String, String, Object)},
   * {@link ConecBridge#send(String, String, Object)} and {@link ConecBridge#publish(String, String, Object)}, until it
   * is answered or taken. A {@link ConecProducer} has as much for itself, far beyond its
   * {@linkplain ConecProducer#setWriteQueueMaxSize(int) own limit}.
   *
   * @param writeQueueMaxSize how many bytes may wait, for each address of a peer, 1 or more; while there are as many,
   *                          one more message fails with {@link io.conec.ConecError#BUS_OVERLOADED}. Each counts
   *                          {@link ConecProducer#MIN_MESSAGE_SIZE} at least
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setWriteQueueMaxSize(int writeQueueMaxSize) {
    this.writeQueueMaxSize = Require.positive("writeQueueMaxSize", writeQueueMaxSize);
    return this;
  }

  /**
   * @return how many addresses of peers messages without an import may have a stream to at a time, default 1000
   */
  public int getMaxDirectStreams() {
    return maxDirectStreams;
  }

  /**
   * @param maxDirectStreams how many addresses of peers messages without an import may have a stream to at a time, 1 or
   *                         more; no more than 100 of them are of the same peer. A stream on which nothing is under way
   *                         makes room for another one; when there is none, a message to one more address fails with
   *                         {@link io.conec.ConecError#BUS_OVERLOADED}
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setMaxDirectStreams(int maxDirectStreams) {
    this.maxDirectStreams = Require.positive("maxDirectStreams", maxDirectStreams);
    return this;
  }

  /**
   * @return the names of the classes of which serialized objects are read, empty by default
   */
  public List<String> getSerializableTypes() {
    return serializableTypes;
  }

  /**
   * Allow classes of which serialized objects are read ({@link java.io.Serializable} and
   * {@link io.vertx.core.shareddata.ClusterSerializable}): as bodies of messages and replies of peers, and of messages
   * from broadcasts. To read such an object runs code of its class with data that the peer has chosen. JSON, buffers
   * and codecs of your own need nothing here.
   * <p>
   * The classes of everything inside an object must be in the list, and those that it extends; arrays of these classes
   * are read, too. Strings, primitive types, their wrappers and {@link Enum} are read when there is any class. An
   * object may be nested 20 levels deep and have 100,000 objects inside, and no array may claim to have more elements
   * than the message has bytes; other ones are refused with {@link io.conec.ConecError#BUS_CODEC}. What a
   * {@code ClusterSerializable} reads is up to its class: do not list one that trusts lengths.
   *
   * @param serializableTypes the names of the classes, as {@link Class#getName()} returns them; empty to read none
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setSerializableTypes(List<String> serializableTypes) {
    this.serializableTypes = Require.each("serializableTypes", serializableTypes, Require::notEmpty);
    return this;
  }

  /**
   * @param name the name of one more class of which serialized objects are read
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions addSerializableType(String name) {
    serializableTypes.add(Require.notEmpty("serializableType", name));
    return this;
  }

  /**
   * @return the time-out of a request whose sender's time-out is not known, default 30 s
   * (JSON: milliseconds or {@code 10s})
   */
  public Duration getRequestTimeout() {
    return requestTimeout;
  }

  /**
   * @param requestTimeout the time-out of a request whose sender's is not known, 1 ms or more: that of senders on other
   *                       members of a clustered event bus, and of those whose requests do not reach the bridge
   * @return a reference to this, so the API can be used fluently
   */
  public ConecBridgeOptions setRequestTimeout(Duration requestTimeout) {
    this.requestTimeout = Require.atLeast("requestTimeout", requestTimeout, MIN_DURATION);
    return this;
  }

  /**
   * @return the longest time-out, default 1 h (JSON: milliseconds or {@code 10s})
   */
  public Duration getMaxRequestTimeout() {
    return maxRequestTimeout;
  }

  /**
   * @param maxRequestTimeout the longest that a message of a peer may wait for its answer here, 1 ms or more; longer
   *                          time-outs are cut to this
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
