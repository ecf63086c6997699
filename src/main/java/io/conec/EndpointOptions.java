package io.conec;

import io.conec.impl.config.CertificateJson;
import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.KeyCertOptions;

import java.time.Duration;

/**
 * Common options of Coordinators and clients: a UDP socket with QUIC.
 * <p>
 * In JSON the certificate is {@code pemKeyCertOptions} or {@code keyStoreOptions}, in the form of the Vert.x options of
 * that name.
 */
@DataObject
@JsonGen(publicConverter = false)
public abstract class EndpointOptions {

  /**
   * Default idle time-out, 30 s: a common value for QUIC (RFC 9308, section 3.2), and long enough to restart a
   * Coordinator.
   */
  public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(30);

  /**
   * Default size of a QUIC datagram, 1350 bytes: with 9 bytes of relay header and 28 to 48 bytes of UDP and IP headers
   * it fits into the 1420 bytes that common tunnels leave of an Ethernet frame.
   */
  public static final int DEFAULT_MAX_DATAGRAM_SIZE = 1350;

  /** The smallest value of {@code maxDatagramSize}: the minimum of QUIC (RFC 9000, section 14.1). */
  public static final int SMALLEST_DATAGRAM_SIZE = 1200;

  /**
   * The largest value of {@code maxDatagramSize}: with the relay header it fits into a UDP datagram over IPv4.
   */
  public static final int LARGEST_DATAGRAM_SIZE = 65_498;

  private KeyCertOptions keyCertOptions;
  private Duration idleTimeout;
  private int maxDatagramSize;
  private String keyLogFile;

  EndpointOptions() {
    idleTimeout = DEFAULT_IDLE_TIMEOUT;
    maxDatagramSize = DEFAULT_MAX_DATAGRAM_SIZE;
  }

  EndpointOptions(EndpointOptions other) {
    keyCertOptions = other.keyCertOptions == null ? null : other.keyCertOptions.copy();
    idleTimeout = other.idleTimeout;
    maxDatagramSize = other.maxDatagramSize;
    keyLogFile = other.keyLogFile;
  }

  EndpointOptions(OptionsReader json) {
    this();
    json.duration("idleTimeout", this::setIdleTimeout)
      .integer("maxDatagramSize", this::setMaxDatagramSize)
      .string("keyLogFile", this::setKeyLogFile);
    CertificateJson.keyCert(json, this::setKeyCertOptions);
  }

  /**
   * @return the certificate and its key; {@code null}, the default, for an ephemeral self-signed certificate
   */
  public KeyCertOptions getKeyCertOptions() {
    return keyCertOptions;
  }

  /**
   * @param keyCertOptions the certificate and its key, as PEM, JKS or PKCS#12; {@code null} for an ephemeral
   *                       self-signed certificate
   * @return a reference to this, so the API can be used fluently
   */
  public EndpointOptions setKeyCertOptions(KeyCertOptions keyCertOptions) {
    this.keyCertOptions = keyCertOptions;
    return this;
  }

  /**
   * @return the time without received data after which a channel, or a connection of a Coordinator, is closed, default
   * 30 s (JSON: milliseconds or {@code 10s})
   */
  public Duration getIdleTimeout() {
    return idleTimeout;
  }

  /**
   * Set the time without received data after which a channel, or a connection of a Coordinator, is closed. The smaller
   * value of its two clients applies to a channel.
   *
   * @param idleTimeout the time-out, 1 s or more
   * @return a reference to this, so the API can be used fluently
   */
  public EndpointOptions setIdleTimeout(Duration idleTimeout) {
    this.idleTimeout = Require.atLeast("idleTimeout", idleTimeout, Duration.ofSeconds(1));
    return this;
  }

  /**
   * @return the largest QUIC datagram to send, in bytes of UDP payload, default 1350
   */
  public int getMaxDatagramSize() {
    return maxDatagramSize;
  }

  /**
   * Set the largest QUIC datagram to send. Raise it only where every network between the peers carries such datagrams,
   * and then at the Coordinator and all clients: each of them can receive datagrams of its own size, or of 2039 bytes
   * if that is more.
   *
   * @param maxDatagramSize bytes of UDP payload, without the relay header, {@link #SMALLEST_DATAGRAM_SIZE} to {@link
   *                        #LARGEST_DATAGRAM_SIZE}
   * @return a reference to this, so the API can be used fluently
   */
  public EndpointOptions setMaxDatagramSize(int maxDatagramSize) {
    this.maxDatagramSize =
      Require.between("maxDatagramSize", maxDatagramSize, SMALLEST_DATAGRAM_SIZE, LARGEST_DATAGRAM_SIZE);
    return this;
  }

  /**
   * @return the file for TLS secrets, {@code null}, the default, for none
   */
  public String getKeyLogFile() {
    return keyLogFile;
  }

  /**
   * Append TLS secrets to a file in the format of {@code SSLKEYLOGFILE} (RFC 9850), with which a packet analyser can
   * decrypt a capture. Use this only for debugging: everyone who can read the file can read all messages.
   * <p>
   * The file is created when it does not exist. {@link ConecClient#connect()} and {@link ConecCoordinator#listen()}
   * fail with {@link ConecError#CONFIGURATION} when the file is a symbolic link, or when other users of this machine
   * have access to it. They can check that only on systems with POSIX permissions: elsewhere use a directory that is
   * closed to others.
   *
   * @param keyLogFile the path of the file, {@code null} for none
   * @return a reference to this, so the API can be used fluently
   */
  public EndpointOptions setKeyLogFile(String keyLogFile) {
    this.keyLogFile = keyLogFile == null ? null : Require.notEmpty("keyLogFile", keyLogFile);
    return this;
  }

  /**
   * @return these options as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    EndpointOptionsConverter.toJson(this, json);
    json.put("idleTimeout", idleTimeout.toMillis());
    CertificateJson.put(json, keyCertOptions);
    return json;
  }
}
