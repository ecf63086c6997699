package io.conec.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Defaults of a command from its machine and user. */
final class LocalDefaults {

  /** Leaves room for a suffix: an id has at most 253 characters. */
  private static final int MAX_PART = 100;

  /** Java's value for an unknown name. */
  private static final String UNKNOWN = "?";

  private LocalDefaults() {
  }

  static String hostName() {
    try {
      // Without a DNS query, because a broken resolver would delay the start.
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException notLinux) {
      return hostNameOfJdk();
    }
  }

  private static String hostNameOfJdk() {
    String name = System.getenv("COMPUTERNAME");
    try {
      return name != null ? name : InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }

  /** Returns the id of a peer that others address: it stays the same from run to run. */
  static String stableId() {
    return part(hostName());
  }

  /** Returns the id of a peer that only calls others: several can run at a time. */
  static String uniqueId() {
    int random = ThreadLocalRandom.current().nextInt(1 << 24);
    return part(userName()) + "-" + part(hostName()) + String.format("-%06x", random);
  }

  /** A process may run as a user that the system does not know, for example in a container. */
  private static String userName() {
    String name = System.getProperty("user.name", UNKNOWN);
    return name.equals(UNKNOWN) ? "user" : name;
  }

  private static String part(String text) {
    String part = text.replaceAll("[^A-Za-z0-9._-]", "-");
    return part.isEmpty() ? "conec" : part.substring(0, Math.min(part.length(), MAX_PART));
  }

  /** Returns the default directory for the certificate of a Coordinator. */
  static Path stateDirectory(Environment environment) {
    String xdg = environment.get("XDG_STATE_HOME");
    Path base = xdg != null ? Path.of(xdg) : home(environment).resolve(Path.of(".local", "state"));
    return base.resolve("conec");
  }

  private static Path home(Environment environment) {
    String home = System.getProperty("user.home", UNKNOWN);
    if (home.equals(UNKNOWN) || home.isEmpty()) {
      home = environment.get("HOME");
    }
    if (home == null) {
      throw new CommandException("the user has no home directory to keep a certificate in: give --state-dir, or set "
        + "XDG_STATE_HOME");
    }
    return Path.of(home);
  }
}
