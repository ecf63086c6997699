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
 * What a Coordinator and a client have in common: a UDP socket that speaks QUIC.
 * <p>
 * In JSON the certificate is given as {@code pemKeyCertOptions} or {@code keyStoreOptions}, each in the form of the
 * Vert.x options of that name.
 */
@DataObject
@JsonGen(publicConverter = false)
public abstract class EndpointOptions {

  /**
   * Default idle time-out, 30 s: what QUIC deployments commonly use (RFC 9308, section 3.2), and long enough for a
   * Coordinator to be restarted.
   */
  public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(30);

  /**
   * Default size of a QUIC datagram, 1350 bytes: with 9 bytes of relay header and 28 to 48 of UDP and IP it fits into
   * the 1420 that common tunnels leave of an Ethernet frame.
   */
  public static final int DEFAULT_MAX_DATAGRAM_SIZE = 1350;

  /** The least that QUIC allows (RFC 9000, section 14.1). */
  public static final int MIN_MAX_DATAGRAM_SIZE = 1200;

  /** The most that fits beside the relay header into a UDP datagram over IPv4. */
  public static final int MAX_MAX_DATAGRAM_SIZE = 65_498;

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
   * @return the certificate and key; {@code null}, the default, for an ephemeral self-signed certificate
   */
  public KeyCertOptions getKeyCertOptions() {
    return keyCertOptions;
  }

  /**
   * @param keyCertOptions the certificate and key, as PEM, JKS or PKCS#12; {@code null} for an ephemeral self-signed
   *                       one
   * @return a reference to this, so the API can be used fluently
   */
  public EndpointOptions setKeyCertOptions(KeyCertOptions keyCertOptions) {
    this.keyCertOptions = keyCertOptions;
    return this;
  }

  /**
   * @return how long a channel, or a connection of a Coordinator, may hear nothing before it is closed, default 30 s
   * (JSON: milliseconds or {@code 10s})
   */
  public Duration getIdleTimeout() {
    return idleTimeout;
  }

  /**
   * @param idleTimeout how long a channel, or a connection of a Coordinator, may hear nothing before it is closed, 1 s
   *                    or more; the smaller value of its two clients holds for a channel
   * @return a reference to this, so the API can be used fluently
   */
  public EndpointOptions setIdleTimeout(Duration idleTimeout) {
    this.idleTimeout = Require.atLeast("idleTimeout", idleTimeout, Duration.ofSeconds(1));
    return this;
  }

  /**
   * @return the largest QUIC datagram to send, in bytes, default 1350
   */
  public int getMaxDatagramSize() {
    return maxDatagramSize;
  }

  /**
   * @param maxDatagramSize the largest QUIC datagram to send, in bytes; raise it only where every network between the
   *                        peers is known to carry it, and then at the Coordinator and all clients: each makes room
   *                        for datagrams of its own size or 2039 bytes, whichever is more
   * @return a reference to this, so the API can be used fluently
   */
  public EndpointOptions setMaxDatagramSize(int maxDatagramSize) {
    this.maxDatagramSize =
      Require.between("maxDatagramSize", maxDatagramSize, MIN_MAX_DATAGRAM_SIZE, MAX_MAX_DATAGRAM_SIZE);
    return this;
  }

  /**
   * @return the file that TLS secrets are appended to, {@code null}, the default, for none
   */
  public String getKeyLogFile() {
    return keyLogFile;
  }

  /**
   * @param keyLogFile a file that TLS secrets are appended to in the format of {@code SSLKEYLOGFILE} (RFC 9850), so
   *                   that a packet analyser can decrypt a capture; a user who can read it can decrypt everything: for
   *                   debugging only. It is made when it is not there. To connect or listen fails with
   *                   {@link ConecError#CONFIGURATION} when it is a symbolic link, or open to other users of this
   *                   machine (POSIX permissions; elsewhere put it into a directory that is closed to others)
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
