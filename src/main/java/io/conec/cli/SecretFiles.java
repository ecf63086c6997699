package io.conec.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes certificates and keys. Other users can never read a key, not even while it is written. */
public final class SecretFiles {

  private static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final String TEMPORARY = ".new";
  private static final Set<OpenOption> NEW_FILE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private SecretFiles() {
  }

  /** Fails when one of the files exists. */
  static void requireAbsent(Path... files) throws IOException {
    for (Path file : files) {
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
  }

  /** Writes a new file that only its owner can read. */
  public static void createSecret(Path file, String content) throws IOException {
    create(file, content, mode("rw-------"));
  }

  /** Writes a new file that others may read. */
  public static void createPublic(Path file, String content) throws IOException {
    create(file, content);
  }

  /** Removes a file that cannot be written completely, for example because the disk is full. */
  private static void create(Path file, String content, FileAttribute<?>... attributes) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file, NEW_FILE, attributes)) {
      ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (FileSystemException e) {
      // The file exists, and the message names it.
      throw e;
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw new FileSystemException(file.toString(), null, e.getMessage());
    }
  }

  /** Writes both files, and replaces existing ones. */
  static void replace(Path secretFile, String secret, Path publicFile, String content) throws IOException {
    Path newSecret = temporary(secretFile);
    Path newPublic = temporary(publicFile);
    createSecret(newSecret, secret);
    createPublic(newPublic, content);
    Files.move(newSecret, secretFile, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    Files.move(newPublic, publicFile, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Writes a file that others may read, and replaces an existing one atomically. */
  static void replacePublic(Path file, String content) throws IOException {
    Path temporary = temporary(file);
    createPublic(temporary, content);
    Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path temporary(Path file) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
    Files.deleteIfExists(temporary);
    return temporary;
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return POSIX
      ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
      : new FileAttribute<?>[0];
  }
}
