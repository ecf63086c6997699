package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;

/**
 * Checks that a file or a directory is safe from other users of this machine. Without POSIX permissions, for example on
 * Windows, it checks nothing: there a file inherits the access list of its directory.
 */
public final class FileSecrecy {

  private static final Set<PosixFilePermission> OWNER =
    EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

  private static final String ROOT = "root";

  private FileSecrecy() {
  }

  /**
   * Check a file with a secret that this program has created, or writes to.
   *
   * @throws IdentityException when it is not a file that only this user owns, reads and changes
   */
  public static void requireOwnerOnly(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IdentityException(UNUSABLE, file + " is not a regular file");
    }
    PosixFileAttributes attributes = attributes(file);
    if (attributes == null) {
      return;
    }
    if (!OWNER.containsAll(attributes.permissions())) {
      throw new IdentityException(UNUSABLE, file + " is open to other users of this machine ("
        + PosixFilePermissions.toString(attributes.permissions()) + "): close it with 'chmod 600 " + file + "'");
    }
    requireOwn(file, attributes.owner(), false);
  }

  /**
   * Check a directory that this program reads keys and certificates from.
   *
   * @throws IdentityException when other users than this one and root can create files there
   */
  public static void requireSafeDirectory(Path directory) throws IOException {
    PosixFileAttributes attributes = attributes(directory);
    if (attributes == null) {
      return;
    }
    if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IdentityException(UNUSABLE, "every user of this machine can change the directory " + directory + " ("
        + PosixFilePermissions.toString(attributes.permissions()) + "): use another, or 'chmod o-w " + directory + "'");
    }
    requireOwn(directory, attributes.owner(), true);
  }

  /** @return whether any user of this machine can read the file */
  static boolean isReadableByAll(Path file) {
    try {
      PosixFileAttributes attributes = attributes(file);
      return attributes != null && attributes.permissions().contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException e) {
      // The next reader of the file reports why it cannot be read.
      return false;
    }
  }

  /** A user without a name is not root, and cannot open protected files of others, so no check is needed. */
  private static void requireOwn(Path file, UserPrincipal owner, boolean orRoot)
    throws IOException {
    String user = System.getProperty("user.name", "?");
    String name = owner.getName();
    if (!"?".equals(user) && !name.equals(user) && !(orRoot && name.equals(ROOT))) {
      throw new IdentityException(UNUSABLE,
        file + " belongs to '" + name + "' and this program runs as '" + user + "': use one of its own");
    }
  }

  private static PosixFileAttributes attributes(Path file) throws IOException {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
      ? Files.readAttributes(file, PosixFileAttributes.class) : null;
  }
}
