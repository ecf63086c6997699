package io.conec.impl.transport;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.util.Printable;
import io.netty.handler.codec.quic.Quic;
import io.netty.util.Version;
import io.netty.util.internal.PlatformDependent;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Loads the native library of QUIC. Netty unpacks it from a jar into a directory and loads it from there. When that
 * fails, only the message of the system's loader distinguishes the cases.
 */
final class NativeLibrary {

  private static final String WORKDIR = "io.netty.native.workdir";
  private static final String[] DIRECTORIES = {WORKDIR, "io.netty.tmpdir", "java.io.tmpdir"};
  private static final String ANOTHER_DIRECTORY = ": name another directory with -D" + WORKDIR + "=DIRECTORY";

  private static final Pattern NO_EXECUTION = Pattern.compile("failed to map segment|Operation not permitted");
  private static final Pattern NO_GLIBC =
    Pattern.compile("ld-linux|Error relocating|GLIBC_|Error loading shared library");
  private static final Pattern UNUSABLE = Pattern.compile("can't load|wrong ELF class|invalid ELF|ELF header"
    + "|file too short|not a valid Win32|architecture|mach-o", Pattern.CASE_INSENSITIVE);

  private static final String LOADER = "NativeLibraryLoader";
  private static final String SEVERAL = "Multiple resources found";

  /** This artifact has its own version numbers. */
  private static final String TCNATIVE = "netty-tcnative";

  private NativeLibrary() {
  }

  /**
   * Load the library, if this was not done before. Reads and writes files, so call it on a worker thread.
   *
   * @throws ConecException when it cannot be loaded
   */
  static void load() {
    Throwable cause;
    try {
      cause = Quic.unavailabilityCause();
    } catch (LinkageError e) {
      cause = e;
    }
    if (cause != null) {
      throw failure(cause);
    }
  }

  static ConecException failure(Throwable cause) {
    return new ConecException(ConecError.CONFIGURATION, "the native library of QUIC cannot be used: "
      + reason(cause, versions(), directory()), cause);
  }

  private static String directory() {
    for (String property : DIRECTORIES) {
      if (System.getProperty(property) != null) {
        return System.getProperty(property);
      }
    }
    return "the directory for temporary files";
  }

  /** The versions of Netty's artifacts on the class path, by their names. */
  private static Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    Version.identify(NativeLibrary.class.getClassLoader())
      .forEach((artifact, version) -> versions.put(artifact, version.artifactVersion()));
    versions.keySet().removeIf(artifact -> artifact.startsWith(TCNATIVE));
    return versions;
  }

  static String reason(Throwable failure, Map<String, String> versions, String directory) {
    Throwable root = failure;
    boolean noDirectory = isAboutLoader(root);
    while (root.getCause() != null) {
      root = root.getCause();
      noDirectory |= isAboutLoader(root);
    }
    String message = Printable.reason(root.getMessage() == null ? root.toString() : root.getMessage());
    String platform = PlatformDependent.normalizedOs() + "-" + PlatformDependent.normalizedArch();
    if (root instanceof FileNotFoundException) {
      return "there is none for " + platform + " on the class path: add io.netty:netty-codec-native-quic with the "
        + "classifier " + platform + ", if it exists";
    } else if (root instanceof IOException || noDirectory) {
      return "it cannot be unpacked into " + directory + (noDirectory ? "" : " (" + message + ")") + ANOTHER_DIRECTORY;
    } else if (NO_EXECUTION.matcher(message).find()) {
      return "files in " + directory + " cannot be executed, because it is mounted noexec (" + message + ")"
        + ANOTHER_DIRECTORY;
    } else if (NO_GLIBC.matcher(message).find()) {
      return "it needs the GNU C library, and this system has an older version or another library, such as musl: use "
        + "a newer system or image with glibc (" + message + ")";
    } else if (UNUSABLE.matcher(message).find()) {
      return "the library on the class path for " + platform + " is damaged or for another architecture (" + message
        + ")";
    }
    return misfit(message, versions);
  }

  /** Netty's loader is initialized once. Later failures do not have the reason: it could not create its directory. */
  private static boolean isAboutLoader(Throwable failure) {
    return failure instanceof NoClassDefFoundError && failure.getMessage().contains(LOADER);
  }

  private static String misfit(String message, Map<String, String> versions) {
    if (message.startsWith(SEVERAL)) {
      return "there are several on the class path, remove all but one: " + message;
    }
    boolean mixed = versions.values().stream().distinct().count() > 1;
    return "it does not fit the classes (" + message + ")" + (mixed
      ? ": use the same version of all Netty artifacts, here are "
      + versions.entrySet().stream().map(Object::toString).collect(Collectors.joining(", ")) : "");
  }
}
