package io.conec.impl.transport;

import io.netty.handler.codec.quic.BoringSSLKeylog;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import javax.net.ssl.SSLEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Appends TLS secrets to a file, in the format that packet analysers read (RFC 9850).
 */
final class KeyLog implements BoringSSLKeylog {

  private static final Logger LOG = LoggerFactory.getLogger(KeyLog.class);

  private static final FileAttribute<?> OWNER_ONLY =
    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;

  KeyLog(String file) {
    this.file = Path.of(file);
  }

  @Override
  public void logKey(SSLEngine engine, String key) {
    try {
      if (Files.notExists(file) && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(file, OWNER_ONLY);
      }
      Files.writeString(file, key + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.warn("TLS secrets can not be written to keyLogFile " + file, e);
    }
  }
}
