package io.conec.impl.transport;

import io.netty.handler.codec.quic.BoringSSLKeylog;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import javax.net.ssl.SSLEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Appends TLS secrets to a file, in the format that packet analysers read (RFC 9850).
 */
final class KeyLog implements BoringSSLKeylog {

  private static final Logger LOG = LoggerFactory.getLogger(KeyLog.class);

  private final Path file;

  KeyLog(String file) {
    this.file = Path.of(file);
  }

  @Override
  public void logKey(SSLEngine engine, String key) {
    try {
      Files.writeString(file, key + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.warn("TLS secrets can not be written to keyLogFile " + file, e);
    }
  }
}
