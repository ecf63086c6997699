package io.conec.impl.transport;

import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.identity.FileSecrecy;
import io.conec.impl.identity.IdentityException;
import io.netty.handler.codec.quic.BoringSSLKeylog;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import javax.net.ssl.SSLEngine;

/**
 * Appends TLS secrets to a file, in the format for packet analysers (RFC 9850).
 */
final class KeyLog implements BoringSSLKeylog {

  private static final String OPTION = "keyLogFile";

  private static final Logger LOG = LoggerFactory.getLogger(KeyLog.class);

  /** Do not follow a symbolic link: another user may have created it to redirect the output. */
  private static final Set<OpenOption> APPEND =
    Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);

  private static final FileAttribute<?>[] OWNER_ONLY = {
    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
  };

  private final Path file;
  private volatile boolean failed;

  KeyLog(String file) {
    this.file = Path.of(file);
  }

  /**
   * Create the file if it does not exist; on a worker thread.
   *
   * @throws ConecException when it cannot be written, or others than this user can read it
   */
  static void prepare(String keyLogFile) {
    KeyLog log = new KeyLog(keyLogFile);
    try {
      if (Files.isSymbolicLink(log.file)) {
        throw new IdentityException(UNUSABLE, keyLogFile + " is a symbolic link: name the file itself");
      } else if (Files.exists(log.file)) {
        // Check before opening, because opening a pipe would wait for its reader.
        FileSecrecy.requireOwnerOnly(log.file);
      }
      log.append("");
    } catch (IdentityException e) {
      throw new ConecException(ConecError.CONFIGURATION, "keyLogFile: " + e.getMessage(), e, OPTION);
    } catch (IOException e) {
      throw new ConecException(ConecError.CONFIGURATION, "keyLogFile: " + keyLogFile + " cannot be written ("
        + e.getClass().getSimpleName() + "): name a file in a directory that this program may write to", e, OPTION);
    }
  }

  @Override
  public void logKey(SSLEngine engine, String key) {
    try {
      append(key + "\n");
    } catch (IOException e) {
      if (!failed) {
        failed = true;
        LOG.warn("TLS secrets cannot be written to keyLogFile " + file + ": " + e);
      }
    }
  }

  private void append(String text) throws IOException {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes = posix ? OWNER_ONLY : new FileAttribute<?>[0];
    try (SeekableByteChannel channel = Files.newByteChannel(file, APPEND, attributes)) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
